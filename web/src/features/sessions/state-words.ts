import type { SessionState } from '@claude-monitor/protocol/live/state-of';
import { ago, dayAndTime, span, timeWithSeconds } from '../../lib/format/time.ts';
import type { Need } from '../../lib/format/need.ts';
import * as shared from '../../lib/texts.ts';
import * as texts from './texts.ts';

/** The state of a session in words: what, for how long, and what it rests on. */
type StateWords = { headline: string; reason: string; because: string };

export function stateWords(state: SessionState, need: Need | null, now: number): StateWords {
  const headline =
    state.name === 'ended'
      ? texts.endedAgo(ago(now - state.since))
      : texts.stateFor(shared.STATE_WORDS[state.name], span(now - state.since));
  const detail = state.because.detail ?? '';
  const reason = need?.reason ?? (state.name === 'waiting' ? detail : '');
  const since = texts.since(dayAndTime(state.since));
  const isSaidAbove = ['ended', 'waiting', need?.kind].includes(state.name);
  return { headline, reason, because: isSaidAbove ? since : texts.sinceBecause(since, why(state)) };
}

function why({ because: { kind, at, detail } }: SessionState): string {
  const time = timeWithSeconds(at);
  switch (kind) {
    case 'ended':
    case 'waiting':
    case 'turn_over':
      return texts.turnOver;
    case 'silence':
      return texts.noEventsSince(time);
    case 'stalled_tool':
      return shared.runningSince(detail ?? shared.aToolCall, time);
    case 'running_tool':
      return texts.toolRunning(time);
    case 'last_event':
      return texts.lastEventAt(time);
  }
}

import type { SessionState } from '@claude-monitor/protocol/live/state-of';
import { ago, dayAndTime, span, timeWithSeconds } from '../../lib/format/time.ts';
import type { Need } from '../../lib/format/need.ts';
import * as shared from '../../lib/texts.ts';
import * as texts from './texts.ts';

/** The state of a session in words: what, for how long, and what it rests on. */
export type StateWords = { headline: string; reason: string; because: string };

export function stateWords(state: SessionState, need: Need | null, now: number): StateWords {
  const headline =
    state.name === 'ended'
      ? texts.endedAgo(ago(now - state.since))
      : texts.stateFor(shared.STATE_WORDS[state.name], span(now - state.since));
  const reason = need?.reason ?? (state.name === 'waiting' ? state.because.what : '');
  const since = texts.since(dayAndTime(state.since));
  const isRedundant = state.name === 'ended' || reason.startsWith(state.because.what);
  return {
    headline,
    reason,
    because: isRedundant ? since : texts.sinceBecause(since, restsOn(state)),
  };
}

function restsOn({ since, because: { what, at } }: SessionState): string {
  if (at === since) return what;
  return texts.whatAt(what, timeWithSeconds(at));
}

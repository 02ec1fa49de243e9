import type { CardState } from '@claude-monitor/protocol/live/state-of';
import { dayAndTime, span, timeWithSeconds } from '../../lib/format/time.ts';
import type { Need } from '../../lib/format/need.ts';

/** The state of a session in words: what, for how long, and what it rests on. */
export type StateWords = { headline: string; reason: string; because: string };

export function stateWords(state: CardState, need: Need | null, now: number): StateWords {
  const age = span(now - state.since);
  const headline =
    state.name === 'ended' ? `Ended ${age} ago` : `${capital(state.name)} for ${age}`;
  const reason = need?.reason ?? (state.name === 'waiting' ? state.because.what : '');
  const since = `since ${dayAndTime(state.since)}`;
  const isSaid = state.name === 'ended' || reason.startsWith(state.because.what);
  return { headline, reason, because: isSaid ? since : `${since}: ${restsOn(state)}` };
}

function restsOn({ since, because: { what, at } }: CardState): string {
  if (at === since) return what;
  return `${what}${what.endsWith(' since') ? '' : ','} ${timeWithSeconds(at)}`;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

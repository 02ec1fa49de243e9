import type { CardState } from '@claude-monitor/protocol/state-of';
import { dayAndTime, span } from '../format/time.ts';
import type { Need } from './need.ts';

/** The state of a session in words: what, for how long, and what it rests on. */
export type StateWords = { headline: string; reason: string; because: string };

export function stateWords(state: CardState, need: Need | null, now: number): StateWords {
  const age = span(now - state.since);
  const headline =
    state.name === 'ended' ? `Ended ${age} ago` : `${capital(state.name)} for ${age}`;
  const reason = need?.reason ?? (state.name === 'waiting' ? state.because.what : '');
  const { what, at } = state.because;
  const isSaid = what === reason || state.name === 'ended' || reason.startsWith(what);
  return {
    headline,
    reason,
    because: `since ${dayAndTime(state.since)}${isSaid ? '' : `: ${what}`}${
      at === state.since ? '' : `, ${dayAndTime(at)}`
    }`,
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

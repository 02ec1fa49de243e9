import type { StateReason, StateReasonKind } from '../live/state-of.ts';
import { clip } from './words.ts';

const REASONS: Record<StateReasonKind, (detail: string | null) => string> = {
  ended: () => 'the session ended',
  waiting: (detail) => detail ?? 'waits for a person',
  silence: () => 'no recent events',
  stalled_tool: (detail) => `${detail ?? 'a tool call'} is still running`,
  running_tool: () => 'a tool call is running',
  turn_over: () => 'its turn is over',
  last_event: () => 'it sent events recently',
};

/** Why a session is in its state, for a model, cut at `length` characters. */
export const stateReason = ({ kind, detail }: StateReason, length?: number): string =>
  clip(REASONS[kind](detail), length);

import type { Completeness } from '@claude-monitor/protocol/live/view';
import { runCompleteness } from '../sessions/completeness.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';

export function updateShare(session: SessionRecord, { state }: { state: FoldState }): void {
  const { share } = session;
  const { totals } = state;
  const isShown = session.hasOwnEvents && session.shownAs === null;
  const sessions = isShown ? session.attempts.length : 0;
  const completeness = runCompleteness(session);
  if (sessions === share.sessions && isSame(completeness, share.completeness)) return;
  totals.sessions += sessions - share.sessions;
  add(state, share.completeness, -1);
  add(state, completeness, 1);
  session.share = { sessions, completeness };
  state.sessions.touch(session.key);
}

function add({ totals }: FoldState, part: Completeness | null, sign: 1 | -1): void {
  if (part === null) return;
  const sums = totals.completeness[part.of];
  sums.sessions += sign;
  sums.received += sign * part.received;
  sums.expected += sign * part.expected;
}

const isSame = (a: Completeness | null, b: Completeness | null): boolean =>
  a?.of === b?.of && a?.received === b?.received && a?.expected === b?.expected;

import {
  stateOf,
  type SessionState,
  type SessionStateName,
} from '@claude-monitor/protocol/live/state-of';
import type { Session } from '@claude-monitor/protocol/live/view';
import type { LiveState } from '../../../lib/live/live-state.ts';
import type { Place } from './stable-places.ts';
import { needOf, needWith, type Need } from '../../../lib/format/need.ts';
import { incidentsBySession } from '../../../lib/incidents/needed.ts';

export const GROUPINGS = ['project', 'agent'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type Row = { session: Session; state: SessionState; need: Need | null };

export const NEEDS_SECTION = 'needs';
/** What ended or was lost: since the viewer's midnight, and before. */
export const OVER_TODAY = 'over today';
export const OVER_BEFORE = 'over before';

export type Arrangement = {
  grouping: Grouping;
  /** When the viewer's day began, epoch ms. */
  dayStart: number;
};

const STATE_RANK: Record<SessionStateName, number> = {
  waiting: 0,
  active: 0,
  stalled: 0,
  idle: 1,
  lost: 2,
  ended: 3,
};

const NEED_RANK: Record<Need['kind'], number> = { waiting: 0, failed: 1, stalled: 2, lost: 3 };

/** The rows of all sessions at `now`; one that says the same as before is the same object. */
export function rowsOf(
  live: LiveState,
  context: { now: number; before: ReadonlyMap<string, Row>; progress: ReadonlyMap<string, number> },
): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  const incidents = incidentsBySession(live.incidents);
  for (const session of live.sessions.values()) {
    const state = stateOf(session, context.now, live.limits);
    const progressAt = context.progress.get(session.id) ?? 0;
    const own = incidents.get(session.id);
    const rowNeed = needOf(session, state, { progressAt, now: context.now });
    const need = own === undefined ? rowNeed : needWith(rowNeed, own, context.now);
    const row = { session, state, need };
    const before = context.before.get(session.id);
    rows.set(session.id, before !== undefined && isSameRow(before, row) ? before : row);
  }
  return rows;
}

function isSameRow(a: Row, b: Row): boolean {
  return (
    a.session === b.session &&
    a.state.name === b.state.name &&
    a.state.since === b.state.since &&
    a.need?.kind === b.need?.kind &&
    a.need?.reason === b.need?.reason &&
    a.need?.incident === b.need?.incident
  );
}

/** Where a row wants to stand. Its rank leaves out what changes all the time, so that rows keep still. */
export function placeOf(row: Row, { grouping, dayStart }: Arrangement): Place {
  if (row.need?.incident != null) return { section: NEEDS_SECTION, rank: NEED_RANK[row.need.kind] };
  if (row.state.name === 'ended' || row.state.name === 'lost') {
    return { section: overAt(row) >= dayStart ? OVER_TODAY : OVER_BEFORE, rank: 0 };
  }
  return { section: `group ${groupName(row.session, grouping)}`, rank: STATE_RANK[row.state.name] };
}

/** When nothing more came of it. */
export const overAt = ({ session }: Row): number => session.endedAt ?? session.lastAt;

/** The name of a session's group; empty for what has no project. */
export function groupName(session: Session, grouping: Grouping): string {
  return grouping === 'agent' ? session.agentName : (session.project ?? '');
}

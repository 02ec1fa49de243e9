import { LIMITS, STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { HelloFrame } from '@claude-monitor/protocol/live/frames';
import type { Incident } from '@claude-monitor/protocol/incidents/incident';
import type { Session, SeriesCell, Task, Totals } from '@claude-monitor/protocol/live/view';
import type { SnapshotPieces } from './snapshot-pieces.ts';
import type { Entry } from './entries.ts';

/** What the page knows of its workspace: the newest state, as the hub sent it. Never changed in place. */
export type LiveState = {
  workspace: string | null;
  isAdmin: boolean;
  limits: HelloFrame['limits'];
  /** The `to` of what was applied last, also the cursor to resume with; null before the first snapshot. */
  position: string | null;
  /** The server's time of what was applied last, epoch ms; null before the first snapshot. */
  asOf: number | null;
  sessions: ReadonlyMap<string, Session>;
  tasks: ReadonlyMap<string, Task>;
  totals: Totals | null;
  /** Minute cells of the last hour, by minute, agent and model. */
  series: ReadonlyMap<string, SeriesCell>;
  entries: readonly Entry[];
  /** What stands of what needs somebody, by id. */
  incidents: ReadonlyMap<string, Incident>;
  /** How many more stand than those. */
  moreIncidents: number;
  /** How many sessions and tasks the hub has beyond those it sent. */
  more: { sessions: number; tasks: number };
  /** A snapshot on its way, not shown until it is whole. */
  pieces: SnapshotPieces | null;
};

export const NOTHING_YET: LiveState = {
  workspace: null,
  isAdmin: false,
  limits: STATE_LIMITS,
  position: null,
  asOf: null,
  sessions: new Map(),
  tasks: new Map(),
  totals: null,
  series: new Map(),
  entries: [],
  incidents: new Map(),
  moreIncidents: 0,
  more: { sessions: 0, tasks: 0 },
  pieces: null,
};

/** Replaces the cells that changed and forgets those older than the last hour before `now`. */
export function mergeSeries(
  series: LiveState['series'],
  changed: readonly SeriesCell[],
  now: number,
): LiveState['series'] {
  const oldestAt = now - (LIMITS.seriesMinutes + 1) * TIME.minuteMs;
  const merged = new Map<string, SeriesCell>();
  for (const [key, cell] of series) if (cell.at >= oldestAt) merged.set(key, cell);
  for (const cell of changed) if (cell.at >= oldestAt) merged.set(keyOf(cell), cell);
  return merged;
}

const keyOf = (cell: SeriesCell): string => JSON.stringify([cell.at, cell.agentName, cell.model]);

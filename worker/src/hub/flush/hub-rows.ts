import { findAttempt } from '@claude-monitor/fold';
import {
  labelSetId,
  type HubRow,
  type HubRows,
  type VerifiedTable,
} from '@claude-monitor/protocol';
import { sessionFigures, taskFigures } from '../../store/verify/view-figures.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { sumsOfHour, type HourRows } from './history-rows.ts';

/** So many rows an answer, and the rest of an hour. */
const ROWS_PER_ANSWER = 500;

type Page = Pick<HubRows, 'hours' | 'rows'> & { count: number };

/**
 * What libSQL should hold, as the kept sums say: first sessions with their hours, then tasks, a bounded
 * number of rows from a cursor on (rule STO8). Of a session that lives for a year an answer has some hours.
 */
export function hubRows(workspaceState: WorkspaceState, cursor = 's::0'): HubRows {
  const [kind = 's', after = '', hour = '0'] = cursor.split(':');
  const { seq, flushedSeq } = workspaceState.progress;
  const page: Page = {
    hours: [],
    rows: {
      session: [],
      task: [],
      usage_hour: [],
      activity_hour: [],
      error_hour: [],
      edge_hour: [],
    },
    count: 0,
  };
  const next =
    kind === 's'
      ? addSessions(workspaceState, page, { from: after, firstHour: Number(hour) })
      : addTasks(workspaceState, page, after);
  return { seq, flushedSeq, hours: page.hours, rows: page.rows, next };
}

function addSessions(
  workspaceState: WorkspaceState,
  page: Page,
  { from, firstHour }: { from: string; firstHour: number },
): string {
  const { state, records } = workspaceState;
  let after = from;
  for (let first = firstHour; ; first = 0) {
    const [key] = records.listed.session.after(after === '' ? null : after, 1);
    if (key === undefined) return 't::0';
    const session = state.sessions.get(key);
    if (first === 0) addAttempts(workspaceState, page, key);
    for (let index = first; index < (session?.hours.length ?? 0); index++) {
      if (page.count >= ROWS_PER_ANSWER) return `s:${after}:${String(index)}`;
      const hour = state.facts.hour(key, session?.hours[index] ?? 0);
      if (hour !== undefined)
        addHour(page, { run: key, hour: hour.hour, rows: sumsOfHour(state, hour, -1) });
    }
    after = key;
    workspaceState.endRead();
    if (page.count >= ROWS_PER_ANSWER) return `s:${after}:0`;
  }
}

function addAttempts(workspaceState: WorkspaceState, page: Page, key: string): void {
  for (const id of workspaceState.newest.attemptsOf([key])) {
    const rev = findAttempt(workspaceState.state, id)?.attempt.figures.changedSeq ?? 0;
    const session = workspaceState.session(id);
    if (session !== null) add(page, 'session', { id, ...sessionFigures(session), rev });
  }
}

function addTasks(workspaceState: WorkspaceState, page: Page, after: string): string | null {
  const ids = workspaceState.records.listed.task.after(
    after === '' ? null : after,
    ROWS_PER_ANSWER,
  );
  for (const id of ids) {
    const task = workspaceState.task(id);
    const rev = workspaceState.state.tasks.get(id)?.changedSeq ?? 0;
    if (task !== null) add(page, 'task', { id, ...taskFigures(task), rev });
  }
  workspaceState.endRead();
  const last = ids.at(-1);
  return ids.length < ROWS_PER_ANSWER || last === undefined ? null : `t:${last}:0`;
}

function addHour(
  page: Page,
  { run, hour, rows }: { run: string; hour: number; rows: HourRows },
): void {
  page.hours.push({ run, hour });
  // An hour without rows counts too: a session may have very many.
  page.count++;
  for (const { labels, ...row } of rows.usageHours) {
    add(page, 'usage_hour', { ...row, labels: labelSetId(labels) });
  }
  for (const row of rows.activityHours) add(page, 'activity_hour', row);
  for (const row of rows.errorHours) add(page, 'error_hour', row);
  for (const row of rows.edgeHours) add(page, 'edge_hour', row);
}

function add(page: Page, table: VerifiedTable, row: HubRow): void {
  page.rows[table].push(row);
  page.count++;
}

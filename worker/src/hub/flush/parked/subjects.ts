import type { ParkedKind } from '@claude-monitor/protocol';
import type { FlushBatch, RequestChunkRow, SessionRow, TaskRow } from '../../../store/rows.ts';

export type Rows = Omit<FlushBatch, 'workspace' | 'epoch' | 'toSeq'>;

/** What lands, or is parked, as one. */
export type Subject = {
  /** Unambiguous, whatever the ids in it hold. */
  key: string;
  kind: ParkedKind;
  session: string;
  hour: number | null;
};

type HourRow = { run: string; hour: number };

export type Part = { subject: Subject; rows: Rows };

export const noRows = (): Rows => ({
  sessions: [],
  tasks: [],
  requestChunks: [],
  usageHours: [],
  activityHours: [],
  errorHours: [],
  edgeHours: [],
  blocks: [],
});

/**
 * The rows by what they are about, in the smallest parts that may land one without the other. The
 * requests of a session's hour stay with the sums over them (rule STO2): a request may have moved from
 * one sum to another, so no part of that hour is right without the rest.
 */
export function splitBySubject(rows: Rows): Part[] {
  const parts = new Map<string, Part>();
  const of = (about: Omit<Subject, 'key'>, ids: readonly (string | number)[]): Rows => {
    const key = JSON.stringify([about.kind, ...ids]);
    const part = parts.get(key) ?? { subject: { key, ...about }, rows: noRows() };
    parts.set(key, part);
    return part.rows;
  };
  const ofHour = (kind: ParkedKind, row: HourRow, ids: readonly string[]): Rows =>
    of({ kind, session: row.run, hour: row.hour }, [row.run, row.hour, ...ids]);
  for (const row of rows.sessions) {
    const session = sessionId(row);
    of({ kind: 'session', session, hour: null }, [session]).sessions.push(row);
  }
  for (const row of rows.tasks) {
    // By its own id alone: a task may change its session.
    of({ kind: 'task', session: sessionOfTask(row), hour: null }, [taskId(row)]).tasks.push(row);
  }
  for (const row of rows.requestChunks) ofHour('usage', row, []).requestChunks.push(row);
  for (const row of rows.usageHours) ofHour('usage', row, []).usageHours.push(row);
  for (const row of rows.activityHours) {
    ofHour('activity', row, [row.owner]).activityHours.push(row);
  }
  for (const row of rows.errorHours) {
    ofHour('errors', row, [row.owner, row.fingerprint]).errorHours.push(row);
  }
  for (const row of rows.edgeHours) {
    const { owner, agentId, project, kind, toSession, toSessionId, toAgent } = row;
    const ids = [owner, agentId, project, kind, toSession, toSessionId, toAgent];
    ofHour('edge', row, ids).edgeHours.push(row);
  }
  for (const row of rows.blocks) {
    const { session, firstSeq } = row;
    of({ kind: 'block', session, hour: null }, [session, firstSeq]).blocks.push(row);
  }
  return [...parts.values()];
}

export function joinParts(parts: readonly Part[]): Rows {
  const all = noRows();
  for (const { rows } of parts) {
    append(all.sessions, rows.sessions);
    append(all.tasks, rows.tasks);
    append(all.requestChunks, rows.requestChunks);
    append(all.usageHours, rows.usageHours);
    append(all.activityHours, rows.activityHours);
    append(all.errorHours, rows.errorHours);
    append(all.edgeHours, rows.edgeHours);
    append(all.blocks, rows.blocks);
  }
  return all;
}

export const countRows = (rows: Rows): number =>
  Object.values(rows).reduce((sum, { length }) => sum + length, 0);

/**
 * Two rows of a subject that are one in libSQL: the newer one stays. Null where `later` says nothing
 * that `earlier` does not hold already, as when a range is sent again.
 */
export function mergeRows(earlier: Rows, later: Rows): Rows | null {
  let news = 0;
  const newest = <Row extends { rev: number }>(
    a: readonly Row[],
    b: readonly Row[],
    keyOf: (row: Row) => string,
  ): Row[] => {
    const byKey = new Map(a.map((row) => [keyOf(row), row]));
    for (const row of b) {
      const known = byKey.get(keyOf(row));
      if (known !== undefined && known.rev >= row.rev) continue;
      byKey.set(keyOf(row), row);
      news++;
    }
    return [...byKey.values()];
  };
  const one = (): string => '';
  const merged: Rows = {
    sessions: newest(earlier.sessions, later.sessions, one),
    tasks: newest(earlier.tasks, later.tasks, one),
    requestChunks: newest(
      withoutOld(earlier.requestChunks, later.requestChunks),
      later.requestChunks,
      ({ chunk }) => String(chunk),
    ),
    usageHours: newest(earlier.usageHours, later.usageHours, (row) =>
      JSON.stringify([row.owner, row.agentId, row.task, row.model, row.labels, row.provenance]),
    ),
    activityHours: newest(earlier.activityHours, later.activityHours, one),
    errorHours: newest(earlier.errorHours, later.errorHours, one),
    edgeHours: newest(earlier.edgeHours, later.edgeHours, one),
    // A block never changes.
    blocks: earlier.blocks,
  };
  return news > 0 ? merged : null;
}

/** What an older version parked of an hour: the chunks that a hub sends of it hold those requests too. */
const withoutOld = (
  earlier: readonly RequestChunkRow[],
  later: readonly RequestChunkRow[],
): readonly RequestChunkRow[] =>
  later.some(({ chunk }) => chunk >= 0) ? earlier.filter(({ chunk }) => chunk >= 0) : earlier;

const sessionId = (row: SessionRow): string => (row.isGone ? row.id : row.view.id);

const taskId = (row: TaskRow): string => (row.isGone ? row.id : row.task.id);

const sessionOfTask = (row: TaskRow): string => (row.isGone ? '' : (row.task.session ?? ''));

/** Not by spreading: there may be more rows than a call takes arguments. */
function append<Row>(to: Row[], rows: readonly Row[]): void {
  for (const row of rows) to.push(row);
}

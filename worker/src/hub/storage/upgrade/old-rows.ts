import type {
  OldFact,
  OldRows,
  OldSession,
  OldSmallState,
} from '@claude-monitor/fold/upgrade/index';
import type { Line } from '@claude-monitor/protocol';
import { decompressFormer } from '../compressed.ts';
import type { RemovedItems } from '../kept.ts';
import { readMeta, textOf } from '../storage.ts';

// Written by the first edition alone, so the shapes are known.

/** The session after this key, in order of keys. */
export function readSession(sql: SqlStorage, after: string | null): OldSession | null {
  const [row] = [
    ...sql.exec('select state from card where session > ? order by session limit 1', after ?? ''),
  ];
  if (row === undefined) return null;
  const { session } = decompressFormer(row['state']) as { session: OldSession };
  return session;
}

export function dropSession(sql: SqlStorage, key: string): void {
  sql.exec('delete from card where session = ?', key);
}

/** A part of a session's hour; the first holds the keys of its rows. */
type OldPart = { session: string; hour: number; part: number } & OldPage;
type OldPage = { facts: Map<string, OldFact>; rows: OldRows };

export function readPart(sql: SqlStorage): OldPart | null {
  const [row] = [
    ...sql.exec('select session, hour, part, state from page order by session, hour, part limit 1'),
  ];
  if (row === undefined) return null;
  const { facts, rows } = decompressFormer(row['state']) as OldPage;
  const place = { hour: Number(row['hour']), part: Number(row['part']) };
  return { session: textOf(row['session']), ...place, facts, rows };
}

export function dropPart(sql: SqlStorage, { session, hour, part }: OldPart): void {
  sql.exec('delete from page where session = ? and hour = ? and part = ?', session, hour, part);
}

/** Internal ids of tasks, the first `limit` that are left. */
export const readTasks = (sql: SqlStorage, limit: number): string[] =>
  [...sql.exec('select task from task order by task limit ?', limit)].map((row) =>
    textOf(row['task']),
  );

export function dropTask(sql: SqlStorage, task: string): void {
  sql.exec('delete from task where task = ?', task);
}

type OldKept = OldSmallState & { lines: Line[]; gone: RemovedItems; unchanged: number[] };

export function readOldKept(sql: SqlStorage): OldKept | null {
  const stored = readMeta(sql, 'kept');
  return stored === null ? null : (decompressFormer(stored) as OldKept);
}

export function dropOldTables(sql: SqlStorage): void {
  for (const table of ['card', 'task', 'page']) sql.exec(`drop table if exists ${table}`);
}

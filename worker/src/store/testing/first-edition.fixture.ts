import type { Client } from '@libsql/client/web';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FlushBatch } from '../rows.ts';
import { requestsOf } from './requests.fixture.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../../drizzle/migrations');
const FIRST_EDITION = 4;

const journalSchema = z.object({
  entries: z.array(z.object({ tag: z.string(), when: z.number() })),
});

/** A database as the first edition left it: its tables, by its own migrations. */
export async function makeFirstEdition(client: Client): Promise<void> {
  const text = readFileSync(join(MIGRATIONS, 'meta/_journal.json'), 'utf8');
  await client.execute(
    'create table __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
  );
  for (const { tag, when } of journalSchema
    .parse(JSON.parse(text))
    .entries.slice(0, FIRST_EDITION)) {
    const sql = readFileSync(join(MIGRATIONS, `${tag}.sql`), 'utf8');
    await client.batch(sql.split('--> statement-breakpoint'), 'write');
    await client.execute({
      sql: 'insert into __drizzle_migrations (hash, created_at) values (?, ?)',
      args: [createHash('sha256').update(sql).digest('hex'), when],
    });
  }
}

type Value = string | number | null | Uint8Array;

export function firstEditionRows(batch: FlushBatch): Record<string, Record<string, Value>[]> {
  return {
    hub_cursor: [{ epoch: batch.epoch, seq: batch.toSeq, flushed_at: 1 }],
    block: batch.blocks.map((row) => ({ ...snake(row), data: row.data })),
    session: batch.sessions.map((row) =>
      row.isGone
        ? {
            ...{ id: row.id, run: '', session_id: row.sessionId, agent: '', project: '', user: '' },
            ...{ started_at: 0, is_gone: 1, shown_as: row.shownAs ?? '', view: '', rev: row.rev },
          }
        : {
            ...{ id: row.view.id, run: row.run, session_id: row.view.sessionId },
            ...{ agent: row.view.agentName, project: row.view.project ?? '' },
            ...{ user: row.view.user ?? '', started_at: row.view.startedAt, is_gone: 0 },
            ...{ shown_as: '', view: JSON.stringify(row.view), rev: row.rev },
          },
    ),
    task: batch.tasks.map((row) =>
      row.isGone
        ? {
            ...{ id: row.id, task_id: '', card: '', project: '', status: '', listed_at: 0 },
            ...{ is_gone: 1, view: '', rev: row.rev },
          }
        : {
            ...{ id: row.task.id, task_id: row.task.taskId, card: row.task.session ?? '' },
            ...{ project: row.task.project ?? '', status: row.task.status, is_gone: 0 },
            ...{ listed_at: row.task.startedAt ?? row.task.lastAt, rev: row.rev },
            view: JSON.stringify(row.task),
          },
    ),
    request: batch.requestChunks.flatMap(({ run, hour, rev, ...chunk }) =>
      requestsOf({ run, hour, rev, ...chunk }).map((request, index) =>
        withoutLabels(snake({ ...request, run, hour, rev, key: `request ${String(index)}` })),
      ),
    ),
    usage_hour: batch.usageHours.map((row) => withoutLabels(snake(row))),
    activity_hour: batch.activityHours.map((row) => withoutTimes(snake(row))),
    error_hour: batch.errorHours.map(snake),
    edge_hour: batch.edgeHours.map(({ fromAgent: _, length: _length, ...row }) => snake(row)),
  };
}

export async function insertRows(
  client: Client,
  table: string,
  rows: readonly Record<string, Value>[],
): Promise<void> {
  const statements = rows.map((row) => ({
    sql: `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
      .map(() => '?')
      .join(', ')})`,
    args: Object.values(row),
  }));
  if (statements.length > 0) await client.batch(statements, 'write');
}

const valueSchema = z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]);

/** It knew no labels: such rows have none. */
export function withoutLabels({ labels, ...row }: Record<string, Value>): Record<string, Value> {
  if (labels !== undefined && labels !== '') throw new Error('the first edition knew no labels');
  return withoutTimes(row);
}

function withoutTimes(row: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => {
      if (!STATE_TIMES.has(name)) return true;
      if (value !== 0) throw new Error('the first edition kept no times');
      return false;
    }),
  );
}

const STATE_TIMES = new Set(['active_ms', 'waiting_ms', 'idle_ms', 'stalled_ms', 'lost_ms']);

export const storedRow = (row: object): Record<string, Value> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, valueSchema.parse(value)]));

/** Names that columns had then. */
const FORMER = new Map([
  ['agentId', 'instance'],
  ['toSession', 'toCard'],
  ['toSessionId', 'toSession'],
]);

function snake(row: object): Record<string, Value> {
  const named = Object.entries(row).map(([name, value]): [string, unknown] => [
    (FORMER.get(name) ?? name).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return storedRow(Object.fromEntries(named));
}

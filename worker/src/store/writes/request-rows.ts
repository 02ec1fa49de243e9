import { requestChunk } from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { FlushRows } from './flush-rows.ts';
import { statement, type Statement } from '../statement.ts';
import { upsertNewer } from './upsert.ts';

/**
 * Writes chunks of requests. What an older version had written request by request lies in chunks with numbers
 * below zero; a hub that sends chunks of that hour sends all that it has of it, in place of those.
 */
export function requestStatements(rows: FlushRows['requestChunks']): Statement[] {
  return upsertNewer(requestChunk, rows, { then: deleteConverted });
}

function deleteConverted(rows: SQL, field: (column: SQLiteColumn) => SQL): Statement {
  const { workspace, hour, run, chunk } = requestChunk;
  return statement(sql`
    delete from ${requestChunk} where (${workspace}, ${hour}, ${run}) in (
      select ${field(workspace)}, ${field(hour)}, ${field(run)} from ${rows} where ${field(chunk)} >= 0)
    and ${chunk} < 0`);
}

import type { InValue } from '@libsql/client/web';
import type { SQL } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';

export type Statement = { sql: string; args: InValue[] };

const dialect = new SQLiteAsyncDialect();

const argsSchema = z.array(z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]));

/** Writes out a template: pure, so that the statements of a flush can be built without a database. */
export function statement(query: SQL): Statement {
  const { sql, params } = dialect.sqlToQuery(query);
  return { sql, args: argsSchema.parse(params) };
}

import { createClient } from '@libsql/client/web';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle } from 'drizzle-orm/libsql/web';
import { z } from 'zod';

/** How long one call to libSQL may take: past it the caller gets `timeout`, not a hanging request. */
const CALL_TIMEOUT_MS = 10_000;

/** A libSQL database; reads use it through Drizzle, the Writer through its client. */
export type Database = LibSQLDatabase & { $client: ReturnType<typeof createClient> };

export type Fetch = (request: Request, init?: RequestInit) => Promise<Response>;

export type DatabaseAddress = {
  url: string;
  token?: string | undefined;
  timeoutMs?: number;
  fetch?: Fetch;
};

const addressSchema = z
  .object({ TURSO_DATABASE_URL: z.string().min(1), TURSO_AUTH_TOKEN: z.string().optional() })
  .transform((env) => ({ url: env.TURSO_DATABASE_URL, token: env.TURSO_AUTH_TOKEN }));

/** Where the database is, as the environment says. Throws when it says nothing. */
export function databaseAddress(env: unknown): DatabaseAddress {
  return addressSchema.parse(env);
}

/** Opens a database over HTTP; nothing is sent before the first call. */
export function openDatabase(address: DatabaseAddress): Database {
  const send: Fetch = address.fetch ?? ((request, init) => fetch(request, init));
  const timeoutMs = address.timeoutMs ?? CALL_TIMEOUT_MS;
  const client = createClient({
    url: address.url,
    ...(address.token ? { authToken: address.token } : {}),
    fetch: (request: Request) => send(request, { signal: AbortSignal.timeout(timeoutMs) }),
  });
  return drizzle({ client });
}

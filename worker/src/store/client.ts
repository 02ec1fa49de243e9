import { createClient } from '@libsql/client/web';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle } from 'drizzle-orm/libsql/web';
import { z } from 'zod';

/** How long one call to libSQL may take: past it the caller gets `timeout`, not a hanging request. */
const CALL_TIMEOUT_MS = 10_000;

/** A libSQL database; reads use it through Drizzle, the Writer through its client. */
export type Database = LibSQLDatabase & { $client: ReturnType<typeof createClient> };

export type Fetch = (request: Request, init?: RequestInit) => Promise<Response>;

type DatabaseAddress = {
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
    fetch: (request: Request) => sendWithin(timeoutMs, send, request),
  });
  return drizzle({ client });
}

/**
 * The whole answer, or a `TimeoutError`. The timer goes with it: `AbortSignal.timeout` can't be
 * cleared, and would keep the Writer object awake, and billed, for its ten seconds after each call.
 */
async function sendWithin(ms: number, send: Fetch, request: Request): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new DOMException('libSQL did not answer in time', 'TimeoutError'));
  }, ms);
  try {
    const response = await send(request, { signal: controller.signal });
    // Answers are JSON, which the client reads whole; read here, they are within the limit too.
    return new Response(await response.arrayBuffer(), response);
  } finally {
    clearTimeout(timer);
  }
}

import { isRepeatable, type Scope } from '@claude-monitor/protocol';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import type { Caller } from '../domain/credential/credential.ts';
import { CONTROL_BODY, readJson } from '../http/body/body.ts';
import { hubOf, type CallHub } from '../http/call-hub.ts';
import type { AppContext, AppEnv } from '../http/context.ts';
import { parseWith } from '../http/parse.ts';
import { requestedFormat } from './export/requested-format.ts';
import { exportAnswer } from './export/export-answer.ts';
import type { Exported } from './export/exported.ts';

export type App = Hono<AppEnv>;

const NOTHING = z.object({});
const NO_BODY = z.undefined();

export type Nothing = typeof NOTHING;

/** What a route takes and answers: requests are parsed by it, and the OpenAPI document is made from it. */
export type Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> = {
  method: 'get' | 'post' | 'put' | 'delete';
  /** With parameters as `:id`. */
  path: string;
  summary: string;
  description?: string;
  /** What a caller must hold. */
  access: Scope | 'any credential' | 'link' | 'incident link' | 'bootstrap token' | 'nothing';
  params?: Params | undefined;
  query?: Query | undefined;
  headers?: z.ZodObject;
  /** JSON of bounded size, parsed before the handler runs. */
  body?: Body | undefined;
  /** Bodies with a reader of their own, by media type: the handler reads them. */
  formats?: Record<string, z.ZodType>;
  /** By status; what every route may answer besides is added to the document. */
  answers: Record<number, RouteAnswer>;
  /** A table, which is also had as CSV and NDJSON. */
  exported?: Exported | undefined;
};

export type RouteAnswer = { description: string; type?: string; schema?: z.ZodType };

/** Where routes are mounted, what they are given, and the list that the document is made from. */
export type Router = { readonly app: App; readonly routes: Route[]; readonly deps: Deps };

/** A request as the schemas of its route read it; `{}` and undefined where there is none. */
export type Input<Params, Query, Body> = {
  c: AppContext;
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
};

/** The same with who asks, and that caller's hub. */
export type CallerInput<Params, Query, Body> = Input<Params, Query, Body> & {
  caller: Caller;
  hub: CallHub;
};

/** Keeps the types of a route's own schemas. */
export const route = <
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodType = typeof NO_BODY,
>(
  contract: Route<Params, Query, Body>,
): Route<Params, Query, Body> => contract;

/** Mounts a route for callers with a credential: parsed requests, and the hub that decides for them. */
export function mount<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
>(
  router: Router,
  contract: Route<Params, Query, Body>,
  handler: (input: CallerInput<Params, Query, Body>) => Promise<Response>,
): void {
  mountOpen(router, contract, async (input) => {
    const caller = input.c.get('caller');
    return await handler({ ...input, caller, hub: hubOf(router.deps, caller) });
  });
}

/** Mounts a route that knows no caller: one that is open, or checks a credential by itself. */
export function mountOpen<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
>(
  { app, routes, deps }: Router,
  contract: Route<Params, Query, Body>,
  handler: (input: Input<Params, Query, Body>) => Promise<Response>,
): void {
  routes.push(contract);
  const { method, path, params = NOTHING, query = NOTHING, body = NO_BODY, exported } = contract;
  app.on(method.toUpperCase(), path, async (c) => {
    const input = {
      c,
      params: parseWith(params, c.req.param(), 'not_found'),
      query: parseWith(query, queryOf(c, query), 'invalid_query'),
      body:
        body === NO_BODY
          ? undefined
          : parseWith(body, await readJson(c.req.raw, CONTROL_BODY), 'invalid_body'),
    };
    // Each is what the contract's own schema made of it; TypeScript can't tell a default from it.
    const handle = (parsedQuery: typeof input) =>
      handler(parsedQuery as Input<Params, Query, Body>);
    const format = exported === undefined ? null : requestedFormat(c);
    if (exported === undefined || format === null) return await handle(input);
    return await exportAnswer(exported, {
      format,
      now: deps.now(),
      fetchPage: (queryFrom) => {
        const parsedQuery = queryFrom(queryOf(c, query));
        return handle({ ...input, query: parseWith(query, parsedQuery, 'invalid_query') });
      },
    });
  });
}

/** The parameters of a query. Of one that is given several times the first counts, unless its schema takes all. */
function queryOf({ req }: AppContext, { shape }: z.ZodObject): Record<string, string | string[]> {
  const given: Record<string, string | string[]> = req.query();
  for (const [name, values] of Object.entries(req.queries())) {
    const schema: unknown = shape[name];
    if (values.length > 1 && schema instanceof z.ZodType && isRepeatable(schema)) {
      given[name] = values;
    }
  }
  return given;
}

/** Of a path with `:id`. */
export const idParams = z.object({ id: z.string() });

export const JSON_TYPE = 'application/json';

export const jsonAnswer = (schema: z.ZodType, description: string): RouteAnswer => ({
  description,
  type: JSON_TYPE,
  schema,
});

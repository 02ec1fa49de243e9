import { SCOPES } from '@claude-monitor/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from './app.ts';
import { ask, ORIGIN } from './testing/links.fixture.ts';
import {
  CREDENTIAL_KINDS,
  credentialsByKind,
  type CredentialKind,
} from './testing/route-table.fixture.ts';
import { wellFormed } from './testing/app.fixture.ts';
import { createFakeDeps } from './testing/deps.fixture.ts';

/** Every route and socket of the Worker with every credential that somebody may hold. */
const DOOR = z.enum([
  ...SCOPES,
  'any credential',
  'link',
  'incident link',
  'bootstrap token',
  'open',
]);
type Door = z.output<typeof DOOR>;

/** What a link sees, in its scope; all else of scope `read` is for keys. */
const SHARED: ReadonlySet<string> = new Set([
  'GET /v1/activity',
  'GET /v1/agents',
  'GET /v1/errors',
  'GET /v1/errors/groups',
  'GET /v1/graph/agents',
  'GET /v1/graph/tasks',
  'GET /v1/live',
  'GET /v1/reports',
  'GET /v1/reports/:id',
  'GET /v1/reports/preview',
  'GET /v1/sessions',
  'GET /v1/sessions/:id',
  'GET /v1/sessions/:id/requests',
  'GET /v1/sessions/:id/requests.csv',
  'GET /v1/tasks',
  'GET /v1/tasks/:id',
  'GET /v1/uptime',
  'GET /v1/usage',
]);

const KEYS: Partial<Record<CredentialKind, readonly string[]>> = {
  'ingest key': ['ingest'],
  'read key': ['read'],
  'admin key': ['admin'],
  // Which a new workspace gets; it opens that workspace, and not the one of the others.
  'admin of another': ['read', 'admin'],
};
const LIVE_LINKS: ReadonlySet<CredentialKind> = new Set(['link token', 'link cookie']);

/** 401, 403, or an answer of the route itself, which may also be that there is no such thing. */
type Outcome = 401 | 403 | 'answers';

function expected(name: string, door: Door, credential: CredentialKind): Outcome {
  if (door === 'open') return 'answers';
  if (door === 'bootstrap token') return credential === door ? 'answers' : 401;
  // It is in messages only; nobody here holds one.
  if (door === 'incident link') return 401;
  const scopes = KEYS[credential];
  if (LIVE_LINKS.has(credential)) return door === 'link' || SHARED.has(name) ? 'answers' : 403;
  if (scopes === undefined) return 401;
  // To trade a link takes a link; what it shows is asked by whoever has some right here.
  if (door === 'link') return name.startsWith('POST') ? 401 : 403;
  return door === 'any credential' || scopes.includes(door) ? 'answers' : 403;
}

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ summary: z.string() }))),
});

type Row = { name: string; method: string; path: string; door: Door };

/** From the document that the Worker gives of itself; it says at the end of a summary who may come in. */
async function readRows(): Promise<Row[]> {
  const { paths } = documentSchema.parse(await (await ask('/openapi.json')).json());
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([operation, { summary }]) => {
      const method = operation.toUpperCase();
      const own = path.replace(/\{(\w+)\}/g, ':$1');
      const door = DOOR.parse(/\(([\w ]+)\)$/.exec(summary)?.[1]);
      return { name: `${method} ${own}`, method, path: own, door };
    }),
  );
}

let rows: Row[];
let held: Record<CredentialKind, string | null>;

beforeAll(async () => {
  [rows, held] = await Promise.all([readRows(), credentialsByKind()]);
});

type Way = { below: string; headers: (credential: string) => Record<string, string> };

const BEARER: Way = {
  below: '',
  headers: (credential) => ({ authorization: `Bearer ${credential}` }),
};

async function statusOf({ method, path }: Row, credential: string | null, way: Way) {
  const { target, headers, body } = wellFormed(method, path);
  const answer = await ask(way.below + target, {
    method,
    headers: { ...headers, ...(credential === null ? {} : way.headers(credential)) },
    // It takes the key in its body.
    body: path === '/v1/login' ? { key: credential ?? '' } : body,
  });
  answer.webSocket?.accept();
  answer.webSocket?.close();
  if (answer.webSocket === null) await answer.arrayBuffer();
  return answer.status;
}

const outcomeOf = (status: number) =>
  status === 401 || status === 403 || status >= 500 ? status : 'answers';

describe('every route and socket with every credential', () => {
  test('[SHR3] none is left out: what is mounted is what the document tells', () => {
    const { routes } = createApp(createFakeDeps().deps);
    const mounted = routes.filter(({ method }) => method !== 'ALL');
    const names = new Set(mounted.map(({ method, path }) => `${method} ${path}`));
    names.delete('GET /openapi.json');
    expect(rows.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(rows.length).toBeGreaterThan(30);
  });

  test('[SHR1] [SHR2] [SHR3] [SHR7] as bearer: only what its holder may do is done', async ({
    task,
  }) => {
    const table: string[] = [];
    const wrong: string[] = [];
    for (const row of rows) {
      const statuses: number[] = [];
      for (const one of CREDENTIAL_KINDS) {
        const status = await statusOf(row, held[one], BEARER);
        statuses.push(status);
        const wanted =
          row.path === '/v1/login' ? loginExpected(one) : expected(row.name, row.door, one);
        if (outcomeOf(status) !== wanted) {
          wrong.push(`${row.name} with ${one}: ${String(status)}, not ${String(wanted)}`);
        }
      }
      table.push(`${row.name.padEnd(33)}${statuses.join(' ')}`);
    }
    const legend = CREDENTIAL_KINDS.map((name, index) => `${String(index + 1)} ${name}`).join(', ');
    const text = [`route × ${legend}`, ...table].join('\n');
    console.log(text);
    // So it stands in the results of `npm test`, tests/.work/results, too.
    Object.assign(task.meta, { routeTable: text });
    expect(wrong).toEqual([]);
  });

  /** A key with the scope `read` logs in; of what is none of ours it says no more than of a wrong one. */
  function loginExpected(one: CredentialKind): Outcome {
    if (one === 'nothing') return 'answers';
    if (LIVE_LINKS.has(one)) return 403;
    const scopes = KEYS[one];
    if (scopes === undefined) return 401;
    return scopes.includes('read') ? 'answers' : 403;
  }

  test.each<[string, Way]>([
    [
      'the cookie of a login',
      { below: '', headers: (value) => ({ cookie: `cm_session=${value}`, origin: ORIGIN }) },
    ],
    [
      "a link's cookie, below the link's address",
      { below: '/s/any', headers: (value) => ({ cookie: `cm_link_any=${value}`, origin: ORIGIN }) },
    ],
  ])('[SHR7] as %s: it is worth what it is worth as bearer', async (_, way) => {
    const wrong: string[] = [];
    const guarded = rows.filter(({ door, path }) => door !== 'open' && path.startsWith('/v1/'));
    for (const row of guarded) {
      // These two hear the header only.
      if (way.below === '' && (row.door === 'bootstrap token' || row.name === 'POST /v1/link'))
        continue;
      for (const one of CREDENTIAL_KINDS) {
        const status = await statusOf(row, held[one], way);
        const wanted = expected(row.name, row.door, one);
        if (outcomeOf(status) !== wanted) {
          wrong.push(`${row.name} with ${one}: ${String(status)}, not ${String(wanted)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

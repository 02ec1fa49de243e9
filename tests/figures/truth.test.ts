import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../../protocol/src/testing/random.ts';
import {
  asSent,
  gzipped,
  hooksOf,
  inOtherEncoding,
  inSmallExports,
  REPORTED_TOKENS,
  selfReports,
  sendAll,
  type Post,
} from '../whole/agents/exports.ts';
import { readMeasured, type Measured } from '../whole/figures/measured.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import {
  allOf,
  NO_TOKENS,
  plus,
  readTruth,
  together,
  type Tokens,
} from '../whole/figures/truth.ts';
import { openWorkspace } from '../whole/monitor/workspace.ts';

/**
 * What the running monitor says of captures of the real client, against the client's own totals:
 * however the exports arrive, and whatever else arrives with them.
 */
const SEED = Number(process.env['TRUTH_SEED'] ?? 20_261_122);

/** Each request's cost is rounded to a micro-dollar, by the client and by us; its own sums are not. */
const ROUNDING_MICROS = 3;

/** Of some seventy hooks: the others come after the exports. */
const HOOKS_BEFORE = 40;

type Capture = {
  name: string;
  session: string;
  /** Processes of the session, as the captures are called in the truth and in the folder. */
  runs: { name: string; folder: string }[];
  requests: number;
  /** How many log records they sent; null: none, and so nothing says how complete they are. */
  records: number | null;
  isResumed?: boolean;
  isUnpriced?: boolean;
};

const RESUMED = '0fedad94-5f3f-4885-99ed-88d4ca49ba7c';

const CAPTURES: Capture[] = [
  json('json', '0181a54a-410a-4d92-8fe6-3639da9b6baa', { requests: 11, records: 171 }),
  json('bg', '20405afd-1bf5-4b22-b5fd-bad9c8dda912', { requests: 5, records: 113 }),
  json('skill', '15ccf35b-3101-4077-bf43-4afa7c27ce50', { requests: 2, records: 91 }),
  json('resume', RESUMED, { requests: 1, records: 77, isResumed: true }),
  json('compact', RESUMED, { requests: 1, records: 78, isResumed: true }),
  {
    name: 'otlp-json/resume and compact',
    session: RESUMED,
    runs: ['resume', 'compact'].map((folder) => ({ name: `otlp-json/${folder}`, folder })),
    requests: 2,
    records: 155,
    isResumed: true,
  },
  json('fatal', '99677e8d-d263-4c81-add7-88a732145978', { requests: 0, records: 78 }),
  // Metrics only: no request is known, its tokens are.
  json('cumul', '505280d8-1ff3-4ede-82b8-f23a6265eb7b', { requests: 0, records: null }),
  json('unknownmodel', 'd659dcc3-7567-409e-a2d4-ba4499936c8d', {
    requests: 0,
    records: null,
    isUnpriced: true,
  }),
  {
    name: 'otlp-protobuf/full',
    session: '3c118be3-2f71-4959-b971-4be64d667e20',
    runs: [{ name: 'otlp-protobuf/full', folder: 'protobuf' }],
    requests: 11,
    records: 171,
  },
];

function json(
  folder: string,
  session: string,
  rest: Omit<Capture, 'name' | 'session' | 'runs'>,
): Capture {
  const name = `otlp-json/${folder}`;
  return { name, session, runs: [{ name, folder }], ...rest };
}

const ofRuns = (make: (folder: string) => Post[]) => (capture: Capture) =>
  capture.runs.flatMap(({ folder }) => make(folder));

const own = ofRuns(asSent);
const other = ofRuns(inOtherEncoding);
const small = ofRuns(inSmallExports);

const reports = ({ runs, session }: Capture): Post[] =>
  runs.flatMap(({ folder }) => selfReports(folder, session));

function hooks(capture: Capture): Post[] {
  const subagents = Object.keys(truthOf(capture).subagents ?? {});
  return hooksOf(capture.session, subagents.find((name) => name !== 'main') ?? 'a1');
}

type Delivery = {
  how: string;
  posts: (capture: Capture) => Post[];
  isReported?: boolean;
};

const DELIVERIES: Delivery[] = [
  { how: 'as it was sent', posts: own },
  { how: 'in the other encoding', posts: other },
  { how: 'in both encodings', posts: (capture) => [...own(capture), ...other(capture)] },
  { how: 'gzipped', posts: (capture) => own(capture).map(gzipped) },
  { how: 'sent twice', posts: (capture) => [...own(capture), ...own(capture)] },
  { how: 'in small exports, shuffled', posts: (capture) => shuffled(small(capture)) },
  {
    how: 'cut in two ways, shuffled',
    posts: (capture) => shuffled([...own(capture), ...small(capture)]),
  },
  {
    how: 'with hooks around it',
    posts: (capture) => hooks(capture).toSpliced(HOOKS_BEFORE, 0, ...own(capture)),
  },
  {
    how: 'with self-reports before',
    posts: (capture) => [...reports(capture), ...own(capture)],
    isReported: true,
  },
  {
    how: 'with self-reports after',
    posts: (capture) => [...own(capture), ...reports(capture)],
    isReported: true,
  },
  {
    how: 'with all of it, shuffled',
    posts: (capture) =>
      shuffled([own, own, other, hooks, reports].flatMap((make) => make(capture))),
    isReported: true,
  },
];

const shuffled = (posts: Post[]): Post[] => seeded(SEED).shuffled(posts);

let monitor: Monitor;
let workspaces = 0;
/** By capture: what the first delivery came to, and how many deliveries came to the truth. */
const rows = new Map<string, { measured: Measured; equal: number }>();

beforeAll(async () => {
  monitor = await startMonitor();
});

afterAll(async () => {
  console.log([`Seed ${String(SEED)}.`, ...CAPTURES.map(lineOf)].join('\n'));
  await monitor.stop();
});

describe.each(CAPTURES)('$name', (capture) => {
  test.concurrent.each(DELIVERIES)(
    '[USE2] [USE4] adds up to what the client says: $how',
    async ({ posts, isReported = false }) => {
      const measured = await deliver(posts(capture));
      const row = rows.get(capture.name) ?? { measured, equal: 0 };
      rows.set(capture.name, row);
      expectTruth(measured, capture);
      expectComplete(measured, capture);
      expectReported(measured, capture, isReported ? capture.runs.length * REPORTED_TOKENS : 0);
      row.equal += 1;
    },
  );
});

test('[USE5] a session of which an export is lost is known to be incomplete, until it comes', async () => {
  const capture = CAPTURES.find(({ name }) => name === 'otlp-json/json');
  if (capture === undefined) throw new Error('there is one');
  // Spans tell the same requests again: whoever sends them too has lost less.
  const all = own(capture).filter(({ path }) => path !== '/v1/traces');
  const lost = all.splice(3, 1);
  const workspace = await openWorkspace(monitor, 'lost');
  await sendAll(workspace, all);
  const { requests, completeness } = await readMeasured(workspace);
  expect(requests).toBeLessThan(capture.requests);
  expect(completeness).toMatchObject({ of: 'records', expected: capture.records });
  expect(completeness?.received).toBeLessThan(completeness?.expected ?? 0);

  await sendAll(workspace, lost);
  const measured = await readMeasured(workspace);
  expectTruth(measured, capture);
  expectComplete(measured, capture);
});

test.concurrent.each(CAPTURES.filter(({ requests }) => requests > 0))(
  '[USE2] the metrics of $name alone add up to the same tokens and money',
  async (capture) => {
    const { models, costMicros } = truthOf(capture);
    const metrics = own(capture).filter(({ path }) => path === '/v1/metrics');
    const measured = await deliver(metrics);
    expect(measured).toMatchObject({ models, requests: 0, unpricedRequests: 0 });
    expectMoney(measured.costMicros, costMicros);
    expectMoney(measured.clientCostMicros, costMicros);
  },
);

async function deliver(posts: Post[]): Promise<Measured> {
  const workspace = await openWorkspace(monitor, `truth${String(workspaces++)}`);
  await sendAll(workspace, posts);
  return await readMeasured(workspace);
}

function expectTruth(measured: Measured, capture: Capture): void {
  const { models, subagents, costMicros } = truthOf(capture);
  const { requests, isUnpriced = false } = capture;
  expect(measured.models).toEqual(models);
  expect(totalOf(measured.sessions)).toEqual(totalOf(models));
  expect(totalOf(measured.subagents)).toEqual(totalOf(models));
  expect(measured.requests).toBe(requests);
  expectMoney(measured.clientCostMicros, costMicros);
  expectMoney(measured.costMicros, isUnpriced ? 0 : costMicros);
  expect(measured.unpricedRequests > 0).toBe(isUnpriced);
  if (subagents === null) return;
  expect(Object.keys(measured.subagents).sort()).toEqual(Object.keys(subagents).sort());
  for (const [name, { costMicros: cost, ...sums }] of Object.entries(subagents)) {
    expect([name, measured.subagents[name]]).toMatchObject([name, sums]);
    expectMoney(measured.subagents[name]?.costMicros, cost);
  }
}

function expectMoney(micros: number | undefined, truth: number): void {
  expect(Math.abs((micros ?? Number.NaN) - truth)).toBeLessThanOrEqual(ROUNDING_MICROS);
}

function expectComplete({ completeness }: Measured, { records }: Capture): void {
  expect(completeness).toEqual(
    records === null ? null : { of: 'records', received: records, expected: records },
  );
}

/**
 * Self-reports are shown; they count only where nothing is measured (rule USE1). Who reported owns a
 * part of the run from then on.
 */
function expectReported(measured: Measured, { session }: Capture, reported: number): void {
  const known = allOf(totalOf(measured.models));
  const owners = known === 0 ? [] : reported === 0 ? [session] : [session, `self-${session}`];
  expect(owners).toEqual(expect.arrayContaining(Object.keys(measured.sessions)));
  expect(measured.reportedTokens).toBe(reported);
  expect(measured.countedTokens).toBe(known === 0 ? reported : known);
}

const truthOf = ({ runs, isResumed = false }: Capture) =>
  together(runs.map(({ name }) => readTruth(name, isResumed)));

const totalOf = (parts: Record<string, Tokens>): Tokens =>
  Object.values(parts).reduce<Tokens>(plus, NO_TOKENS);

function lineOf(capture: Capture): string {
  const row = rows.get(capture.name);
  if (row === undefined) return `${capture.name}: nothing was read`;
  const { measured, equal } = row;
  const { completeness: known, costMicros, clientCostMicros } = measured;
  return [
    capture.name.padEnd(30),
    `${String(measured.requests)} requests`.padStart(12),
    `${String(allOf(totalOf(measured.models)))} tokens`.padStart(14),
    `${String(costMicros)}/${String(clientCostMicros)} micro-dollars (ours/client)`.padStart(44),
    `equal ${String(equal)} of ${String(DELIVERIES.length)}`,
    known === null
      ? 'completeness unknown'
      : `${String(known.received)} of ${String(known.expected)} ${known.of}`,
  ].join('  ');
}

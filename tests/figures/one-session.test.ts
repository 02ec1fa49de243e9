import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { eventsOf } from '../../receivers/src/testing/captures.fixture.ts';
import { apiOf, type Api } from '../whole/http/api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { asSent, sendAll } from '../whole/agents/exports.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { allOf, readTruth } from '../whole/figures/truth.ts';
import { keepAll } from '../whole/monitor/workspace.ts';

/** What a real client exported, with a session declared in its midst and a fork that copied it. */
const RUN = '0181a54a-410a-4d92-8fe6-3639da9b6baa';
const FORK = '00000000-0000-4000-8000-000000000001';
const SESSION = 'infra-001';

const truth = readTruth('otlp-json/json', false);
const tokens = Object.values(truth.models).reduce((sum, model) => sum + allOf(model), 0);

/** Each request once, although logs and spans both report it. */
const requests = [
  ...new Map(
    eventsOf('json').flatMap((event) => (event.type === 'usage' ? [[event.requestId, event]] : [])),
  ).values(),
];
const times = requests.map((event) => event.time).sort((a, b) => a - b);

const declare = (sessionId: string): TelemetryEventInput => ({
  type: 'session.start',
  id: `start of ${sessionId}`,
  source: 'mcp',
  sessionId,
  parentSessionId: RUN,
  agentName: 'infrastructure-specialist',
  // After some of its requests, before the others.
  time: times[Math.floor(times.length / 2)] ?? 0,
});

let monitor: Monitor;
let browser: Browser;
let api: Api;
beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  api = apiOf(monitor);
  await sendAll(monitor, asSent('json'));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const listed = async (): Promise<string[]> =>
  (await api.sessions()).items.map((session) => session.sessionId).sort();

test('[USE4] a run with one session is one session, live and in history, and answers to its own id', async () => {
  const page = await browser.newPage();
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
  expect(await page.getByTestId('session-row').allInnerTexts()).toEqual([
    expect.stringContaining('claude-code'),
  ]);
  await api.send([declare(SESSION)]);
  await page.getByTestId('session-row').filter({ hasText: 'infrastructure-specialist' }).waitFor();
  expect(await page.getByTestId('session-row').count()).toBe(1);

  expect(await listed()).toEqual([SESSION]);
  const { groups, totals } = await api.usage('?groupBy=session');
  expect(groups.map((group) => [group.key, allOf(group)])).toEqual([[SESSION, tokens]]);
  expect(allOf(totals)).toBe(tokens);
  for (const id of [RUN, SESSION]) {
    const { session, detail } = await api.session(id);
    expect(session).toMatchObject({ sessionId: SESSION, run: { sessionId: RUN } });
    expect(allOf(session.usage)).toBe(tokens);
    expect(detail?.requests).toHaveLength(requests.length);
  }
  const events = await api.eventIds(RUN);
  expect(events).toContain(`start of ${SESSION}`);
  expect(events.length).toBeGreaterThan(requests.length);

  await page.goto(`${monitor.url}/sessions/${RUN}`);
  await page.locator(`[data-testid="session"][data-session-id="${SESSION}"]`).waitFor();
  await page.getByText(RUN).first().waitFor();
  await page.close();
});

test('[USE2] a fork that tells its origin’s requests again adds nothing', async () => {
  await api.send(
    requests.map((event, index) => ({
      ...event,
      id: `copy ${String(index)}`,
      sessionId: FORK,
      source: 'transcript',
    })),
  );
  const { totals } = await api.usage();
  expect([totals.requests, allOf(totals)]).toEqual([requests.length, tokens]);
  expect(allOf((await api.session(FORK)).session.usage)).toBe(0);
});

test('[FLD1] a second session in the run gives it back what it did before the first', async () => {
  await api.send([declare('audit-003')]);
  expect(await listed()).toEqual([FORK, RUN, 'audit-003', SESSION].sort());
  const { groups, totals } = await api.usage('?groupBy=session');
  const run = groups.find((group) => group.key === RUN);
  expect(run === undefined ? 0 : allOf(run)).toBeGreaterThan(0);
  expect(groups.reduce((sum, group) => sum + allOf(group), 0)).toBe(tokens);
  expect(allOf(totals)).toBe(tokens);
});

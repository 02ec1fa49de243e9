import { TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import { uptimeAnswerSchema } from '@claude-monitor/protocol/api/index';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { WIDE } from '../whole/browser/graph-page.ts';
import { keepFaults, sendHistory, sentenceOf } from '../whole/browser/history-page.ts';
import { expectReadable, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { keepAll } from '../whole/monitor/workspace.ts';

/** The page of uptime in a real browser: what is sent as events is what agents did, to the minute. */
let monitor: Monitor;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const faults: string[] = [];

const now = Date.now();
const TWO_DAYS_AGO = now - (now % TIME.hourMs) - 48 * TIME.hourMs;

type Said = { type: string } & Record<string, unknown>;

/** Events of one session, by the minute after `from`. */
function life(
  sessionId: string,
  { agent, from }: { agent: string; from: number },
  states: readonly [minute: number, Said][],
): TelemetryEventInput[] {
  return states.map(([minute, fields], place) => ({
    id: `${sessionId} ${String(place)}`,
    sessionId,
    agentName: agent,
    project: 'dex',
    time: from + minute * TIME.minuteMs,
    ...fields,
  })) as TelemetryEventInput[];
}

const prompt: Said = { type: 'prompt', length: 9 };
const end: Said = { type: 'session.end' };
const waits: Said = { type: 'session.state', state: 'waiting', reason: 'Asks to use Bash' };
const call = (id: number): Said => ({
  type: 'tool.call',
  toolUseId: `toolu_${String(id)}`,
  toolName: 'Bash',
  state: 'succeeded',
});

/** An hour of work and half an hour of waiting; an agent that was away; one that waits until today. */
const EVENTS = [
  ...life('writes', { agent: 'docs-writer', from: TWO_DAYS_AGO }, [
    [0, prompt],
    [
      2,
      {
        type: 'usage',
        requestId: 'r1',
        model: 'claude-sonnet-4-5',
        inputTokens: 9,
        outputTokens: 9,
      },
    ],
    ...Array.from({ length: 15 }, (_, index): [number, Said] => [4 * (index + 1), call(index)]),
    [60.5, waits],
    [90, prompt],
    [94, end],
  ]),
  ...life('was-away', { agent: 'test-writer', from: TWO_DAYS_AGO }, [
    [0, prompt],
    [180, prompt],
    [182, end],
  ]),
  ...life('asks', { agent: '<b>migration-agent', from: now - 3 * TIME.hourMs }, [
    [0, prompt],
    [2, waits],
  ]),
];

const uptimeOf = async (query: string) => {
  const answer = await fetch(`${monitor.url}/v1/uptime?${query}`, {
    headers: { authorization: `Bearer ${monitor.readKey}` },
  });
  expect(answer.status).toBe(200);
  return uptimeAnswerSchema.parse(await answer.json());
};

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  await sendHistory(monitor, EVENTS);
  browser = await openBrowser();
  context = await browser.newContext({
    viewport: WIDE,
    timezoneId: 'Asia/Kolkata',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  keepFaults(page, faults);
  await page.goto(monitor.dashboardUrl);
  await page.getByRole('link', { name: 'Uptime' }).waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const sentence = (): Promise<string> => sentenceOf(page);

test('[STO12] `npm start` probes at once, and finds the service up', async () => {
  await expect
    .poll(async () => (await uptimeOf('')).services.map(({ up, down }) => [up > 0, down]), {
      timeout: 60_000,
    })
    .toEqual(Array.from({ length: 3 }, () => [true, 0]));
});

test('[STO11] the API says how long agents were in each state, and whose silence goes on', async () => {
  const { agents, open } = await uptimeOf(`from=${String(TWO_DAYS_AGO)}`);
  const of = (name: string) => agents.find(({ agentName }) => agentName === name);
  expect(of('docs-writer')).toMatchObject({
    activeMs: 64.5 * TIME.minuteMs,
    waitingMs: 29.5 * TIME.minuteMs,
    lostMs: 0,
  });
  expect(of('test-writer')).toMatchObject({
    activeMs: 7 * TIME.minuteMs,
    idleMs: 25 * TIME.minuteMs,
    lostMs: 150 * TIME.minuteMs,
  });
  expect(open).toMatchObject([{ agentName: '<b>migration-agent', state: 'waiting' }]);
  expect(of('<b>migration-agent')?.waitingMs).toBeGreaterThan(177 * TIME.minuteMs);
});

test('the page says it in a sentence, in rows and in gaps', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await page.getByTestId('agent-uptime').first().waitFor();
  expect(await page.getByTestId('agent-uptime').count()).toBe(3);
  expect(await sentence()).toMatch(
    /^The service was up for the \d min that it was probed\. Agents worked 1 h 13 min and waited 3 h 2\d min for people; 2 h 30 min were lost\.$/,
  );
  const service = page.getByTestId('service-row');
  expect(await service.count()).toBe(3);
  expect(await service.first().getByTestId('service-up').innerText()).toBe('100%');
  const gaps = (await page.getByTestId('gap').allInnerTexts()).map((text) =>
    text.replaceAll(/\s+/g, ' '),
  );
  expect(gaps[0]).toMatch(/<b>migration-agent waiting since /);
  expect(gaps.some((text) => text.includes('test-writer lost for 2 h 30 min'))).toBe(true);
  expect(gaps.some((text) => text.includes('No data before'))).toBe(true);
});

test('of a week or more it says in which hours agents work, by the viewer’s clock', async () => {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Kolkata',
    weekday: 'long',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(TWO_DAYS_AGO);
  const part = (type: string) => clock.find((one) => one.type === type)?.value ?? '';
  await page.goto(`${monitor.url}/uptime?range=7d`);
  const week = page.getByTestId('week-hours');
  await week.waitFor();
  expect((await week.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
    new RegExp(`Busiest: ${part('weekday')} ${part('hour')}:00–\\d\\d:00, with 1\\.\\d sessions`),
  );
  await page.goto(`${monitor.url}/uptime?range=24h`);
  await page.getByTestId('agent-uptime').first().waitFor();
  expect(await week.count()).toBe(0);
});

test('a row leads to the sessions of its agent, by keys alone', async () => {
  await page.goto(`${monitor.url}/uptime?range=30d`);
  await page.getByTestId('agent-uptime').first().waitFor();
  await page.keyboard.press('j');
  const name = await page.locator(':focus bdi').innerText();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/sessions\?/);
  expect(new URL(page.url()).searchParams.get('agent')).toBe(name);
  expect(new URL(page.url()).searchParams.get('range')).toBe('30d');
});

test('active time is a measure of trends, and adds up by agent', async () => {
  await page.goto(`${monitor.url}/trends?range=30d&measure=active`);
  const tab = page.locator('[data-measure=active]');
  await tab.waitFor();
  expect((await tab.innerText()).replaceAll(/\s+/g, ' ')).toContain('Active time 1 h 13 min');
  const cell = page.locator('tr[data-name=docs-writer] [data-active]');
  expect(Number(await cell.getAttribute('data-active'))).toBe(64.5 * TIME.minuteMs);
});

describe.each([
  ['/uptime?range=30d', 'agent-uptime'],
  ['/uptime?range=24h', 'service-row'],
  ['/uptime?range=30d&agent=nobody', 'empty'],
] as const)('%s', (path, part) => {
  test.each(LOOKS)('is readable, $name', async ({ viewport, colorScheme }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.goto(monitor.url + path);
    await page.getByTestId(part).first().waitFor();
    await expectReadable(page);
  });
});

test('says what is wrong while the history is away, and goes on when it is back', async () => {
  await page.setViewportSize(WIDE);
  await page.route('**/v1/uptime**', (route) => route.fulfill({ status: 503, json: {} }), {
    times: 1,
  });
  await page.goto(`${monitor.url}/uptime`);
  await page.getByTestId('history-note').waitFor();
  await page.getByTestId('service-row').first().waitFor();
});

test('nothing failed in the page', () => {
  expect(faults.filter((fault) => !fault.includes('503'))).toEqual([]);
});

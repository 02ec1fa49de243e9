import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hookOf } from '../../../receivers/src/testing/hooks.fixture.ts';
import { eventsOf } from '../../../receivers/src/testing/captures.fixture.ts';
import { apiOf } from '../../whole/http/api.ts';
import { openBrowser } from '../../whole/browser/browser.ts';
import { asSent, hookPost, sendAll } from '../../whole/agents/exports.ts';
import { keepFaults } from '../../whole/browser/history-page.ts';
import { expectReadable, lookAt, LOOKS } from '../../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../../whole/monitor/monitor.ts';
import { allOf, readTruth } from '../../whole/figures/truth.ts';
import { keepAll } from '../../whole/monitor/workspace.ts';

/**
 * A session's own page in a real browser: what the client exported and its hooks reported, held against the
 * client's own totals.
 */
const RUN = 'json';
const SESSION = '0181a54a-410a-4d92-8fe6-3639da9b6baa';
const SUBAGENT = 'ac723814b44fc3cba';
/** The one call of an MCP tool in the capture: here it is sent as one of ours. */
const OWN_CALL = 'toolu_01rkpkBFSvJolAqbDj';
const RECORDS = 171;

const truth = readTruth(`otlp-json/${RUN}`, false);
const [total] = Object.values(truth.models);

let monitor: Monitor;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  await sendAll(monitor, [
    hookPost(hookOf('SubagentStart'), { session_id: SESSION, agent_id: SUBAGENT }),
    ...asSent(RUN),
    hookPost(hookOf('SubagentStop.general-purpose'), { session_id: SESSION, agent_id: SUBAGENT }),
  ]);
  await apiOf(monitor).send([
    {
      type: 'task.start',
      id: 'reported by the agent',
      source: 'mcp',
      sessionId: SESSION,
      time: ownCallAt(),
      taskId: 'DOC-7',
      taskDescription: 'Write the release notes',
      toolUseId: OWN_CALL,
    },
  ]);
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  keepFaults(page, faults);
  await openSession(page);
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

function ownCallAt(): number {
  const call = eventsOf(RUN).find(
    (event) => event.type === 'tool.call' && event.toolUseId === OWN_CALL,
  );
  if (call === undefined) throw new Error('the capture has another call');
  return call.time;
}

/** Logs in by the link that is printed, then goes where a shared address would lead. */
async function openSession(view: Page): Promise<void> {
  await view.goto(monitor.dashboardUrl);
  await view.getByTestId('session-row').first().waitFor();
  await view.goto(`${monitor.url}/sessions/${SESSION}`);
  await view.getByTestId('request').first().waitFor();
}

const part = (id: string) => page.getByTestId(id);

const wordsOf = async (id: string): Promise<string> =>
  (await part(id).innerText()).replaceAll(/\s+/g, ' ');

const count = (value: number | undefined): string => (value ?? 0).toLocaleString('en-US');

describe('the page of a session', () => {
  test('shows what the client itself adds up to, tokens by kind and both costs', async () => {
    const figures = await wordsOf('session-figures');
    const dollars = `$${(truth.costMicros / 1e6).toFixed(2)}`;
    expect(figures).toContain(`List price ${dollars} client ${dollars}, same as list price`);
    await part('session-figures')
      .getByTitle(`${count(total === undefined ? 0 : allOf(total))} tokens, including cache`)
      .waitFor();
    const usage = await wordsOf('session-usage');
    expect(usage).toContain('Requests 11 –');
    expect(usage).toContain(`Input ${count(total?.inputTokens)} –`);
    expect(usage).toContain(`Output ${count(total?.outputTokens)} –`);
    expect(usage).toContain(`Cache read ${count(total?.cacheReadTokens)} –`);
    expect(usage).toContain(`Cache write ${count(total?.cacheCreationTokens)} –`);
  });

  test('[USE5] says how complete it is, by the numbers of the records', async () => {
    expect(await wordsOf('session-figures')).toContain('Received 100% of records');
    const received = `${String(RECORDS)} of ${String(RECORDS)} records received, by sequence number`;
    await part('session-figures').getByTitle(received).waitFor();
  });

  test('[USE4] shows the subagents as a tree, each with what it used itself', async () => {
    const rows = part('subagent');
    expect(await rows.count()).toBe(2);
    for (const [index, name] of ['main', SUBAGENT].entries()) {
      const own = truth.subagents?.[name];
      if (own === undefined) throw new Error(`no truth of ${name}`);
      const title = `${count(allOf(own))} tokens in ${String(own.requests)} requests`;
      await rows.nth(index).getByTitle(title, { exact: true }).waitFor();
      expect(await rows.nth(index).getAttribute('data-depth')).toBe(String(index));
    }
    const all = `${count(total === undefined ? 0 : allOf(total))} tokens in 11 requests`;
    await rows.first().getByTitle(all, { exact: true }).waitFor();
    expect(await rows.last().innerText()).toContain('general-purpose');
  });

  test('lists its tools with how often, how long and what failed', async () => {
    const tool = (name: string) => page.locator(`[data-testid=tool][data-tool="${name}"]`);
    const calls = eventsOf(RUN).filter((event) => event.type === 'tool.call');
    const bash = calls.filter((event) => event.toolName === 'Bash');
    const failed = bash.filter((event) => event.state === 'failed').length;
    const row = (await tool('Bash').innerText()).replaceAll(/\s+/g, ' ');
    expect(row).toMatch(
      new RegExp(`^Bash ${String(bash.length)} ${String(failed)} failed \\d+ ms`),
    );
    // Telemetry keeps the name of MCP tools to itself; the call of ours reported it.
    await tool('log_task_start').waitFor();
    expect(await tool('mcp_tool').count()).toBe(
      calls.some((event) => event.toolName === 'mcp_tool' && event.toolUseId !== OWN_CALL) ? 1 : 0,
    );
    expect(await page.getByTestId('request').count()).toBe(11);
  });

  test('says what monitoring costs: the call, and the request that was only for it', async () => {
    const words = await wordsOf('session-monitoring');
    expect(words).toMatch(/Tool calls 1 in \d+ ms/);
    expect(words).toContain('Monitoring requests 1');
    expect(words).toMatch(/Their tokens [\d.]+ k, [\d.]+% of total Their list price \$0\.\d{4}/);
  });

  test('shows the work that the client counted', async () => {
    const lines = (type: string): number =>
      eventsOf(RUN)
        .filter((event) => event.type === 'metric' && event.name === 'lines')
        .filter((event) => event.type === 'metric' && event.attributes?.['type'] === type)
        .reduce((sum, event) => sum + (event.type === 'metric' ? event.value : 0), 0);
    expect(lines('added')).toBeGreaterThan(0);
    expect(await wordsOf('session-work')).toContain(
      `Lines changed +${count(lines('added'))} −${count(lines('removed'))}`,
    );
  });

  test('says that it waits and why, and that it does no longer, without reload', async () => {
    const head = part('session-head');
    await sendAll(monitor, [hookPost(hookOf('PermissionRequest.Bash'), { session_id: SESSION })]);
    await page.locator('[data-testid=session-head][data-state=waiting]').waitFor();
    expect(await head.getByTestId('reason').innerText()).toBe('Asks to use Bash');
    await sendAll(monitor, [hookPost(hookOf('UserPromptSubmit'), { session_id: SESSION })]);
    await page.locator('[data-testid=session-head][data-state=active]').waitFor();
  });

  test('[FLD1] tells a failure once that hook and telemetry tell, and a later one too', async () => {
    const failure = hookPost(hookOf('StopFailure.unknown'), {
      session_id: 'failing',
      prompt_id: 'p1',
    });
    const received = (second: number) => ({
      type: 'error' as const,
      id: `by telemetry ${String(second)}`,
      source: 'otlp' as const,
      sessionId: 'failing',
      promptId: 'p1',
      time: Date.now() + second * 1_000,
      errorType: 'invalid_request',
      severity: 'high' as const,
    });
    await sendAll(monitor, [failure]);
    await apiOf(monitor).send([received(0), received(0), received(1)]);
    const { items } = await apiOf(monitor).sessions();
    expect(items.find(({ sessionId }) => sessionId === 'failing')?.errors).toBe(2);
  });

  test.each(LOOKS)('is readable: $name', async (look) => {
    await lookAt(browser, look, async (view) => {
      await openSession(view);
      await expectReadable(view);
    });
  });

  test('made no error in the browser', () => {
    expect(faults).toEqual([]);
  });
});

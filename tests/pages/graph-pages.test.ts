import { randomUUID } from 'node:crypto';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { PHONE, planned, PROJECT, report, watchedPage, WIDE } from '../whole/browser/graph-page.ts';
import { expectReadable, lookAt, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** The graphs of tasks and of agents, in a real browser against the running project. */
/** A plan as its planner records it: what each task waits for, by the caller's ids. */
const PLAN: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  pool: ['spec'],
  rpc: ['spec'],
  audit: ['pool'],
  deploy: ['audit', 'rpc'],
  bridge: [],
  'bridge-docs': ['bridge'],
  hen: ['egg'],
  egg: [],
  legal: ['licence'],
};

let monitor: Monitor;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  browser = await openBrowser();
  page = await watched(WIDE);
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('empty').waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const watched = (viewport: { width: number; height: number }): Promise<Page> =>
  watchedPage(browser, viewport, faults);

const box = (taskId: string, on: Page = page): Locator =>
  on.locator(`[data-testid=task-box][data-task-id="${taskId}"]`);

const boxIn = (taskId: string, state: string): Promise<void> =>
  page.locator(`[data-testid=task-box][data-task-id="${taskId}"][data-state="${state}"]`).waitFor();

const places = (): Promise<string[]> =>
  page
    .locator('.svelte-flow__node')
    .evaluateAll((nodes) => nodes.map((node) => (node as HTMLElement).style.transform).sort());

describe('before the first plan', () => {
  test('the page of tasks says how one is recorded, and waits', async () => {
    await page.getByRole('link', { name: 'Tasks' }).click();
    await page.getByTestId('no-plan').waitFor();
    expect(await page.getByTestId('no-plan').textContent()).toContain('log_plan');
    expect(await page.getByTestId('no-plan').textContent()).toContain('PROMETHEUS create project');
    await expectReadable(page);
  });

  test('the page of agents says what makes one show up', async () => {
    await page.getByRole('link', { name: 'Agents' }).click();
    await page.getByTestId('no-agents').waitFor();
    expect(
      await page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current]').innerText(),
    ).toBe('Agents');
    await page.getByRole('link', { name: 'Tasks' }).click();
  });
});

describe('a plan', () => {
  test('shows up without a reload, each task in its state', async () => {
    await report(
      monitor,
      'planner-1',
      { type: 'session.start', agentName: 'planner', project: PROJECT },
      ...Object.entries(PLAN).map(([taskId, dependsOn]) => planned(taskId, dependsOn)),
    );
    await boxIn('spec', 'ready');
    await boxIn('deploy', 'blocked');
    await boxIn('legal', 'blocked');
    expect(await page.getByTestId('origin').textContent()).toBe('Recorded plan');
    expect(await page.getByTestId('project').inputValue()).toBe(PROJECT);
  });

  test('[TSK2] tasks in a circle and behind a cancelled one can never begin, and say why', async () => {
    // A plan that is a circle is refused; one that becomes a circle later is shown as what it is.
    await report(monitor, 'planner-1', planned('egg', ['hen']));
    await boxIn('hen', 'dead_blocked');
    await boxIn('egg', 'dead_blocked');
    await report(monitor, 'planner-1', {
      type: 'task.complete',
      taskId: 'bridge',
      project: PROJECT,
      status: 'cancelled',
    });
    await boxIn('bridge-docs', 'dead_blocked');
    await box('bridge-docs').click();
    expect(await page.getByTestId('task-state').textContent()).toContain(
      'Can never start: Task bridge was cancelled.',
    );
    await page.keyboard.press('Escape');
    await page.getByTestId('panel').waitFor({ state: 'detached' });
  });

  test('changes its states live, and no box moves for it', async () => {
    const before = await places();
    await report(
      monitor,
      'solidity-1',
      { type: 'session.start', agentName: 'solidity-developer', project: PROJECT },
      { type: 'task.start', taskId: 'spec', project: PROJECT },
    );
    await boxIn('spec', 'in_progress');
    await box('spec').getByText('solidity-developer').waitFor();
    await report(monitor, 'solidity-1', {
      type: 'task.progress',
      taskId: 'spec',
      project: PROJECT,
      progress: 0.4,
    });
    await box('spec').getByText('40%').waitFor();
    await report(
      monitor,
      'solidity-1',
      { type: 'task.complete', taskId: 'spec', project: PROJECT, status: 'success' },
      { type: 'task.start', taskId: 'pool', project: PROJECT },
    );
    await boxIn('pool', 'in_progress');
    await boxIn('rpc', 'ready');
    await report(monitor, 'solidity-1', {
      type: 'task.complete',
      taskId: 'pool',
      project: PROJECT,
      status: 'failed',
      duration: 45_000,
    });
    await boxIn('pool', 'failed');
    expect(await places()).toEqual(before);
    expect(await page.getByTestId('state-counts').textContent()).toContain('critical path, 3');
    expect(
      await page
        .locator('[data-testid=task-box][data-critical=true]')
        .evaluateAll((found) => found.map((one) => (one as HTMLElement).dataset['taskId']).sort()),
    ).toEqual(['audit', 'deploy', 'pool']);
  });

  test('that grows is laid out again', async () => {
    await report(monitor, 'planner-1', planned('announce', ['deploy']));
    await boxIn('announce', 'blocked');
  });

  test('a pointed task shows its chain, the others step aside', async () => {
    await box('audit').hover();
    await page.locator('[data-testid=chain]:not([d=""])').waitFor({ state: 'attached' });
    const aside = await page
      .locator('[data-testid=task-box].aside')
      .evaluateAll((found) => found.map((one) => (one as HTMLElement).dataset['taskId']).sort());
    expect(aside).toEqual(['bridge', 'bridge-docs', 'egg', 'hen', 'legal', 'rpc']);
    await page.mouse.move(5, 5);
    await page.locator('[data-testid=task-box].aside').first().waitFor({ state: 'detached' });
  });

  test('the keyboard walks along its edges, opens a task and closes it', async () => {
    await page.getByTestId('canvas').focus();
    await page.keyboard.press('Home');
    const focused = (): Promise<string | null> =>
      page.evaluate(() => {
        const found = document.activeElement?.querySelector<HTMLElement>('[data-task-id]');
        return found?.dataset['taskId'] ?? null;
      });
    await page.waitForFunction(() => document.activeElement?.matches('[data-box]'));
    await page.keyboard.press('Home');
    await box('spec').locator('xpath=ancestor::button').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(focused).toMatch(/^(pool|rpc)$/);
    await box('pool').locator('xpath=ancestor::button').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(focused).toBe('audit');
    await page.keyboard.press('ArrowRight');
    await expect.poll(focused).toBe('deploy');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Task deploy' });
    await panel.waitFor();
    expect(await page.getByTestId('task-state').textContent()).toContain(
      'Blocked by Task rpc, Task audit',
    );
    expect(new URL(page.url()).searchParams.get('task')).not.toBeNull();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await focused()).toBe('deploy');
  });

  test('[TSK3] a task’s panel tells what happened to it and leads to its session', async () => {
    await box('pool').click();
    await page.getByTestId('task-history').getByText('failed after 45 s').waitFor();
    await page.getByTestId('task-history').getByText('planned', { exact: false }).first().waitFor();
    await page.getByTestId('task-session').first().click();
    await page.getByTestId('session').waitFor();
    expect(await page.getByTestId('session').getAttribute('data-session-id')).toBe('solidity-1');
    await page.goBack();
    await page.getByRole('complementary', { name: 'Task pool' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
  });

  test('can be looked at by parts, and as a list', async () => {
    await page.getByRole('button', { name: 'Critical path', exact: true }).click();
    await expect.poll(() => page.getByTestId('task-box').count()).toBe(4);
    await page.getByRole('button', { name: 'List' }).click();
    await expect.poll(() => page.getByTestId('task-row').count()).toBe(4);
    await page.reload();
    await expect.poll(() => page.getByTestId('task-row').count()).toBe(4);
    await page.getByRole('button', { name: 'Graph' }).click();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(() => page.getByTestId('task-box').count()).toBe(11);
  });

  test('of the live page leads to its place in the graph', async () => {
    await page.getByRole('link', { name: 'Today' }).click();
    await page.locator('[data-testid=task][data-task-id=pool] a').click();
    await page.getByRole('complementary', { name: 'Task pool' }).waitFor();
  });

  test('of a project that has none says so', async () => {
    await page.goto(`${monitor.url}/tasks?project=nobody-knows`);
    await page.getByTestId('no-plan').waitFor();
    expect(await page.getByTestId('no-plan').textContent()).toContain('nobody-knows');
  });
});

describe('agents', () => {
  const node = (agent: string): Locator =>
    page.locator(`[data-testid=agent-node][data-agent="${agent}"]`);
  const edge = (kind: string, from: string, to: string): Locator =>
    page.locator(
      `[data-testid=agent-edge][data-kind=${kind}][data-from="${from}"][data-to="${to}"]`,
    );

  test('and what passed between them are shown live, with the same figures in a table', async () => {
    await page.goto(`${monitor.url}/agents`);
    await node('planner').waitFor();
    await report(
      monitor,
      'solidity-1',
      {
        type: 'usage',
        source: 'sdk',
        requestId: randomUUID(),
        model: 'claude-sonnet-4-5',
        inputTokens: 3_500,
        outputTokens: 1_200,
      },
      { type: 'handover', toAgentName: 'planner', summary: 'Take the pool back' },
      { type: 'message', toAgentName: 'planner', summary: 'It re-enters' },
      {
        type: 'subagent.start',
        source: 'hook',
        agentId: 'explore-1',
        agentType: 'Explore',
      },
    );
    await edge('handover', 'solidity-developer', 'planner').getByText('1 handover').waitFor();
    await edge('message', 'solidity-developer', 'planner').waitFor();
    await edge('spawn', 'solidity-developer', 'Explore').waitFor();
    const row = page.locator('[data-testid=agent-table] tr[data-agent="solidity-developer"]');
    await row.getByTitle('4,700 tokens, including cache, measured').waitFor();
    expect(await row.locator('td').nth(4).textContent()).toBe('1');
  });

  test('an agent leads to its sessions, by mouse and by keyboard', async () => {
    await node('solidity-developer').click();
    const panel = page.getByRole('complementary', { name: 'Agent solidity-developer' });
    await panel.getByTestId('agent-session').first().waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.getByTestId('canvas').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.matches('[data-box]'));
    await page.keyboard.press('Enter');
    await page.getByTestId('panel').waitFor();
    await page.getByTestId('agent-session').first().click();
    await page.getByTestId('session').waitFor();
  });

  test('are asked for by time and project, which stand in the address', async () => {
    await page.goto(`${monitor.url}/agents`);
    await node('planner').waitFor();
    await page.getByRole('button', { name: 'Hour' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('window')).toBe('hour');
    await node('planner').waitFor();
    await page.goto(`${monitor.url}/agents?from=1000&to=2000`);
    await page.getByTestId('no-agents').getByText('No activity in this period').waitFor();
    await page.goto(`${monitor.url}/agents?project=${PROJECT}`);
    await node('planner').waitFor();
    await page.getByTestId('project').selectOption('');
    await expect.poll(() => new URL(page.url()).searchParams.get('project')).toBeNull();
  });
});

describe('on a phone', () => {
  test('a list by state stands in for the graph, with the same panel', async () => {
    const phone = await watched(PHONE);
    await phone.goto(monitor.dashboardUrl);
    await phone.getByTestId('session-row').first().waitFor();
    await phone.getByRole('link', { name: 'Tasks', exact: true }).click();
    await phone.getByTestId('task-list').waitFor();
    expect(await phone.getByTestId('canvas').count()).toBe(0);
    expect(await phone.getByTestId('task-list').locator('h2').allInnerTexts()).toEqual([
      'Failed 1',
      'Can never start 3',
      'Ready 1',
      'Blocked 4',
      'Done 1',
      'Cancelled 1',
    ]);
    await phone.locator('[data-testid=task-row][data-task-id=deploy][data-critical=true]').click();
    await phone.getByRole('complementary', { name: 'Task deploy' }).waitFor();
    await phone.getByRole('button', { name: 'Close' }).click();
    await phone.getByTestId('panel').waitFor({ state: 'detached' });
    const pages = phone.getByRole('navigation', { name: 'Pages' }).getByRole('link');
    for (const link of await pages.all()) {
      expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    await phone.close();
  });
});

describe.each(LOOKS)('axe finds nothing serious: $name', (look) => {
  test('on the page of tasks, and on its list with a panel open', async () => {
    await lookAt(browser, look, async (view) => {
      await view.goto(monitor.dashboardUrl);
      await view.getByTestId('session-row').first().waitFor();
      await view.goto(`${monitor.url}/tasks?project=${PROJECT}`);
      await view.locator('[data-testid=task-box], [data-testid=task-row]').first().waitFor();
      await expectReadable(view);
      await view.goto(`${monitor.url}/tasks?project=${PROJECT}&view=list`);
      await view.locator('[data-testid=task-row][data-task-id=deploy]').click();
      await view.getByTestId('task-history').getByText('planned').first().waitFor();
      await expectReadable(view);
    });
  });

  test('on the page of agents', async () => {
    await lookAt(browser, look, async (view) => {
      await view.goto(monitor.dashboardUrl);
      await view.getByTestId('session-row').first().waitFor();
      await view.goto(`${monitor.url}/agents`);
      await view.getByTestId('agent-row').first().waitFor();
      if (look.viewport.width > 720) await view.getByTestId('agent-node').first().waitFor();
      await expectReadable(view);
      await view.getByTestId('agent-row').first().click();
      await view.getByTestId('agent-figures').waitFor();
    });
  });
});

test('no page said anything wrong', () => {
  expect(faults).toEqual([]);
});

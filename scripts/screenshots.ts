import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiOf, eventually } from '../tests/whole/http/api.ts';
import { openBrowser } from '../tests/whole/browser/browser.ts';
import { installClient } from '../tests/whole/agents/agent.ts';
import { startMonitor } from '../tests/whole/monitor/monitor.ts';
import { startWorkflow } from '../tests/whole/agents/prometheus-workflow.ts';
import { openWorkspace } from '../tests/whole/monitor/workspace.ts';
import { monthEvents } from './demo/month/month.ts';
import { sendEvents } from './demo/send.ts';
import { teamEvents } from './demo/team.ts';

/** `npm run screenshots`: makes the pictures of the README again, from the running project. */
const OUT = join(import.meta.dirname, '../docs/screenshots');

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const dataFolder = mkdtempSync(join(tmpdir(), 'claude-monitor-screenshots-'));
const monitor = await startMonitor({ dataFolder });
const browser = await openBrowser();

type Shot = {
  viewport: typeof WIDE;
  colorScheme: 'light' | 'dark';
  shows: string;
  path?: string;
  /** The link that opens the workspace; that of the invented team where it is left out. */
  opens?: string;
};

async function shoot(name: string, shot: Shot): Promise<void> {
  const { viewport, colorScheme, shows, path, opens = monitor.dashboardUrl } = shot;
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(opens);
  if (path !== undefined) {
    await page.getByTestId('session-row').first().waitFor();
    await page.goto(`${monitor.url}${path}`);
  }
  await page.getByTestId(shows).first().waitFor();
  // The rows hold their group for a moment, and the chart draws itself in the next frames.
  await page.waitForTimeout(2_500);
  await page.screenshot({ path: join(OUT, `${name}.png`) });
  await context.close();
}

/** Pages of the past, of the sample team's month. */
const HISTORY: Readonly<Record<string, { shows: string; path: string }>> = {
  sessions: { shows: 'list-row', path: '/sessions?range=7d' },
  trends: { shows: 'breakdown', path: '/trends?range=7d' },
  inbox: { shows: 'incident', path: '/inbox' },
};

/** The page of the member of the team that has most to show. */
async function sessionPath(): Promise<string> {
  const { items } = await apiOf(monitor).sessions();
  const session = items.find((item) => item.sessionId === 'solidity-001');
  return `/sessions/${session?.id ?? ''}`;
}

/** The steps of the workflow with Prometheus after which there is a picture, and of which page. */
const WORKFLOW_SHOTS: Readonly<Record<string, Omit<Shot, 'viewport'>>> = {
  'Prometheus plans five tasks': { colorScheme: 'light', shows: 'task-box', path: '/tasks' },
  'two of the agents are measured, and one reports as well': {
    colorScheme: 'light',
    shows: 'session-row',
  },
  'security features fail': { colorScheme: 'dark', shows: 'task-box', path: '/tasks' },
  'the deployment is done': { colorScheme: 'light', shows: 'agent-node', path: '/agents' },
};

/** In a workspace of its own, reported by the same parts that the tests follow. */
async function shootWorkflow(): Promise<void> {
  const to = await openWorkspace(monitor, 'dex');
  const client = installClient(monitor);
  const workflow = await startWorkflow({ bin: client.bin, to, home: client.folder });
  const opens = `${to.url}/#key=${to.readKey}`;
  let taken = 0;
  for (const { name, run } of workflow.steps) {
    await run();
    const shot = WORKFLOW_SHOTS[name];
    if (shot === undefined) continue;
    taken += 1;
    await shoot(`workflow-${String(taken)}`, { viewport: WIDE, opens, ...shot });
  }
  await workflow.close();
  client.remove();
}

try {
  await shootWorkflow();
  await shoot('empty', { viewport: WIDE, colorScheme: 'light', shows: 'empty' });
  const now = Date.now();
  await sendEvents(monitor, [...monthEvents(now), ...teamEvents(now)]);
  await eventually(apiOf(monitor).usage, ({ fresh }) => fresh);
  await shoot('live-light', { viewport: WIDE, colorScheme: 'light', shows: 'session-row' });
  await shoot('live-dark', { viewport: WIDE, colorScheme: 'dark', shows: 'session-row' });
  await shoot('phone', { viewport: PHONE, colorScheme: 'light', shows: 'session-row' });
  const path = await sessionPath();
  const tasks = { shows: 'task-box', path: '/tasks?project=dex-platform' };
  await shoot('tasks-light', { viewport: WIDE, colorScheme: 'light', ...tasks });
  await shoot('tasks-dark', { viewport: WIDE, colorScheme: 'dark', ...tasks });
  await shoot('tasks-phone', {
    viewport: PHONE,
    colorScheme: 'light',
    ...tasks,
    shows: 'task-row',
  });
  const agents = { shows: 'agent-node', path: '/agents' };
  await shoot('agents-light', { viewport: WIDE, colorScheme: 'light', ...agents });
  await shoot('agents-dark', { viewport: WIDE, colorScheme: 'dark', ...agents });
  await shoot('connect', {
    viewport: WIDE,
    colorScheme: 'light',
    shows: 'way',
    path: '/settings/connect',
  });
  for (const [name, { shows, path: at }] of Object.entries(HISTORY)) {
    await shoot(name, { viewport: WIDE, colorScheme: 'light', shows, path: at });
  }
  await shoot('session', { viewport: WIDE, colorScheme: 'light', shows: 'session-head', path });
} finally {
  await browser.close();
  await monitor.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}

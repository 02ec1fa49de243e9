import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildClient } from '../../build.ts';
import { listSegments } from '../spool/folder.ts';
import { environmentOf, spoolOf } from '../testing/agent.fixture.ts';
import { oldestNode } from '../testing/oldest-node.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'claude-monitor-package-'));
const node = oldestNode();
/** Far below the ten seconds that a request may take. */
const SOON_MS = 5_000;

beforeAll(async () => {
  const { tarball } = await buildClient(folder);
  execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', tarball], {
    stdio: 'pipe',
  });
}, 240_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const PROGRAM = `
import { MonitorClient } from 'claude-monitor';
const monitor = new MonitorClient();
const log = (index) => monitor.logTaskProgress({ sessionId: 's', taskId: 't', progress: index / 1000 });
`;

async function run(code: string, options: { home: string; url?: string }) {
  const file = join(folder, `program-${crypto.randomUUID()}.mjs`);
  writeFileSync(file, PROGRAM + code);
  const child = spawn(node, [file], { env: environmentOf({ node, bundle: '', ...options }) });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const began = Date.now();
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, ms: Date.now() - began, stderr };
}

const spooled = (home: string): number[] =>
  listSegments(spoolOf(home)).flatMap(({ path }) =>
    [...readFileSync(path, 'utf8').matchAll(/"progress":([\d.]+)/g)].map(([, value]) =>
      Number(value),
    ),
  );

describe('the installed library', { timeout: 60_000 }, () => {
  test('a program that neither flushes nor closes delivers at its end, and leaves no file', async () => {
    const receiver = await startReceiver();
    const home = scratchFolder();
    const { code, stderr } = await run('for (let i = 0; i < 600; i++) await log(i);', {
      home,
      url: receiver.url,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(receiver.events).toHaveLength(600);
    expect(listSegments(spoolOf(home))).toEqual([]);
  });

  test('[PRX5] a monitor that is a black hole keeps no process alive, and nothing is lost', async () => {
    const receiver = await startReceiver('hang');
    const home = scratchFolder();
    const { code, ms } = await run('await log(1); await new Promise((r) => setTimeout(r, 200));', {
      home,
      url: receiver.url,
    });
    expect(code).toBe(0);
    expect(ms).toBeLessThan(SOON_MS);
    expect(spooled(home)).toEqual([0.001]);
  });

  test.each([
    ['process.exit', 'log(1); process.exit(3);', 3],
    ['an error that nobody catches', "log(1); throw new Error('crash');", 1],
    ['kill -9', "log(1); process.kill(process.pid, 'SIGKILL'); for (;;);", null],
  ])('[PRX1] what was logged right before %s is on the disk', async (_, program, expected) => {
    const receiver = await startReceiver('hang');
    const home = scratchFolder();
    expect((await run(program, { home, url: receiver.url })).code).toBe(expected);
    expect(spooled(home)).toEqual([0.001]);
    // The next process sends it.
    receiver.answerWith('accept');
    await run('await log(2);', { home, url: receiver.url });
    expect(receiver.events.map((event) => event['progress']).sort()).toEqual([0.001, 0.002]);
    expect(listSegments(spoolOf(home))).toEqual([]);
  });

  test('[PRX3] many processes share a spool: each event arrives, each once', async () => {
    const receiver = await startReceiver();
    const home = scratchFolder();
    const programs = Array.from({ length: 4 }, (_, process) =>
      run(`for (let i = 0; i < 100; i++) await log(${String(process * 100)} + i);`, {
        home,
        url: receiver.url,
      }),
    );
    for (const { code } of await Promise.all(programs)) expect(code).toBe(0);
    const arrived = receiver.events.map((event) => Number(event['progress']) * 1_000);
    expect(arrived.map(Math.round).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 400 }, (_, index) => index),
    );
  });

  test('types stand alone: no dependency, no types of Node, whichever way modules are resolved', async () => {
    const file = join(folder, 'consumer.ts');
    writeFileSync(
      file,
      `
import PrometheusMonitorBridge, { MonitorClient, routeOf, type Delivery, type Plan } from 'claude-monitor';
const monitor = new MonitorClient({ url: 'http://127.0.0.1', key: 'k' });
const plan: Plan = { sessionId: 's', project: 'p', tasks: [{ taskId: 't', dependsOn: ['u'] }] };
const receipt = await monitor.logPlan(plan);
if (!receipt.ok) receipt.error.path satisfies string | null;
await monitor.logTaskStart({ sessionId: 's', taskId: 't', taskDescription: 'd', priority: 'high' });
// @ts-expect-error a priority that there is not
await monitor.logTaskStart({ sessionId: 's', taskId: 't', priority: 'urgent' });
// @ts-expect-error the task is missing
await monitor.logTaskComplete({ sessionId: 's', status: 'success' });
const bridge = new PrometheusMonitorBridge({ prometheus: { updateTaskStatus: async () => {} } });
await bridge.onTaskComplete({ id: 't', sessionId: 's' }, { success: true, duration: 5 });
const left: Delivery = await monitor.close({ timeoutMs: 10 });
left.waiting satisfies number;
const asked = routeOf('PROMETHEUS create project: a shop');
if (asked.route === 'prometheus') asked.argument satisfies string | null;
export {};
`,
    );
    const strict: ts.CompilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts'],
    };
    for (const resolution of [
      {
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        moduleDetection: ts.ModuleDetectionKind.Force,
      },
      { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    ]) {
      // npm made the folder no module of its own.
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({
          ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
          type: 'module',
        }),
      );
      const program = ts.createProgram([file], { ...strict, ...resolution });
      const faults = ts
        .getPreEmitDiagnostics(program)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
      expect(faults).toEqual([]);
    }
  });

  test('it tells a prompt to Prometheus from a regular one', async () => {
    const prompts = ['PROMETHEUS create project: a shop', 'what does PROMETHEUS do?', undefined];
    const file = join(folder, 'route.mjs');
    writeFileSync(
      file,
      `import { routeOf } from 'claude-monitor';
console.log(JSON.stringify(${JSON.stringify(prompts)}.map((prompt) => routeOf(prompt))));`,
    );
    const { stdout } = await promisify(execFile)(node, [file]);
    expect(JSON.parse(stdout)).toEqual([
      { route: 'prometheus', verb: 'create', argument: 'a shop' },
      { route: 'claude' },
      { route: 'claude' },
    ]);
  });

  test('the program beside it still starts', async () => {
    const bin = join(folder, 'node_modules/.bin/claude-monitor');
    const { stdout } = await promisify(execFile)(node, [bin, '--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

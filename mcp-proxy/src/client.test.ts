import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { listedTools } from '@claude-monitor/protocol/mcp/list-tools';
import { buildClient } from '../build.ts';
import { listSegments } from './spool/folder.ts';
import { runClient, spawnClient, spoolOf, startAgent, type Start } from './testing/agent.ts';
import { oldestNode } from './testing/oldest-node.ts';
import { startReceiver } from './testing/receiver.ts';
import { scratchFolder } from './testing/scratch-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'claude-monitor-client-'));
const node = oldestNode();
let bundle = '';
let tarball = '';

beforeAll(async () => {
  ({ bundle, tarball } = await buildClient(folder));
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const startFor = (options: Partial<Start> = {}): Start => ({
  node,
  bundle,
  home: scratchFolder(),
  ...options,
});

const progress = (index: number) => ({
  sessionId: 'infra-001',
  taskId: 't',
  progress: index / 1_000,
});

/** Ids in the spool files, in the order they were written. */
function spooledIds(home: string): string[] {
  return listSegments(spoolOf(home)).flatMap(({ path }) =>
    [...readFileSync(path, 'utf8').matchAll(/^\{"id":"([^"]+)"/gm)].map(([, id]) => id ?? ''),
  );
}

describe('claude-monitor mcp', { timeout: 60_000 }, () => {
  test('the workflow of three agents arrives whole, with what the proxy knows of the call', async () => {
    const receiver = await startReceiver();
    const agent = await startAgent(startFor({ url: receiver.url }));
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(listedTools().map(({ name }) => name));
    expect(agent.client.getInstructions()).toContain('log_session_start');

    const sessionId = 'task-002-session';
    await agent.call('log_session_start', {
      sessionId,
      agentName: 'solidity-developer',
      model: 'claude-sonnet-4',
    });
    await agent.call('log_task_start', {
      sessionId,
      taskId: 'task-002',
      taskDescription: 'Write contracts',
      priority: 'high',
    });
    const usage = { sessionId, inputTokens: 3_500, outputTokens: 1_200, contextWindow: 200_000 };
    await agent.call('log_token_usage', usage);
    expect(await agent.call('log_token_usage', usage)).toContain('9,400 tokens');
    await agent.call('log_error', {
      sessionId,
      errorType: 'Revert',
      errorMessage: 'password=x',
      severity: 'low',
    });
    await agent.call('log_task_complete', {
      sessionId,
      taskId: 'task-002',
      status: 'success',
      duration: 45_000,
    });

    await receiver.until(() => receiver.events.length === 6);
    expect(receiver.events.map(({ type }) => type)).toEqual([
      'session.start',
      'task.start',
      'usage',
      'usage',
      'error',
      'task.complete',
    ]);
    expect(receiver.events[0]).toMatchObject({
      sessionId,
      source: 'mcp',
      toolUseId: 'toolu_log_session_start',
      parentSessionId: 'run-of-the-test',
    });
    expect(receiver.events[4]).toMatchObject({ errorMessage: 'password=[redacted]' });
    expect(receiver.batches[0]?.authorization).toBe('Bearer test-key');
  });

  test('bad arguments and unknown tools are answered, and the session goes on', async () => {
    const agent = await startAgent(startFor());
    expect(await agent.refused('log_task_start', { sessionId: 's' })).toContain('taskId:');
    expect(await agent.refused('log_nothing', {})).toContain('no tool log_nothing');
    expect(await agent.call('log_session_end', { sessionId: 's' })).toContain('ended');
  });

  test('[PRX1] calls are answered while the monitor is a black hole, and are on the disk', async () => {
    const receiver = await startReceiver('hang');
    const start = startFor({ url: receiver.url });
    const agent = await startAgent(start);
    for (let index = 0; index < 50; index++) await agent.call('log_task_progress', progress(index));
    expect(spooledIds(start.home)).toHaveLength(50);
    expect(receiver.events).toEqual([]);
  });

  test('[PRX1][PRX3] kill -9 between spool and send loses nothing and changes no id', async () => {
    const receiver = await startReceiver('hang');
    const start = startFor({ url: receiver.url });
    const agent = await startAgent(start);
    for (let index = 0; index < 200; index++)
      await agent.call('log_task_progress', progress(index));
    process.kill(agent.pid, 'SIGKILL');
    const kept = spooledIds(start.home);
    expect(kept).toHaveLength(200);

    receiver.answerWith('accept');
    await startAgent(start);
    await receiver.until(() => receiver.events.length >= 200);
    expect(receiver.events.map(({ id }) => id)).toEqual(kept);
  });

  test('[PRX3] kill -9 after the monitor took a batch but before its receipt sends the same ids', async () => {
    const receiver = await startReceiver('drop');
    const start = startFor({ url: receiver.url });
    const agent = await startAgent(start);
    await agent.call('log_plan', {
      sessionId: 's',
      project: 'dex',
      tasks: Array.from({ length: 30 }, (_, index) => ({ taskId: `t${String(index)}` })),
    });
    await receiver.until(() => receiver.events.length >= 30);
    process.kill(agent.pid, 'SIGKILL');
    const first = receiver.events.slice(0, 30).map(({ id }) => id);

    receiver.events.length = 0;
    receiver.answerWith('accept');
    await startAgent(start);
    await receiver.until(() => receiver.events.length >= 30);
    expect(receiver.events.map(({ id }) => id)).toEqual(first);
  });

  test('[PRX1][PRX3] killed again and again under load, every answered call arrives', async () => {
    const receiver = await startReceiver();
    const start = startFor({ url: receiver.url });
    const answered = new Set<string>();
    for (const [round, mode] of (['accept', 'drop', 503, 'hang', 'accept'] as const).entries()) {
      receiver.answerWith(mode);
      const agent = await startAgent(start);
      const calls = Array.from({ length: 60 }, async (_, index) => {
        const taskId = `${String(round)}-${String(index)}`;
        await agent.call('log_task_progress', { sessionId: 's', taskId, progress: 0.5 });
        answered.add(taskId);
        if (index === 10 * (round + 1)) process.kill(agent.pid, 'SIGKILL');
      });
      await Promise.allSettled(calls);
    }
    expect(answered.size).toBeGreaterThan(100);
    receiver.answerWith('accept');
    await startAgent(start);
    const arrived = (): Set<unknown> => new Set(receiver.events.map((event) => event['taskId']));
    await receiver.until(() => [...answered].every((taskId) => arrived().has(taskId)));
    const ids = new Map(receiver.events.map((event) => [event.id, event['taskId']]));
    expect(ids.size).toBe(arrived().size);
  });

  test('[PRX2][PRX3] 500s are sat out, and the fault is said once', async () => {
    const receiver = await startReceiver(500);
    const agent = await startAgent(startFor({ url: receiver.url }));
    for (let index = 0; index < 20; index++) await agent.call('log_task_progress', progress(index));
    await receiver.until(() => receiver.batches.length >= 2);
    receiver.answerWith('accept');
    await receiver.until(() => receiver.events.length >= 20);
    expect(agent.stderr().match(/HTTP 500/g)).toHaveLength(1);
  });

  test('[PRX3] processes side by side each send their own', async () => {
    const receiver = await startReceiver();
    const start = startFor({ url: receiver.url });
    const agents = await Promise.all([startAgent(start), startAgent(start), startAgent(start)]);
    await Promise.all(
      agents.flatMap((agent) =>
        Array.from({ length: 30 }, (_, index) => agent.call('log_task_progress', progress(index))),
      ),
    );
    await receiver.until(() => receiver.events.length >= 90);
    await Promise.all(agents.map((agent) => agent.close()));
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(90);
    expect(receiver.events).toHaveLength(90);
    expect(listSegments(spoolOf(start.home))).toEqual([]);
  });

  test('[PRX3] what stdin leaves behind when it ends is sent before the process does', async () => {
    const receiver = await startReceiver();
    const agent = await startAgent(startFor({ url: receiver.url }));
    const calls = Array.from({ length: 40 }, (_, index) =>
      agent.call('log_task_progress', progress(index)),
    );
    await Promise.all(calls);
    await agent.close();
    expect(receiver.events).toHaveLength(40);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '[PRX2] %s ends it in order, though nobody answers',
    async (signal) => {
      const receiver = await startReceiver('hang');
      const child = spawnClient(startFor({ url: receiver.url }), ['mcp']);
      child.stdin?.write(
        rpc({
          id: 1,
          method: 'tools/call',
          params: { name: 'log_session_end', arguments: { sessionId: 's' } },
        }),
      );
      await receiver.until(() => receiver.batches.length > 0);
      child.kill(signal);
      await once(child, 'close');
      expect(child.exitCode).toBe(0);
    },
  );

  test('[PRX2] a disk that refuses breaks no call, and events still arrive', async () => {
    const receiver = await startReceiver();
    const start = startFor({ url: receiver.url });
    writeFileSync(spoolOf(start.home), 'a file where the folder is to be');
    const agent = await startAgent(start);
    expect(await agent.call('log_session_end', { sessionId: 's' })).toContain('in memory only');
    await receiver.until(() => receiver.events.length === 1);
    expect(agent.stderr()).toContain('cannot write');
  });

  test('[PRX2] stdout is protocol only, and what is no message is answered as such', async () => {
    const { say, answer, end } = await talk();
    say('this is no JSON');
    expect(await answer()).toMatchObject({ id: null, error: { code: -32700 } });
    say('{"jsonrpc":"1.0"}');
    expect(await answer()).toMatchObject({ id: null, error: { code: -32600 } });
    say(rpc({ id: 'probe', method: 'server/discover', params: { _meta: {} } }));
    expect(await answer()).toMatchObject({ id: 'probe', error: { code: -32602 } });
    say(rpc({ id: 0, method: 'initialize', params: INITIALIZE }));
    expect(await answer()).toMatchObject({ id: 0, result: { protocolVersion: '2025-11-25' } });
    expect(await end()).toBe(true);
  });

  test.each(['1.0', '2026-07-28', '2099-01-01', ''])(
    'initialize with the revision %j is answered with one of ours',
    async (protocolVersion) => {
      const { say, answer } = await talk();
      say(rpc({ id: 0, method: 'initialize', params: { ...INITIALIZE, protocolVersion } }));
      expect(await answer()).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
    },
  );

  test('requests of revision 2026-07-28 are served beside a connection of an older one', async () => {
    const { say, answer } = await talk();
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    say(rpc({ id: 'probe', method: 'server/discover', params: { _meta } }));
    expect(await answer()).toMatchObject({
      id: 'probe',
      result: { resultType: 'complete', supportedVersions: ['2026-07-28'] },
    });
    say(rpc({ id: 0, method: 'initialize', params: INITIALIZE }));
    expect(await answer()).toMatchObject({ id: 0, result: { protocolVersion: '2025-11-25' } });
    const call = { name: 'log_session_end', arguments: { sessionId: 's', reason: null } };
    say(rpc({ id: 1, method: 'tools/call', params: { ...call, _meta } }));
    expect(await answer()).toMatchObject({ id: 1, result: { resultType: 'complete' } });
    say(rpc({ id: 2, method: 'tools/call', params: call }));
    expect(await answer()).toMatchObject({ id: 2, result: { content: [{ type: 'text' }] } });
    say(rpc({ id: 3, method: 'server/discover', params: { _meta } }));
    expect(await answer()).toMatchObject({ id: 3, result: { supportedVersions: ['2026-07-28'] } });
  });

  test('a batch is answered in one line, until a revision without batches is agreed upon', async () => {
    const { say, answer } = await talk();
    const batch = (...messages: object[]): string =>
      JSON.stringify(messages.map((message) => ({ jsonrpc: '2.0', ...message })));
    say(
      batch(
        { id: 1, method: 'ping' },
        { method: 'notifications/initialized' },
        { id: 2, method: 'tools/call', params: { name: 7 } },
        { id: 3, method: 'tools/call', params: { name: 'get_tasks', arguments: '{"limit":"x"}' } },
      ),
    );
    const answers = z.array(z.looseObject({ id: z.number() })).parse(await answer());
    expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
    say(rpc({ id: 0, method: 'initialize', params: INITIALIZE }));
    await answer();
    say(batch({ id: 1, method: 'ping' }));
    expect(await answer()).toMatchObject({ id: null, error: { code: -32600 } });
    say(rpc({ id: 4, method: 'ping' }));
    expect(await answer()).toMatchObject({ id: 4, result: {} });
  });

  test('arguments are what the schema wants, whatever they came as', async () => {
    const receiver = await startReceiver();
    const agent = await startAgent(startFor({ url: receiver.url }));
    const usage = { sessionId: 's', inputTokens: '3500', outputTokens: '1200', model: null };
    await agent.call('log_token_usage', { ...usage, cumulative: 'false' });
    const tasks = JSON.stringify([
      { taskId: 'a', priority: null },
      { taskId: 'b', dependsOn: '["a"]' },
    ]);
    await agent.call('log_plan', { sessionId: 's', project: 'p', tasks, replace: 'true' });
    expect(await agent.refused('log_token_usage', { ...usage, inputTokens: 'many' })).toContain(
      'inputTokens:',
    );
    await receiver.until(() => receiver.events.length === 3);
    expect(receiver.events).toMatchObject([
      { type: 'usage', inputTokens: 3_500, outputTokens: 1_200, cumulative: false },
      { type: 'task.plan', taskId: 'a', replaces: true },
      { type: 'task.plan', taskId: 'b', dependsOn: ['a'] },
    ]);
  });

  /** Lines to a process, and its lines as JSON. */
  async function talk() {
    const child = spawnClient(startFor(), ['mcp']);
    onTestFinished(() => void child.kill());
    const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
    return {
      say: (line: string) => child.stdin?.write(`${line.trimEnd()}\n`),
      answer: async (): Promise<unknown> => JSON.parse(String((await lines.next()).value)),
      /** Whether nothing more is said when its stdin ends. */
      end: async () => {
        child.stdin?.end();
        return (await lines.next()).done === true;
      },
    };
  }
});

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: { roots: { listChanged: true }, elicitation: { form: {}, url: {} } },
  clientInfo: { name: 'claude-code', title: 'Claude Code', version: '2.1.330' },
};

describe('claude-monitor', { timeout: 60_000 }, () => {
  test('an unknown command is refused on stderr with code 2', async () => {
    const { code, stdout, stderr } = await runClient(startFor(), ['fly']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('there is no command fly');
  });

  test('--help and --version say so on stdout', async () => {
    expect((await runClient(startFor(), ['--help'])).stdout).toContain('claude-monitor mcp');
    expect((await runClient(startFor(), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('[PRX2] status tells what waits and why, never the key', async () => {
    const receiver = await startReceiver(401);
    const start = startFor({ url: receiver.url });
    const agent = await startAgent(start);
    await agent.call('log_session_end', { sessionId: 's' });
    await receiver.until(() => receiver.batches.length > 0);
    await agent.close();
    const { code, stdout } = await runClient(start, ['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('waiting      1 events');
    expect(stdout).toContain('the key is refused');
    expect(stdout).not.toContain('test-key');
    const json: unknown = JSON.parse((await runClient(start, ['status', '--json'])).stdout);
    expect(json).toMatchObject({ url: receiver.url, spool: { waiting: 1 }, losses: [] });
  });

  test('[PRX2] without any configuration events are kept, and status says what to set', async () => {
    const start = startFor();
    const agent = await startAgent(start);
    await agent.call('log_session_end', { sessionId: 's' });
    await agent.close();
    expect(agent.stderr()).toContain('CLAUDE_MONITOR_URL');
    const { stdout } = await runClient(start, ['status']);
    expect(stdout).toContain('none: no URL and key');
    expect(stdout).toContain('waiting      1 events');
  });
});

describe('the package', { timeout: 60_000 }, () => {
  test('runs from an empty folder, without this repository', async () => {
    const empty = scratchFolder();
    execFileSync('tar', ['xzf', tarball, '-C', empty]);
    const manifest = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(readFileSync(join(empty, 'package/package.json'), 'utf8')));
    expect(manifest).toMatchObject({
      name: 'claude-monitor',
      bin: { 'claude-monitor': 'dist/index.js' },
    });
    expect(Object.keys(manifest).filter((key) => /dependencies|scripts/i.test(key))).toEqual([]);
    const receiver = await startReceiver();
    const unpacked = join(empty, 'package/dist/index.js');
    const agent = await startAgent(startFor({ bundle: unpacked, url: receiver.url }));
    await agent.call('log_session_end', { sessionId: 's' });
    await receiver.until(() => receiver.events.length === 1);
  });

  test('runs by npx, offline', async () => {
    const home = scratchFolder();
    const output = execFileSync('npx', ['-y', `file:${tarball}`, '--version'], {
      cwd: home,
      encoding: 'utf8',
      env: {
        ...process.env,
        HOME: home,
        npm_config_cache: join(home, 'npm'),
        npm_config_offline: 'true',
      },
    });
    expect(output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

const rpc = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;

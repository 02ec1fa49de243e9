import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listSegments } from '../spool/folder.ts';
import { environmentOf, runClient, spawnClient, spoolOf } from '../testing/agent.fixture.ts';
import { builtClient } from '../testing/built-client.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { compareCalls, startTimed } from '../testing/timed-calls.fixture.ts';
import { connectWrapped, serverCommand } from '../testing/wrapped.fixture.ts';

const { startFor } = builtClient();
const PROMETHEUS = serverCommand('fake-prometheus.fixture.ts');

const meta = (toolUseId: string) => ({ _meta: { 'claudecode/toolUseId': toolUseId } });

const spooled = (home: string): string =>
  listSegments(spoolOf(home))
    .map(({ path }) => readFileSync(path, 'utf8'))
    .join('');

describe('claude-monitor wrap', { timeout: 60_000 }, () => {
  test('the work of Prometheus arrives as tool calls, a plan and its tasks', async () => {
    const receiver = await startReceiver();
    const start = startFor({ url: receiver.url });
    const { client } = await connectWrapped(start, PROMETHEUS);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('next_task');
    const description = 'Build a Solidity DEX with automated market maker';
    await client.callTool({
      name: 'create_project',
      arguments: { description },
      ...meta('toolu_1'),
    });
    await client.callTool({ name: 'next_task', arguments: {}, ...meta('toolu_2') });
    await client.callTool({
      name: 'finish_task',
      arguments: { taskId: 'task-001', status: 'done', notes: 'token=abc' },
      ...meta('toolu_3'),
    });
    await client.callTool({ name: 'refuse', arguments: {}, ...meta('toolu_4') });
    await receiver.until(() => receiver.events.length >= 12);
    expect(receiver.events.map(({ type, state }) => [type, state ?? null])).toEqual([
      ['tool.call', 'started'],
      ['tool.call', 'succeeded'],
      ['task.plan', null],
      ['task.plan', null],
      ['tool.call', 'started'],
      ['tool.call', 'succeeded'],
      ['task.start', null],
      ['tool.call', 'started'],
      ['tool.call', 'succeeded'],
      ['task.complete', null],
      ['tool.call', 'started'],
      ['tool.call', 'failed'],
    ]);
    expect(receiver.events[0]).toMatchObject({
      sessionId: 'run-of-the-test',
      source: 'mcp',
      toolName: 'mcp__prometheus__create_project',
      toolUseId: 'toolu_1',
    });
    expect(receiver.events[1]).toMatchObject({ duration: expect.any(Number) });
    expect(receiver.events[3]).toMatchObject({
      project: 'Solidity DEX',
      taskId: 'task-002',
      dependsOn: ['task-001'],
    });
    expect(receiver.events[6]).toMatchObject({ taskId: 'task-001', project: 'Solidity DEX' });
    expect(receiver.events[9]).toMatchObject({ taskId: 'task-001', status: 'success' });
    expect(receiver.events[11]).toMatchObject({ errorType: 'mcp_tool_error' });
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(12);
  });

  test('[PRX4] neither input nor output of a tool is written down', async () => {
    const start = startFor();
    const { client } = await connectWrapped(start, PROMETHEUS);
    await client.callTool({ name: 'echo', arguments: { text: 'the-secret-of-the-pool' } });
    await client.callTool({
      name: 'finish_task',
      arguments: { taskId: 'task-001', status: 'done', notes: 'nobody-else-sees' },
    });
    await kept(start.home, 5);
    const text = spooled(start.home);
    expect(text).toContain('mcp__prometheus__echo');
    expect(text).toContain('task-001');
    expect(text).not.toMatch(/the-secret-of-the-pool|nobody-else-sees/);
  });

  test('--name is the server’s name; without tool-use ids each call has an id of its own', async () => {
    const start = startFor();
    const { client } = await connectWrapped(start, PROMETHEUS, ['--name', 'my planner']);
    await client.callTool({ name: 'echo', arguments: { text: 'a' } });
    await client.callTool({ name: 'echo', arguments: { text: 'b' } });
    const events = await kept(start.home, 4);
    expect(events.map(({ toolName }) => toolName)).toEqual(Array(4).fill('mcp__my_planner__echo'));
    expect(new Set(events.map(({ toolUseId }) => toolUseId)).size).toBe(2);
  });

  test('outside of Claude Code it is a session of its own, named for its client', async () => {
    const start = startFor({ env: { CLAUDE_CODE_SESSION_ID: '' } });
    const { client } = await connectWrapped(start, PROMETHEUS);
    await client.callTool({ name: 'next_task', arguments: {} });
    const [first, ...rest] = await kept(start.home, 4);
    expect(first).toMatchObject({
      type: 'session.start',
      agentName: 'test-client',
      sessionId: expect.stringMatching(/^wrap-/),
      device: expect.any(String),
    });
    expect(new Set(rest.map(({ sessionId }) => sessionId))).toEqual(new Set([first?.sessionId]));
    await client.close();
    expect((await kept(start.home, 5)).at(-1)).toMatchObject({ type: 'session.end' });
  });

  test('a cancelled call was interrupted, and calls side by side are distinguished', async () => {
    const start = startFor();
    const { client } = await connectWrapped(start, PROMETHEUS);
    const abort = new AbortController();
    const waiting = client.callTool(
      { name: 'wait', arguments: {}, ...meta('toolu_w') },
      undefined,
      { signal: abort.signal },
    );
    const echoes = Array.from({ length: 20 }, (_, index) =>
      client.callTool({
        name: 'echo',
        arguments: { text: String(index) },
        ...meta(`toolu_${String(index)}`),
      }),
    );
    await Promise.all(echoes);
    abort.abort();
    await expect(waiting).rejects.toThrow();
    await client.callTool({ name: 'echo', arguments: { text: 'z' }, ...meta('toolu_z') });
    const events = await kept(start.home, 44);
    const ends = new Map(
      events.flatMap((event) => (event.state === 'started' ? [] : [[event.toolUseId, event]])),
    );
    expect(ends.size).toBe(22);
    expect(ends.get('toolu_w')).toMatchObject({ state: 'failed', errorType: 'interrupted' });
    expect(ends.get('toolu_7')).toMatchObject({ state: 'succeeded' });
  });

  test('what is open when the server dies has failed', async () => {
    const start = startFor();
    const child = spawnClient(start, ['wrap', '--', 'sh', '-c', 'read line; exit 4']);
    child.stdin?.write(callLine(1, 'x'));
    child.stdout?.resume();
    await new Promise((resolve) => child.once('close', resolve));
    expect(child.exitCode).toBe(4);
    expect(eventsIn(start.home)).toMatchObject([
      { state: 'started' },
      { state: 'failed', errorType: 'server_gone' },
    ]);
  });

  test('batches, ids of any kind and an answer too long to be read are all followed', async () => {
    const start = startFor();
    const script = `process.stdin.once('data', () => {
      console.log('[{"id":1,"result":{}},{"id":"1","error":{"code":-1}}]');
      const content = [{ text: 'x'.repeat(2000000) }];
      console.log(JSON.stringify({ result: { content }, jsonrpc: '2.0', id: 'long' }));
    });`;
    const child = spawnClient(start, ['wrap', '--', process.execPath, '-e', script]);
    const batch = [1, '1', 'long'].map((id) => JSON.parse(callLine(id, 'x')) as object);
    child.stdin?.end(`${JSON.stringify(batch)}\n`);
    child.stdout?.resume();
    await new Promise((resolve) => child.once('close', resolve));
    const ends = eventsIn(start.home).filter(({ state }) => state !== 'started');
    expect(ends.map(({ state }) => state)).toEqual(['succeeded', 'failed', 'succeeded']);
  });

  test('[PRX1] kill -9 of the wrapping loses nothing that was seen', async () => {
    const receiver = await startReceiver('hang');
    const start = startFor({ url: receiver.url });
    const { client, pid } = await connectWrapped(start, PROMETHEUS);
    await client.callTool({ name: 'next_task', arguments: {}, ...meta('toolu_1') });
    const seen = await kept(start.home, 3);
    process.kill(pid, 'SIGKILL');
    expect(seen.map(({ type }) => type)).toEqual(['tool.call', 'tool.call', 'task.start']);
    receiver.answerWith('accept');
    await connectWrapped(start, PROMETHEUS);
    await receiver.until(() => receiver.events.length >= 3);
  });
});

describe('a mapping file', { timeout: 60_000 }, () => {
  test('says which calls mean tasks', async () => {
    const start = startFor();
    const file = join(scratchFolder(), 'mapping.json');
    const rules = [{ tools: ['echo'], start: { taskId: 'input.text' } }];
    writeFileSync(file, JSON.stringify({ rules }));
    const { client } = await connectWrapped(start, PROMETHEUS, ['--mapping', file]);
    await client.callTool({ name: 'echo', arguments: { text: 'T-1' } });
    await client.callTool({ name: 'next_task', arguments: {} });
    const tasks = (await kept(start.home, 5)).filter(({ type }) => type !== 'tool.call');
    expect(tasks).toMatchObject([{ type: 'task.start', taskId: 'T-1' }]);
  });

  test.each([
    ['is not there', null, 'no such file'],
    ['is no JSON', '{', 'JSON'],
    [
      'names no path',
      '{"rules":[{"tools":["x"],"start":{"taskId":"id"}}]}',
      'rules.0.start.taskId',
    ],
  ])('that %s is said, and the server runs', async (_, text, fault) => {
    const file = join(scratchFolder(), 'mapping.json');
    if (text !== null) writeFileSync(file, text);
    const args = ['wrap', '--mapping', file, '--', 'sh', '-c', 'echo it runs'];
    const { code, stdout, stderr } = await runClient(startFor(), args);
    expect([code, stdout]).toEqual([0, 'it runs\n']);
    expect(stderr).toContain(file);
    expect(stderr).toContain(fault);
  });
});

describe('what wrapping costs', { timeout: 120_000 }, () => {
  /** The budget is 1 ms, measured by `npm run bench`; here a busy machine has room. */
  const MOST_ADDED_MS = 5;

  test('a call through it takes hardly longer, though the monitor hangs', async () => {
    const start = startFor({ url: (await startReceiver('hang')).url });
    const env = environmentOf(start);
    const bare = await startTimed(PROMETHEUS, env);
    const wrapped = await startTimed([start.node, start.bundle, 'wrap', '--', ...PROMETHEUS], env);
    await compareCalls(bare, wrapped, 100);
    const { bareMs, wrappedMs } = await compareCalls(bare, wrapped, 300);
    await Promise.all([bare.close(), wrapped.close()]);
    expect(wrappedMs - bareMs).toBeLessThan(MOST_ADDED_MS);
  });
});

type Kept = {
  type: string;
  sessionId: string;
  state?: string;
  toolName?: string;
  toolUseId?: string;
};

const eventsIn = (home: string): Kept[] =>
  spooled(home)
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Kept => JSON.parse(line));

/** What is in the spool once so many events are: a message is passed on before it is looked at. */
async function kept(home: string, count: number): Promise<Kept[]> {
  await expect.poll(() => eventsIn(home).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  return eventsIn(home);
}

const callLine = (id: string | number, name: string): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: {} } })}\n`;

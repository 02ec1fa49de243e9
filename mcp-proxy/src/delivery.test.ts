import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { listedTools } from '@claude-monitor/protocol/mcp/list-tools';
import { listSegments } from './spool/folder.ts';
import { spawnClient, spoolOf, startAgent } from './testing/agent.fixture.ts';
import { builtClient, rpc } from './testing/built-client.fixture.ts';
import { startReceiver } from './testing/receiver.fixture.ts';

const { startFor } = builtClient();

const progress = (index: number) => ({
  sessionId: 'infra-001',
  taskId: 't',
  progress: index / 1_000,
});

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
    expect(await agent.call('log_session_end', { sessionId: 's' })).toContain('in memory');
    await receiver.until(() => receiver.events.length === 1);
    expect(agent.stderr()).toContain('cannot write');
  });
});

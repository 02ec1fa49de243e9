import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { startReceiver, type Receiver } from '../testing/receiver.fixture.ts';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { MonitorClient } from './client.ts';
import type { MonitorError } from './monitor-error.ts';
import type { MonitorOptions } from './options.ts';

const SESSION = { sessionId: 'infra-001', agentName: 'infrastructure-specialist' };

/** A client with a spool of its own; what it complains of is collected. */
function clientFor(receiver: Pick<Receiver, 'url'> | null, options: MonitorOptions = {}) {
  const errors: MonitorError[] = [];
  const env = {
    CLAUDE_MONITOR_SPOOL: join(scratchFolder(), 'spool'),
    CLAUDE_MONITOR_DATA: '/nonexistent',
    XDG_CONFIG_HOME: '/nonexistent',
    ...(receiver === null
      ? {}
      : { CLAUDE_MONITOR_URL: receiver.url, CLAUDE_MONITOR_KEY: 'test-key' }),
  };
  const monitor = new MonitorClient({ env, onError: (error) => errors.push(error), ...options });
  onTestFinished(async () => void (await monitor.close({ timeoutMs: 0 })));
  return { monitor, errors };
}

/** Calls as a program without types writes them. */
const untyped = (monitor: MonitorClient, method: keyof MonitorClient, ...args: unknown[]) =>
  Reflect.apply(Reflect.get(monitor, method), monitor, args);

describe('MonitorClient on Node', () => {
  test('[USE6] labels of the client and of a call go with its events, and wrong ones are refused', async () => {
    const receiver = await startReceiver();
    const { monitor } = clientFor(receiver, { labels: { team: 'core', stage: 'ci' } });
    expect(await monitor.logSessionStart(SESSION)).toMatchObject({ ok: true });
    const own = { labels: { stage: 'prod', cost_center: '42' } };
    expect(await monitor.logSessionEnd({ sessionId: 'infra-001' }, own)).toMatchObject({
      ok: true,
    });
    const wrong: [unknown, string][] = [
      [{ 'my team': 'core' }, 'labels.my team'],
      [{ team: 7 }, 'labels.team'],
      [['core'], 'labels'],
      ['core', 'labels'],
    ];
    for (const [labels, path] of wrong) {
      const receipt = await untyped(monitor, 'logSessionStart', SESSION, { labels });
      expect(receipt).toMatchObject({ ok: false, error: { path } });
    }
    await receiver.until(() => receiver.events.length === 2);
    expect(receiver.events.map(({ labels }) => labels)).toEqual([
      { team: 'core', stage: 'ci' },
      { team: 'core', stage: 'prod', cost_center: '42' },
    ]);
  });

  test('[TSK1] a plan may wait for what this client planned before in its project', async () => {
    const receiver = await startReceiver();
    const { monitor } = clientFor(receiver);
    const plan = (project: string, taskId: string, dependsOn: string[] = []) =>
      monitor.logPlan({ sessionId: 's', project, tasks: [{ taskId, dependsOn }] });
    expect(await plan('dex', 'a')).toMatchObject({ ok: true });
    expect(await plan('dex', 'b', ['a'])).toMatchObject({ ok: true });
    expect(await plan('shop', 'b', ['a'])).toMatchObject({
      ok: false,
      error: { path: 'tasks[0].dependsOn[0]' },
    });
    await receiver.until(() => receiver.events.length === 2);
    expect(receiver.events[1]).toMatchObject({ taskId: 'b', dependsOn: ['a'] });
  });

  test('every call arrives as its event, in order, with the source sdk', async () => {
    const receiver = await startReceiver();
    const { monitor, errors } = clientFor(receiver, { user: 'ada', device: 'ci' });
    const sessionId = 'infra-001';
    const taskId = 't';
    await monitor.logSessionStart({ ...SESSION, model: 'claude-sonnet-4', project: 'dex' });
    await monitor.logPlan({
      sessionId,
      project: 'dex',
      tasks: [{ taskId }, { taskId: 'u', dependsOn: [taskId] }],
    });
    await monitor.logPrompt({ sessionId, text: 'PROMETHEUS create project: a shop' });
    await monitor.logTaskStart({ sessionId, taskId, taskDescription: 'x', priority: 'high' });
    await monitor.logTaskProgress({ sessionId, taskId, progress: 0.5 });
    await monitor.logSubagentStart({ sessionId, agentId: 'a1', agentType: 'reviewer' });
    await monitor.logTokenUsage({
      sessionId,
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 3,
      cacheCreationTokens: 4,
      model: 'claude-sonnet-4-5',
      requestId: 'req_1',
      agentId: 'a1',
    });
    await monitor.logSubagentEnd({ sessionId, agentId: 'a1' });
    await monitor.logError({
      sessionId,
      errorType: 'E',
      errorMessage: 'password=x',
      severity: 'low',
    });
    await monitor.logMessage({ sessionId, toAgentName: 'auditor', summary: 'look' });
    await monitor.logTaskComplete({ sessionId, taskId, status: 'success', duration: 5 });
    await monitor.logHandover({ sessionId, toSessionId: 'security-001' });
    await monitor.logSessionEnd({ sessionId });
    expect(await monitor.close()).toEqual({
      isDelivered: true,
      waiting: 0,
      keptIn: 'disk',
      lost: 0,
      losses: [],
      fault: null,
    });
    expect(receiver.events.map(({ type }) => type)).toEqual([
      'session.start',
      'task.plan',
      'task.plan',
      'prompt',
      'task.start',
      'task.progress',
      'subagent.start',
      'usage',
      'subagent.end',
      'error',
      'message',
      'task.complete',
      'handover',
      'session.end',
    ]);
    for (const event of receiver.events) {
      expect(event).toMatchObject({ sessionId, source: 'sdk', user: 'ada', device: 'ci' });
    }
    expect(receiver.events[3]).toMatchObject({ length: 33, route: 'prometheus' });
    expect(JSON.stringify(receiver.events)).not.toContain('a shop');
    expect(receiver.events[7]).toMatchObject({ requestId: 'req_1', cacheReadTokens: 3 });
    expect(receiver.events[9]).toMatchObject({ errorMessage: 'password=[redacted]' });
    expect(receiver.batches[0]?.authorization).toBe('Bearer test-key');
    expect(errors).toEqual([]);
  });

  test.each<[string, keyof MonitorClient, unknown[], string | null]>([
    ['nothing at all', 'logTaskStart', [], 'sessionId'],
    ['null', 'logTaskStart', [null], 'sessionId'],
    ['a text', 'logSessionEnd', ['infra-001'], null],
    ['a missing field', 'logTaskStart', [{ sessionId: 's' }], 'taskId'],
    ['a wrong type', 'logSessionStart', [{ sessionId: 1, agentName: 'a' }], 'sessionId'],
    ['an empty id', 'logSessionEnd', [{ sessionId: '' }], 'sessionId'],
    [
      'an unknown status',
      'logTaskComplete',
      [{ sessionId: 's', taskId: 't', status: 'done' }],
      'status',
    ],
    [
      'negative tokens',
      'logTokenUsage',
      [{ sessionId: 's', inputTokens: -1, outputTokens: 0 }],
      'inputTokens',
    ],
    [
      'a field deep inside',
      'logPlan',
      [{ sessionId: 's', project: 'p', tasks: [{ taskId: 1 }] }],
      'tasks[0].taskId',
    ],
    ['a prompt that is none', 'logPrompt', [{ sessionId: 's', text: 5 }], 'text'],
    [
      'an id that is too long',
      'logSessionEnd',
      [{ sessionId: 's' }, { id: 'x'.repeat(201) }],
      'id',
    ],
    ['a time that is none', 'logSessionEnd', [{ sessionId: 's' }, { time: new Date('x') }], 'time'],
  ])(
    'bad input is answered, not thrown, and names the field: %s',
    async (_, method, args, path) => {
      const { monitor, errors } = clientFor(null);
      errors.length = 0;
      const receipt: unknown = await untyped(monitor, method, ...args);
      expect(receipt).toMatchObject({ ok: false, error: { code: 'invalid_argument', path } });
      expect(errors).toMatchObject([{ code: 'invalid_argument', path }]);
      expect(await monitor.flush({ timeoutMs: 0 })).toMatchObject({ waiting: 0 });
    },
  );

  test.each([
    ['null', null],
    ['a number', 5],
    ['a time that is none', { timeoutMs: 'soon' }],
    ['a time before now', { timeoutMs: -1 }],
  ])('flush and close never reject, whatever they are given: %s', async (_, given) => {
    const { monitor } = clientFor(await startReceiver());
    await monitor.logSessionStart(SESSION);
    expect(await untyped(monitor, 'flush', given)).toMatchObject({ lost: 0 });
    expect(await untyped(monitor, 'close', given)).toMatchObject({ lost: 0 });
  });

  test('what cannot be read at all is answered too', async () => {
    const { monitor } = clientFor(null);
    const unreadable = {
      get id(): string {
        throw new Error('no');
      },
    };
    expect(await monitor.logSessionEnd({ sessionId: 's' }, unreadable)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
    const hostile = {
      get sessionId(): string {
        throw new Error('no');
      },
    };
    expect(await monitor.logSessionEnd(hostile)).toMatchObject({
      ok: false,
      error: { code: 'internal', cause: { message: 'no' } },
    });
  });

  test.each([
    ['null', null],
    ['a number for the URL', { url: 5, key: 5 }],
    ['null for the environment', { env: null, url: 'http://127.0.0.1:1' }],
    ['a scheme that is no web', { url: new URL('ftp://example.com'), key: 'k' }],
  ])('options that are none throw nothing, and leave calls on the disk: %s', async (_, given) => {
    const env = { CLAUDE_MONITOR_SPOOL: join(scratchFolder(), 'spool') };
    vi.stubEnv('CLAUDE_MONITOR_SPOOL', env.CLAUDE_MONITOR_SPOOL);
    vi.stubEnv('CLAUDE_MONITOR_DATA', '/nonexistent');
    vi.stubEnv('XDG_CONFIG_HOME', '/nonexistent');
    onTestFinished(() => void vi.unstubAllEnvs());
    const options = given === null ? given : { onError: () => undefined, ...given };
    const monitor: MonitorClient = Reflect.construct(MonitorClient, [options]);
    expect(await monitor.logSessionStart(SESSION)).toMatchObject({ ok: true, keptIn: 'disk' });
    expect(await monitor.close({ timeoutMs: 0 })).toMatchObject({ waiting: 1 });
  });

  test('with throwOnError a bad call rejects, and never throws at once', async () => {
    const { monitor } = clientFor(null, { throwOnError: true });
    const promise: unknown = untyped(monitor, 'logTaskStart', { sessionId: 's' });
    await expect(promise).rejects.toMatchObject({ code: 'invalid_argument', path: 'taskId' });
  });

  test('a callback that throws breaks nothing', async () => {
    const { monitor } = clientFor(null, {
      onError: () => {
        throw new Error('own fault');
      },
    });
    expect(await untyped(monitor, 'logTaskStart', {})).toMatchObject({ ok: false });
  });

  test('a plan of as many tasks as there may be is taken, one more is refused, and so is none', async () => {
    const { monitor } = clientFor(null);
    const planOf = (count: number) => ({
      sessionId: 's',
      project: 'p',
      tasks: Array.from({ length: count }, (_, index) => ({ taskId: `t${String(index)}` })),
    });
    const receipt = await monitor.logPlan(planOf(LIMITS.planTasks));
    expect(receipt.ok && receipt.eventIds.length).toBe(LIMITS.planTasks);
    expect(await monitor.flush({ timeoutMs: 0 })).toMatchObject({ waiting: LIMITS.planTasks });
    for (const count of [LIMITS.planTasks + 1, 0]) {
      expect(await monitor.logPlan(planOf(count))).toMatchObject({
        ok: false,
        error: { code: 'invalid_argument', path: 'tasks' },
      });
    }
  });

  test('a completion before its start, in a session that never started, is taken as the tools take it', async () => {
    const { monitor } = clientFor(null);
    const done = await monitor.logTaskComplete({ sessionId: 'x', taskId: 't', status: 'success' });
    expect(done).toMatchObject({ ok: true, keptIn: 'disk' });
  });

  test('[ING2] a call repeated with an id of the caller is the same event', async () => {
    const receiver = await startReceiver();
    const { monitor } = clientFor(receiver);
    const call = { sessionId: 's', project: 'p', tasks: [{ taskId: 'a' }, { taskId: 'b' }] };
    const first = await monitor.logPlan(call, { id: 'plan-1', time: 1_000 });
    expect(first).toMatchObject({ ok: true, eventIds: ['plan-1', 'plan-1.2'] });
    expect(await monitor.logPlan(call, { id: 'plan-1', time: new Date(1_000) })).toEqual(first);
    await monitor.flush();
    expect(receiver.events.map(({ id }) => id)).toEqual([
      'plan-1',
      'plan-1.2',
      'plan-1',
      'plan-1.2',
    ]);
    expect(receiver.events[0]).toMatchObject({ time: 1_000 });
  });

  test('flush in an outage says what waits and why, and delivers when the monitor is back', async () => {
    const receiver = await startReceiver(500);
    const { monitor, errors } = clientFor(receiver);
    for (let index = 0; index < 3; index++) await monitor.logSessionEnd(SESSION);
    expect(await monitor.flush({ timeoutMs: 1_000 })).toMatchObject({
      isDelivered: false,
      waiting: 3,
      keptIn: 'disk',
      fault: expect.stringContaining('HTTP 500'),
    });
    expect(errors[0]).toMatchObject({ code: 'not_delivered' });
    receiver.answerWith('accept');
    expect(await monitor.flush()).toMatchObject({ isDelivered: true, waiting: 0, fault: null });
    expect(receiver.events).toHaveLength(3);
  });

  test('without a configuration calls are kept, and flush says what to set', async () => {
    const { monitor, errors } = clientFor(null);
    expect(await monitor.logSessionStart(SESSION)).toMatchObject({ ok: true, keptIn: 'disk' });
    expect(await monitor.flush({ timeoutMs: 50 })).toMatchObject({
      waiting: 1,
      fault: expect.stringContaining('CLAUDE_MONITOR_URL'),
    });
    expect(errors[0]).toMatchObject({ code: 'not_delivered' });
  });

  test('close says what was not delivered, refuses what comes later, and may be repeated', async () => {
    const receiver = await startReceiver('hang');
    const { monitor } = clientFor(receiver);
    await monitor.logSessionStart(SESSION);
    const left = await monitor.close({ timeoutMs: 50 });
    expect(left).toMatchObject({ isDelivered: false, waiting: 1, keptIn: 'disk' });
    expect(await monitor.logSessionEnd(SESSION)).toMatchObject({
      ok: false,
      error: { code: 'closed' },
    });
    expect(await monitor.close({ timeoutMs: 0 })).toMatchObject({ waiting: 1 });
  });

  test('a disk that refuses is said, and the events are sent from memory', async () => {
    const receiver = await startReceiver();
    const { monitor, errors } = clientFor(receiver, {
      env: {
        CLAUDE_MONITOR_URL: receiver.url,
        CLAUDE_MONITOR_KEY: 'k',
        CLAUDE_MONITOR_SPOOL: '/dev/null/spool',
      },
    });
    expect(await monitor.logSessionStart(SESSION)).toMatchObject({ ok: true, keptIn: 'memory' });
    expect(errors).toMatchObject([{ code: 'not_on_disk' }]);
    expect(await monitor.flush()).toMatchObject({ isDelivered: true });
    expect(receiver.events).toHaveLength(1);
  });

  test('clients with one destination share one connection and one order', async () => {
    const receiver = await startReceiver();
    const env = {
      CLAUDE_MONITOR_URL: receiver.url,
      CLAUDE_MONITOR_KEY: 'k',
      CLAUDE_MONITOR_SPOOL: join(scratchFolder(), 'spool'),
    };
    const clients = [clientFor(null, { env }).monitor, clientFor(null, { env }).monitor];
    for (let index = 0; index < 10; index++) {
      await clients[index % 2]?.logTaskProgress({
        sessionId: 's',
        taskId: 't',
        progress: index / 10,
      });
    }
    expect(await clients[0]?.flush()).toMatchObject({ isDelivered: true });
    expect(receiver.events.map((event) => event['progress'])).toEqual(
      Array.from({ length: 10 }, (_, index) => index / 10),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import PrometheusMonitorBridge, {
  MonitorClient,
  type BridgeMonitor,
  type CallOptions,
  type Receipt,
} from './index.ts';

const TASK = { id: 'task-002', sessionId: 'task-002-session', description: 'Write it' };
const DONE = { success: true, duration: 45_000 };

type Call = { method: string; input: Record<string, unknown>; id: string | undefined };

function rig(options: { fails?: boolean } = {}) {
  const calls: Call[] = [];
  const note =
    (method: string) =>
    async (input: object, { id }: CallOptions = {}): Promise<Receipt> => {
      if (options.fails === true) throw new Error('monitor fails');
      calls.push({ method, input: { ...input }, id });
      return { ok: true, eventIds: [], keptIn: 'disk' };
    };
  const monitor: BridgeMonitor = {
    logTaskStart: note('start'),
    logTokenUsage: note('usage'),
    logTaskComplete: note('complete'),
  };
  const updates: unknown[] = [];
  const prometheus = {
    updateTaskStatus: async (id: string, result: unknown) => updates.push({ id, result }),
  };
  const idsOf = (method: string) =>
    calls.filter((call) => call.method === method).map(({ id }) => id);
  return { calls, monitor, updates, prometheus, idsOf };
}

describe('PrometheusMonitorBridge', () => {
  test('a task is logged as it goes, then Prometheus is updated when it ended', async () => {
    const { calls, monitor, updates, prometheus } = rig();
    const bridge = new PrometheusMonitorBridge({ monitor, prometheus });
    await bridge.onTaskAssigned({ ...TASK, priority: 'high', project: 'dex' });
    await bridge.onTaskProgress(TASK, { input: 10, output: 2, requestId: 'req_1' });
    expect(updates).toEqual([]);
    await bridge.onTaskComplete(TASK, DONE);
    expect(calls).toMatchObject([
      {
        method: 'start',
        input: {
          sessionId: 'task-002-session',
          taskId: 'task-002',
          taskDescription: 'Write it',
          priority: 'high',
          project: 'dex',
        },
      },
      {
        method: 'usage',
        input: { taskId: 'task-002', inputTokens: 10, outputTokens: 2, requestId: 'req_1' },
      },
      { method: 'complete', input: { taskId: 'task-002', status: 'success', duration: 45_000 } },
    ]);
    expect(updates).toEqual([{ id: 'task-002', result: DONE }]);
  });

  test('[ING2] repeated calls are the same events; another outcome is another', async () => {
    const { monitor, idsOf } = rig();
    const bridge = new PrometheusMonitorBridge({ monitor });
    await bridge.onTaskAssigned(TASK);
    await bridge.onTaskAssigned(TASK);
    await bridge.onTaskComplete(TASK, DONE);
    await bridge.onTaskComplete(TASK, { ...DONE, duration: 46_000 });
    await bridge.onTaskComplete(TASK, { success: false });
    expect(new Set(idsOf('start')).size).toBe(1);
    expect(idsOf('complete')[0]).toBe(idsOf('complete')[1]);
    expect(new Set(idsOf('complete')).size).toBe(2);
  });

  test('a task that is assigned again after it ended is tried again', async () => {
    const { monitor, idsOf } = rig();
    const bridge = new PrometheusMonitorBridge({ monitor });
    for (let attempt = 0; attempt < 2; attempt++) {
      await bridge.onTaskAssigned(TASK);
      await bridge.onTaskComplete(TASK, { success: false });
      await bridge.onTaskComplete(TASK, { success: false });
    }
    expect(new Set(idsOf('start')).size).toBe(2);
    expect(new Set(idsOf('complete')).size).toBe(2);
  });

  test('an attempt that Prometheus counts itself is taken from it', async () => {
    const { monitor, idsOf } = rig();
    const bridge = new PrometheusMonitorBridge({ monitor });
    for (const attempt of [1, 1, 2]) await bridge.onTaskAssigned({ ...TASK, attempt });
    expect(new Set(idsOf('start')).size).toBe(2);
  });

  test('equal ids in another session, project or bridge are other tasks', async () => {
    const { monitor, idsOf } = rig();
    const bridge = new PrometheusMonitorBridge({ monitor });
    await bridge.onTaskAssigned(TASK);
    await bridge.onTaskAssigned({ ...TASK, sessionId: 'other' });
    await bridge.onTaskAssigned({ ...TASK, project: 'other' });
    await new PrometheusMonitorBridge({ monitor }).onTaskAssigned(TASK);
    expect(new Set(idsOf('start')).size).toBe(4);
  });

  test('Prometheus fails: the completion is logged, and the call rejects with its error', async () => {
    const { monitor, idsOf } = rig();
    const broken = { updateTaskStatus: () => Promise.reject(new Error('prometheus is away')) };
    const bridge = new PrometheusMonitorBridge({ monitor, prometheus: broken });
    await expect(bridge.onTaskComplete(TASK, DONE)).rejects.toThrow('prometheus is away');
    await expect(bridge.onTaskComplete(TASK, DONE)).rejects.toThrow('prometheus is away');
    expect(new Set(idsOf('complete')).size).toBe(1);
  });

  test('the monitor fails: Prometheus is updated all the same', async () => {
    const { monitor, updates, prometheus } = rig({ fails: true });
    const bridge = new PrometheusMonitorBridge({ monitor, prometheus });
    const failed = { ok: false, error: { code: 'internal', cause: { message: 'monitor fails' } } };
    expect(await bridge.onTaskAssigned(TASK)).toMatchObject(failed);
    expect(await bridge.onTaskProgress(TASK, { input: 1, output: 2 })).toMatchObject(failed);
    expect(await bridge.onTaskComplete(TASK, DONE)).toMatchObject(failed);
    expect(updates).toHaveLength(1);
  });

  test('bad tasks are answered as bad calls are, and Prometheus hears of them', async () => {
    const { updates, prometheus } = rig();
    const env = { CLAUDE_MONITOR_SPOOL: scratchFolder(), CLAUDE_MONITOR_DATA: '/nonexistent' };
    const monitor = new MonitorClient({ env, onError: () => undefined });
    const bridge = new PrometheusMonitorBridge({ monitor, prometheus });
    const refused = (path: string) => ({ ok: false, error: { code: 'invalid_argument', path } });
    expect(await Reflect.apply(Reflect.get(bridge, 'onTaskAssigned'), bridge, [])).toMatchObject(
      refused('sessionId'),
    );
    expect(
      await Reflect.apply(Reflect.get(bridge, 'onTaskProgress'), bridge, [TASK]),
    ).toMatchObject(refused('inputTokens'));
    expect(await bridge.onTaskComplete({ ...TASK, id: '' }, DONE)).toMatchObject(refused('taskId'));
    expect(updates).toHaveLength(1);
  });
});

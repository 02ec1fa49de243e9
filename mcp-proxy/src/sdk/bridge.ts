import { hash64 } from '@claude-monitor/protocol/ids';
import { MonitorClient } from './client.ts';
import type { TaskStart } from './inputs.ts';
import { MonitorError } from './monitor-error.ts';
import type { Receipt } from './options.ts';

export type PrometheusTask = {
  id: string;
  /** The session of the agent that works on it. */
  sessionId: string;
  description?: string | undefined;
  priority?: TaskStart['priority'];
  project?: string | undefined;
  /** Which try this is, where Prometheus counts them; else the bridge does while it lives. */
  attempt?: number | undefined;
};

export type PrometheusTokens = {
  input: number;
  output: number;
  cacheRead?: number | undefined;
  cacheCreation?: number | undefined;
  contextWindow?: number | undefined;
  model?: string | undefined;
  /** The provider's id of the request: the figures are then measured, and a repeat counts once. */
  requestId?: string | undefined;
};

export type PrometheusResult = {
  success: boolean;
  /** Milliseconds. */
  duration?: number | undefined;
};

export type PrometheusClient<Result = PrometheusResult> = {
  updateTaskStatus: (id: string, result: Result) => unknown;
};

export type BridgeMonitor = Pick<
  MonitorClient,
  'logTaskStart' | 'logTokenUsage' | 'logTaskComplete'
>;

export type BridgeOptions<Result = PrometheusResult> = {
  /** Else a new `MonitorClient` from the saved configuration. */
  monitor?: BridgeMonitor | undefined;
  /** Without one, the bridge only logs. */
  prometheus?: PrometheusClient<Result> | undefined;
};

/** How many tasks the bridge counts the attempts of; beyond, the oldest are forgotten. */
const KEPT_TASKS = 10_000;

/**
 * Tells the monitor what Prometheus does with its tasks, and Prometheus how they ended. Calls may be
 * repeated: within a bridge, event ids are made of session, task, attempt and outcome, so a repeat is
 * the same event; after a restart the monitor itself counts a task's completion once until it is
 * started again.
 */
export class PrometheusMonitorBridge<Result extends PrometheusResult = PrometheusResult> {
  readonly monitor: BridgeMonitor;
  readonly #prometheus: PrometheusClient<Result> | undefined;
  /** Ids of two bridges differ: next week's project may use the same task ids again. */
  #scope: string | null = null;
  readonly #attempts = new Map<string, { count: number; isOver: boolean }>();

  constructor(options: BridgeOptions<Result> = {}) {
    const { monitor, prometheus } = { ...options };
    this.monitor = monitor ?? new MonitorClient();
    this.#prometheus = prometheus;
  }

  /** Logs that the task was started. Rejects only where the monitor was made with `throwOnError`. */
  async onTaskAssigned(task: PrometheusTask): Promise<Receipt> {
    const { id, sessionId, description, priority, project } = { ...task };
    const attempt = this.#attemptOf(task, 'assigned');
    return receiptOf(() =>
      this.monitor.logTaskStart(
        {
          sessionId,
          taskId: id,
          taskDescription: description,
          priority,
          project,
        },
        { id: this.#id(task, ['start', attempt]) },
      ),
    );
  }

  /** Logs what was used since the last call. Rejects only where the monitor was made with `throwOnError`. */
  async onTaskProgress(task: PrometheusTask, tokens: PrometheusTokens): Promise<Receipt> {
    const { id, sessionId } = { ...task };
    const { input, output, cacheRead, cacheCreation, ...rest } = { ...tokens };
    return receiptOf(() =>
      this.monitor.logTokenUsage({
        ...rest,
        sessionId,
        taskId: id,
        inputTokens: input,
        outputTokens: output,
        cacheReadTokens: cacheRead,
        cacheCreationTokens: cacheCreation,
      }),
    );
  }

  /**
   * Logs how the task ended, then updates Prometheus. Rejects with the error of `updateTaskStatus`,
   * after the log was kept, so that the call can be repeated; a fault of the monitor keeps no update
   * from Prometheus, and rejects only where the monitor was made with `throwOnError`.
   */
  async onTaskComplete(task: PrometheusTask, result: Result): Promise<Receipt> {
    const [receipt] = await Promise.allSettled([this.#logCompletion(task, result)]);
    await this.#prometheus?.updateTaskStatus({ ...task }.id, result);
    if (receipt.status === 'rejected') throw receipt.reason;
    return receipt.value;
  }

  async #logCompletion(task: PrometheusTask, result: Result): Promise<Receipt> {
    const { id, sessionId, project } = { ...task };
    const { success, duration } = { ...result };
    const status = success ? 'success' : 'failed';
    const attempt = this.#attemptOf(task, 'completed');
    return receiptOf(() =>
      this.monitor.logTaskComplete(
        { sessionId, taskId: id, status, duration, project },
        { id: this.#id(task, ['complete', attempt, status]) },
      ),
    );
  }

  /** A task that is assigned again after it ended is tried again; a repeated call is not. */
  #attemptOf(task: PrometheusTask, what: 'assigned' | 'completed'): number {
    const { id, sessionId, project, attempt } = { ...task };
    if (attempt !== undefined) return attempt;
    const key = JSON.stringify([sessionId, project, id]);
    const known = this.#attempts.get(key) ?? { count: 1, isOver: false };
    const isNew = what === 'assigned' && known.isOver;
    const count = isNew ? known.count + 1 : known.count;
    this.#attempts.delete(key);
    this.#attempts.set(key, { count, isOver: what === 'completed' });
    const oldest = this.#attempts.keys().next();
    if (this.#attempts.size > KEPT_TASKS && oldest.done !== true)
      this.#attempts.delete(oldest.value);
    return count;
  }

  #id(task: PrometheusTask, parts: readonly unknown[]): string {
    const { id, sessionId, project } = { ...task };
    this.#scope ??= crypto.randomUUID();
    const idParts = [this.#scope, sessionId, project, id, ...parts];
    return `bridge-${hash64(JSON.stringify(idParts))}`;
  }
}

/** Whatever a monitor does, its fault is an answer; a client made with `throwOnError` wants it thrown. */
async function receiptOf(log: () => Promise<Receipt>): Promise<Receipt> {
  try {
    return await log();
  } catch (error) {
    if (error instanceof MonitorError) throw error;
    const text = error instanceof Error ? error.message : 'for no known reason';
    return {
      ok: false,
      error: new MonitorError('internal', `the monitor failed: ${text}`, { cause: error }),
    };
  }
}

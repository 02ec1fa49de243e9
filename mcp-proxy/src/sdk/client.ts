import { platform } from '#sdk-platform';
import { logTool, type LogTool } from '@claude-monitor/protocol/tools/tools';
import { eventsOfCall } from '@claude-monitor/protocol/mcp/events-of-call';
import { earlierTasksOf } from '@claude-monitor/protocol/plan/earlier-tasks';
import { FaultLog } from '../fault-log.ts';
import { KnownPlans } from '../known-plans.ts';
import { message, prompt, subagentEnd, subagentStart, tokenUsage } from './calls.ts';
import type {
  ErrorReport,
  Handover,
  Message,
  Plan,
  Prompt,
  SessionEnd,
  SessionStart,
  SubagentEnd,
  SubagentStart,
  TaskComplete,
  TaskProgress,
  TaskStart,
  TokenUsage,
} from './inputs.ts';
import type { EventQueue } from './event-queue.ts';
import { MonitorError } from './monitor-error.ts';
import type { CallOptions, Delivery, DeliveryOptions, MonitorOptions, Receipt } from './options.ts';

const FLUSH_MS = 10_000;
const CLOSE_MS = 2_000;
/** Of a timer. */
const LONGEST_MS = 2_147_483_647;

/**
 * Logs what agents do. A call is kept at once (on Node on the disk) and sent in the background; it
 * never waits for the network, and by default neither throws nor rejects: the receipt says what was
 * wrong. The calls and their arguments are those of the MCP tools.
 */
export class MonitorClient {
  readonly #planned = new KnownPlans();
  readonly #queue: EventQueue;
  readonly #caller: ReturnType<typeof platform.callerOf>;
  readonly #parentSessionId: string | undefined;
  readonly #labels: MonitorOptions['labels'];
  readonly #throwOnError: boolean;
  readonly #report: (error: MonitorError) => void;
  readonly #losses = new Map<string, Delivery['losses'][number]>();
  readonly #unsubscribe: () => void;
  #isClosed = false;

  constructor(options: MonitorOptions = {}) {
    // A copy: what is no object has no options.
    const { env, waitUntil, user, device, parentSessionId, onError, ...rest } = { ...options };
    this.#throwOnError = rest.throwOnError === true;
    this.#parentSessionId = parentSessionId;
    this.#labels = rest.labels;
    this.#report = reporter(onError);
    this.#caller = {
      ...platform.callerOf(env),
      ...(user === undefined ? {} : { user }),
      ...(device === undefined ? {} : { device }),
    };
    const flags = { url: textOf(rest.url), key: textOf(rest.key) };
    this.#queue = platform.openQueue({ flags, env, waitUntil });
    this.#unsubscribe = this.#queue.subscribe({
      onState: (topic, fault) => {
        if (fault === null || (topic !== 'exporter' && topic !== 'spool')) return;
        this.#report(
          new MonitorError(topic === 'exporter' ? 'not_delivered' : 'not_on_disk', fault),
        );
      },
      onLoss: (loss) => {
        const name = `${loss.kind} ${loss.reason}`;
        const count = loss.count + (this.#losses.get(name)?.count ?? 0);
        this.#losses.set(name, { ...loss, count });
        const sentence = `${String(loss.count)} events ${loss.kind}: ${loss.reason}`;
        this.#report(new MonitorError('lost', sentence));
      },
    });
    const fault = this.#queue.fault();
    if (fault !== null) this.#report(new MonitorError('not_delivered', fault));
  }

  /** An agent begins to work: once, before its other calls. */
  logSessionStart(session: SessionStart, options?: CallOptions): Promise<Receipt> {
    return this.#log(logTool('log_session_start'), session, options);
  }

  logTaskStart(task: TaskStart, options?: CallOptions): Promise<Receipt> {
    return this.#log(logTool('log_task_start'), task, options);
  }

  /** `progress` from 0 to 1. */
  logTaskProgress(task: TaskProgress, options?: CallOptions): Promise<Receipt> {
    return this.#log(logTool('log_task_progress'), task, options);
  }

  /** Tokens used since the last call; with the provider's `requestId` they count as measured. */
  logTokenUsage(usage: TokenUsage, options?: CallOptions): Promise<Receipt> {
    return this.#log(tokenUsage, usage, options);
  }

  logTaskComplete(task: TaskComplete, options?: CallOptions): Promise<Receipt> {
    return this.#log(logTool('log_task_complete'), task, options);
  }

  logError(error: ErrorReport, options?: CallOptions): Promise<Receipt> {
    return this.#log(logTool('log_error'), error, options);
  }

  /** A project as tasks and what each depends on. */
  logPlan(plan: Plan, options?: CallOptions): Promise<Receipt> {
    return this.#log(logTool('log_plan'), plan, options);
  }

  logHandover(handover: Handover, options?: CallOptions): Promise<Receipt> {
    return this.#log(logTool('log_handover'), handover, options);
  }

  logMessage(sent: Message, options?: CallOptions): Promise<Receipt> {
    return this.#log(message, sent, options);
  }

  /** A session spawned a subagent: a part of it, whose usage is logged with its `agentId`. */
  logSubagentStart(subagent: SubagentStart, options?: CallOptions): Promise<Receipt> {
    return this.#log(subagentStart, subagent, options);
  }

  logSubagentEnd(subagent: SubagentEnd, options?: CallOptions): Promise<Receipt> {
    return this.#log(subagentEnd, subagent, options);
  }

  /** Records the length of a prompt and where it goes; its text is not sent. */
  logPrompt(input: Prompt, options?: CallOptions): Promise<Receipt> {
    return this.#log(prompt, input, options);
  }

  logSessionEnd(session: SessionEnd, options?: CallOptions): Promise<Receipt> {
    return this.#log(logTool('log_session_end'), session, options);
  }

  /** Waits until the monitor has everything, or the time is over; says what is left. Never rejects. */
  async flush(options?: DeliveryOptions): Promise<Delivery> {
    return this.#deliver(timeoutOf(options, FLUSH_MS));
  }

  async #deliver(timeoutMs: number): Promise<Delivery> {
    await this.#queue.flush(timeoutMs);
    const waiting = this.#queue.countWaiting();
    const losses = [...this.#losses.values()];
    const lost = losses.reduce((sum, { count }) => sum + count, 0);
    return {
      isDelivered: waiting === 0 && lost === 0,
      waiting,
      keptIn: this.#queue.place,
      lost,
      losses,
      fault: waiting === 0 ? null : this.#queue.fault(),
    };
  }

  /**
   * The last flush; later calls are refused. What waits on a disk is sent later, by this process or
   * the next one; what waits in memory is gone with it.
   */
  async close(options?: DeliveryOptions): Promise<Delivery> {
    this.#isClosed = true;
    const delivery = await this.#deliver(timeoutOf(options, CLOSE_MS));
    this.#unsubscribe();
    return delivery;
  }

  #log(tool: LogTool, input: unknown, options: CallOptions | undefined): Promise<Receipt> {
    const receipt = this.#take(tool, input, options);
    if (receipt.ok) return Promise.resolve(receipt);
    this.#report(receipt.error);
    return this.#throwOnError ? Promise.reject(receipt.error) : Promise.resolve(receipt);
  }

  /** Kept before it returns: a process may end right after a call that it did not wait for. */
  #take(tool: LogTool, input: unknown, options: CallOptions | undefined): Receipt {
    if (this.#isClosed) return refused('closed', `${tool.name} came after close()`);
    try {
      const { id, time, labels } = { ...options };
      const waited = earlierTasksOf(tool.name, input);
      const call = eventsOfCall(tool, input, {
        ...(waited === null ? {} : { earlierTasks: this.#planned.among(waited) }),
        newId: idsFrom(id),
        now: time === undefined ? Date.now() : Number(time),
        source: 'sdk',
        ...labelsOf(this.#labels, labels),
        ...this.#caller,
        ...(this.#parentSessionId === undefined ? {} : { parentSessionId: this.#parentSessionId }),
      });
      if (!call.ok) {
        const faults = call.faults.map(({ path, message }) => `${path || 'arguments'}: ${message}`);
        const text = `${tool.name} was not recorded. ${faults.join('; ')}`;
        return refused('invalid_argument', text, { path: call.faults[0].path || null });
      }
      this.#planned.add(tool.name, input);
      const keptIn = this.#queue.keep(call.events.map((event) => JSON.stringify(event)));
      return { ok: true, eventIds: call.events.map((event) => event.id), keptIn };
    } catch (error) {
      return refused('internal', `${tool.name} was not recorded`, { cause: error });
    }
  }
}

/** Whatever a program without types gives; what is no URL is reported as that. */
const textOf = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

/** What is no time, from a program without types, is as good as none. */
function timeoutOf(options: DeliveryOptions | undefined, otherwise: number): number {
  const input: unknown = { ...options }.timeoutMs;
  if (typeof input !== 'number' || Number.isNaN(input)) return otherwise;
  return Math.round(Math.min(Math.max(input, 0), LONGEST_MS));
}

/** New ids, or those that a caller derived so that a repeated call counts once. */
function idsFrom(id: string | undefined): () => string {
  if (id === undefined) return () => crypto.randomUUID();
  let count = 0;
  return () => (count++ === 0 ? id : `${id}.${String(count)}`);
}

const refused = (
  code: MonitorError['code'],
  text: string,
  options: { path?: string | null; cause?: unknown } = {},
): Receipt => ({ ok: false, error: new MonitorError(code, text, options) });

/** A caller's callback must not break the caller's work either; without one, each fault is said once. */
function reporter(onError: MonitorOptions['onError']): (error: MonitorError) => void {
  const faults = new FaultLog((line) => {
    console.warn(line.trimEnd());
  });
  return (error) => {
    if (onError === undefined) return faults.report(error.code, error.message);
    try {
      onError(error);
    } catch {
      // The callback's own fault.
    }
  };
}

type Labels = MonitorOptions['labels'];

/** What is no object is passed on as it is: the schema of events refuses it by its name. */
function labelsOf(ofClient: Labels, ofCall: Labels): { labels?: Readonly<Record<string, string>> } {
  const wrong = [ofCall, ofClient].find((labels) => labels !== undefined && !isRecord(labels));
  if (wrong !== undefined) return { labels: wrong };
  const labels = { ...ofClient, ...ofCall };
  return Object.keys(labels).length === 0 ? {} : { labels };
}

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

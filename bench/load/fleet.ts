import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { seededRandom } from './random.ts';

const AGENTS = ['infrastructure-specialist', 'solidity-developer', 'security-auditor'];
const MODELS = ['claude-sonnet-4-5-20250929', 'claude-opus-4-1-20250805'];
const TOOLS = ['Bash', 'Read', 'Edit', 'Grep', 'Write', 'WebFetch'];

type Worker = {
  about: {
    sessionId: string;
    agentName: string;
    model: string;
    project: string;
    user: string;
    device: string;
  };
  openTool: { toolUseId: string; toolName: string } | null;
  task: { taskId: string; progress: number } | null;
};

/**
 * A team at work: sessions whose events follow from one another, in the mix of a real fleet (tool
 * calls above all, then usage, then tasks, states, prompts, errors and handovers).
 */
export class Fleet {
  readonly #random: () => number;
  readonly #run: string;
  readonly #workers: Worker[];
  #count = 0;

  /** `run` makes ids unique among the generators of one measurement; sessions are shared by all. */
  constructor(options: { run: string; sessions: number; seed: number }) {
    this.#run = options.run;
    this.#random = seededRandom(options.seed);
    this.#workers = Array.from({ length: options.sessions }, (_, index) => newWorker(index));
  }

  next(now: number): TelemetryEventInput {
    const worker = this.#pick(this.#workers);
    const base = {
      id: this.#newId('evt'),
      time: now,
      ...worker.about,
      source: 'hook' as const,
      promptId: `${this.#run}-prompt-${String(this.#count >> 9)}`,
    };
    const kind = this.#random();
    if (kind < 0.55) return { ...base, ...this.#toolCall(worker) };
    if (kind < 0.7) return { ...base, source: 'otlp', ...this.#usage() };
    if (kind < 0.8) return { ...base, source: 'mcp', ...this.#task(worker) };
    if (kind < 0.9) {
      const state = this.#pick(['working', 'waiting', 'turn_over'] as const);
      return { ...base, type: 'session.state', state, reason: 'the state that a hook reported' };
    }
    if (kind < 0.95) return { ...base, type: 'prompt', length: this.#upTo(4_000), route: 'claude' };
    return { ...base, source: 'mcp', ...this.#rest() };
  }

  #toolCall(worker: Worker) {
    const open = worker.openTool;
    if (open !== null) {
      worker.openTool = null;
      const state = this.#random() < 0.95 ? ('succeeded' as const) : ('failed' as const);
      return { type: 'tool.call' as const, ...open, state, duration: this.#upTo(20_000) };
    }
    worker.openTool = { toolUseId: this.#newId('toolu'), toolName: this.#pick(TOOLS) };
    const fingerprint = this.#newId('print');
    return {
      type: 'tool.call' as const,
      ...worker.openTool,
      state: 'started' as const,
      fingerprint,
    };
  }

  #usage() {
    return {
      type: 'usage' as const,
      requestId: this.#newId('req'),
      messageId: this.#newId('msg'),
      inputTokens: this.#upTo(300),
      outputTokens: this.#upTo(2_000),
      cacheReadTokens: this.#upTo(120_000),
      cacheCreationTokens: this.#upTo(5_000),
      clientCostMicros: this.#upTo(90_000),
      querySource: 'repl_main_thread',
    };
  }

  #task(worker: Worker) {
    if (worker.task === null) {
      worker.task = { taskId: this.#newId('task'), progress: 0 };
      const taskDescription = 'Provision the staging cluster and check its certificates';
      const { taskId } = worker.task;
      return { type: 'task.start' as const, taskId, taskDescription, priority: 'high' as const };
    }
    const { taskId, progress } = worker.task;
    if (progress >= 0.8) {
      worker.task = null;
      const status = this.#random() < 0.9 ? ('success' as const) : ('failed' as const);
      return { type: 'task.complete' as const, taskId, status, duration: this.#upTo(900_000) };
    }
    worker.task.progress = progress + 0.2;
    return { type: 'task.progress' as const, taskId, progress: worker.task.progress };
  }

  #rest() {
    if (this.#random() < 0.5) {
      return {
        type: 'error' as const,
        errorType: this.#pick(['timeout', 'network', 'validation']),
        errorMessage: 'The command did not end within 120 seconds and was stopped',
        severity: 'medium' as const,
      };
    }
    const summary = 'The contracts are deployed; please audit the upgrade path next.';
    return { type: 'handover' as const, toAgentName: this.#pick(AGENTS), summary };
  }

  #newId(prefix: string): string {
    this.#count++;
    return `${prefix}_${this.#run}_${String(this.#count).padStart(12, '0')}`;
  }

  #upTo(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[this.#upTo(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

function newWorker(index: number): Worker {
  const number = String(index).padStart(12, '0');
  const machine = Math.floor(index / 5);
  return {
    about: {
      sessionId: `5e551011-0000-4000-8000-${number}`,
      agentName: AGENTS[index % AGENTS.length] ?? '',
      model: MODELS[index % MODELS.length] ?? '',
      project: `project-${String(index % 4)}`,
      user: `engineer-${String(machine)}@example.com`,
      device: `laptop-${String(machine)}`,
    },
    openTool: null,
    task: null,
  };
}

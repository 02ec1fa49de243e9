import type { Config, Destination } from '../config.ts';
import type { Loss } from '../spool/loss-log.ts';
import type { BatchLimits, SpoolBatch } from '../spool/segment-queue.ts';
import { batchBody, readableLines } from './batch.ts';
import { decide, nextTryMs, type Outcome } from './decide.ts';
import type { Send } from './http-send.ts';
import { EXPORTER_LIMITS } from './exporter-limits.ts';

export type BatchSource = {
  next: (limits: BatchLimits) => SpoolBatch | null;
  lose: (loss: Loss) => void;
};

export type ExporterDeps = {
  source: BatchSource;
  /** Asked again after each fault, so that a configuration made later is found. */
  config: () => Config;
  send: Send;
  now: () => number;
  random: () => number;
  /** Runs `task` later; answers how to take it back. */
  schedule: (delayMs: number, task: () => void) => () => void;
  /** Says the state of a topic to people: a message, or null when all is well again. */
  report: (topic: string, message: string | null) => void;
  onDelivered: () => void;
};

/** How a batch went, and when to go on; null: nothing waits. */
type Step = { isFault: boolean; delayMs: number } | null;

/** Sends what waits, one batch at a time, in the background. Nobody waits for it. */
export class Exporter {
  readonly #deps: ExporterDeps;
  #attempt = 0;
  #batchEvents: number = EXPORTER_LIMITS.batchEvents;
  #cancelTimer: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #isClosed = false;
  /** Something came since the source was last asked: it may have said that nothing waits. */
  #hasNewEvents = false;
  #knownConfig: Config | null = null;
  #isFailing = false;

  constructor(deps: ExporterDeps) {
    this.#deps = deps;
  }

  /** Nothing could be sent lately: for want of a destination, or because it does not take it. */
  get isFailing(): boolean {
    return this.#isFailing || this.#config().destination === null;
  }

  /** Something waits. Sends soon, unless a batch is out or a failed one waits for its next try. */
  start(): void {
    this.#hasNewEvents = true;
    if (this.#running === null && this.#cancelTimer === null) this.#later(EXPORTER_LIMITS.lingerMs);
  }

  /** Somebody waits for it: sends at once, also while a failed batch waits for its next try. */
  forceFlush(): void {
    this.#hasNewEvents = true;
    if (this.#running !== null) return;
    this.#cancelTimer?.();
    this.#later(0);
  }

  /** One last try within `budgetMs`; then nothing is sent any more. Idempotent. */
  async close(budgetMs: number): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTimer?.();
    const deadline = this.#deps.now() + budgetMs;
    let cancel = (): void => undefined;
    const timeUp = new Promise<void>((resolve) => {
      cancel = this.#deps.schedule(budgetMs, resolve);
    });
    await Promise.race([timeUp, this.#shutdown(deadline)]);
    cancel();
  }

  async #shutdown(deadline: number): Promise<void> {
    await this.#running;
    let step: Step = { isFault: false, delayMs: 0 };
    while (step !== null && !step.isFault && this.#deps.now() < deadline) {
      step = await this.#sendOne(deadline - this.#deps.now());
    }
  }

  #later(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancelTimer = this.#deps.schedule(delayMs, () => {
      this.#cancelTimer = null;
      this.#running = this.#drain().finally(() => {
        this.#running = null;
        if (this.#hasNewEvents) this.start();
      });
    });
  }

  async #drain(): Promise<void> {
    let step: Step;
    do {
      step = await this.#sendOne(EXPORTER_LIMITS.timeoutMs);
    } while (step?.delayMs === 0 && !this.#isClosed);
    if (step !== null) this.#later(step.delayMs);
  }

  /** Never rejects. */
  async #sendOne(timeoutMs: number): Promise<Step> {
    try {
      return await this.#trySend(timeoutMs);
    } catch (error) {
      const delayMs = nextTryMs({ attempt: this.#attempt++, random: this.#deps.random() });
      return this.#fault(error instanceof Error ? error.message : 'unknown fault', delayMs);
    }
  }

  async #trySend(timeoutMs: number): Promise<Step> {
    const { source, now } = this.#deps;
    this.#hasNewEvents = false;
    const batch = source.next({
      events: this.#batchEvents,
      bytes: EXPORTER_LIMITS.batchBytes,
    });
    if (batch === null) return null;
    const { destination, problem } = this.#config();
    if (destination === null) {
      return this.#fault(problem ?? 'no destination', EXPORTER_LIMITS.unconfiguredMs);
    }
    const lines = readableLines(batch.lines);
    const body = await batchBody(lines, now());
    const outcome = await this.#deps.send(destination, body, timeoutMs);
    return this.#settle(outcome, { batch, sent: lines.length, destination });
  }

  #settle(
    outcome: Outcome,
    { batch, sent, destination }: { batch: SpoolBatch; sent: number; destination: Destination },
  ): Step {
    const { now, random, onDelivered, report } = this.#deps;
    const verdict = decide(outcome, { sent, attempt: this.#attempt, random: random(), now: now() });
    switch (verdict.kind) {
      case 'retry':
        this.#attempt += 1;
        return this.#fault(`${destination.url}: ${verdict.fault}`, verdict.delayMs);
      case 'halve':
        this.#batchEvents = Math.max(1, Math.floor(batch.lines.length / 2));
        return { isFault: false, delayMs: 0 };
      case 'discard':
        this.#lose('rejected', verdict.reason, sent);
        break;
      case 'done':
        for (const [reason, count] of verdict.rejected) this.#lose('rejected', reason, count);
        onDelivered();
        report('exporter', null);
    }
    const damaged = batch.lines.length - sent;
    if (damaged > 0) this.#lose('unreadable', 'damaged on the disk', damaged);
    batch.commit(batch.lines.length);
    const wasFull = batch.lines.length >= this.#batchEvents;
    this.#attempt = 0;
    this.#isFailing = false;
    this.#batchEvents = EXPORTER_LIMITS.batchEvents;
    return { isFault: false, delayMs: wasFull ? 0 : EXPORTER_LIMITS.batchIntervalMs };
  }

  #lose(kind: Loss['kind'], reason: string, count: number): void {
    this.#deps.source.lose({ kind, reason, count });
    this.#deps.report('losses', `${String(count)} events ${kind}: ${reason}`);
  }

  #fault(message: string, delayMs: number): Step {
    // Files may say something else next time: a new key, a monitor that was started meanwhile.
    this.#knownConfig = null;
    this.#isFailing = true;
    this.#deps.report('exporter', `events wait on this machine: ${message}`);
    return { isFault: true, delayMs: Math.max(1, delayMs) };
  }

  #config(): Config {
    const known = this.#knownConfig;
    if (known !== null && known.destination !== null) return known;
    return (this.#knownConfig = this.#deps.config());
  }
}

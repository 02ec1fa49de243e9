import { NOT_CONFIGURED } from '@claude-monitor/protocol/client-faults';
import type { Config, Destination } from '../config.ts';
import type { Loss } from '../spool/loss-log.ts';
import type { BatchLimits, SpoolBatch } from '../spool/segment-queue.ts';
import { batchBody, readableLines } from './batch.ts';
import { decide, nextTryMs, type Outcome } from './decide.ts';
import type { Send } from './http-send.ts';
import { EXPORTER_LIMITS } from './exporter-limits.ts';
import type { Fault } from './fault.ts';

export type BatchSource = {
  next: (limits: BatchLimits) => SpoolBatch | null;
  /** `lines`: the events themselves, to be set aside. */
  lose: (loss: Loss, lines: readonly string[]) => void;
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
  /** When somebody else's clock last said what this one says. */
  #clockConfirmedAt: number | null = null;
  #isFailing = false;
  #lastFault: Fault | null = null;

  constructor(deps: ExporterDeps) {
    this.#deps = deps;
  }

  /** Nothing could be sent lately: for want of a destination, or because it does not take it. */
  get isFailing(): boolean {
    return this.#isFailing || this.#config().destination === null;
  }

  /** Why nothing can be sent; null when nothing is known to be in the way. */
  get lastFault(): Fault | null {
    return this.#lastFault;
  }

  /** Lately an answer, whatever it was, had the time that it is here. */
  get isClockConfirmed(): boolean {
    const at = this.#clockConfirmedAt;
    return at !== null && Math.abs(this.#deps.now() - at) <= EXPORTER_LIMITS.clockMs;
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

  /** Asks whether the key is taken before anything waits, so that what is wrong is known by then. Never rejects. */
  async probe(): Promise<void> {
    const { send, now, random, report } = this.#deps;
    const { destination, problem } = this.#config();
    if (destination === null) {
      return this.#recordFault({ cause: 'unset', message: problem ?? 'no destination' });
    }
    const outcome = await send(destination, await batchBody([], now()), EXPORTER_LIMITS.probeMs);
    const verdict = decide(outcome, { sent: 0, attempt: 0, random: random(), now: now() });
    if (verdict.kind === 'retry') {
      const { cause, fault } = verdict;
      this.#recordFault({ cause, message: `${destination.url}: ${fault}` });
    } else if (this.#lastFault !== null) {
      this.#lastFault = null;
      report('exporter', null);
    }
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
      const message = error instanceof Error ? error.message : 'unknown fault';
      return this.#fault({ cause: 'other', message }, delayMs);
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
      const message = problem ?? NOT_CONFIGURED;
      return this.#fault({ cause: 'unset', message }, EXPORTER_LIMITS.unconfiguredMs);
    }
    const lines = readableLines(batch.lines);
    if (lines.length === 0) return this.#complete(batch, lines);
    const body = await batchBody(lines, now());
    const outcome = await this.#deps.send(destination, body, timeoutMs);
    this.#compareClocks(outcome);
    return this.#apply(outcome, { batch, lines, destination });
  }

  #compareClocks(outcome: Outcome): void {
    const theirs = outcome.kind === 'answer' ? Date.parse(outcome.date ?? '') : NaN;
    const ours = this.#deps.now();
    if (Math.abs(theirs - ours) <= EXPORTER_LIMITS.clockMs) this.#clockConfirmedAt = ours;
  }

  #apply(
    outcome: Outcome,
    {
      batch,
      lines,
      destination,
    }: { batch: SpoolBatch; lines: readonly string[]; destination: Destination },
  ): Step {
    const { now, random, onDelivered, report } = this.#deps;
    const context = { attempt: this.#attempt, random: random(), now: now() };
    const verdict = decide(outcome, { sent: lines.length, ...context });
    switch (verdict.kind) {
      case 'retry':
        this.#attempt += 1;
        return this.#fault(
          { cause: verdict.cause, message: `${destination.url}: ${verdict.fault}` },
          verdict.delayMs,
        );
      case 'halve':
        this.#batchEvents = Math.max(1, Math.floor(batch.lines.length / 2));
        return { isFault: false, delayMs: 0 };
      case 'discard':
        this.#lose('rejected', verdict.reason, lines);
        break;
      case 'done':
        for (const [reason, places] of verdict.rejected) {
          this.#lose(
            'rejected',
            reason,
            places.flatMap((place) => lines[place] ?? []),
          );
        }
        this.#lastFault = null;
        onDelivered();
        report('exporter', null);
    }
    return this.#complete(batch, lines);
  }

  /** Lets go of a batch whose readable `lines` are settled. */
  #complete(batch: SpoolBatch, lines: readonly string[]): Step {
    if (lines.length < batch.lines.length) {
      const readable = new Set(lines);
      const damaged = batch.lines.filter((line) => !readable.has(line));
      this.#lose('unreadable', 'damaged on the disk', damaged);
    }
    batch.commit(batch.lines.length);
    const wasFull = batch.lines.length >= this.#batchEvents;
    this.#attempt = 0;
    this.#isFailing = false;
    // By steps: where a bound on the way made it smaller, the next ones would be refused as well.
    this.#batchEvents = Math.min(EXPORTER_LIMITS.batchEvents, this.#batchEvents * 2);
    return { isFault: false, delayMs: wasFull ? 0 : EXPORTER_LIMITS.batchIntervalMs };
  }

  #lose(kind: Loss['kind'], reason: string, lines: readonly string[]): void {
    const count = lines.length;
    this.#deps.source.lose({ kind, reason, count }, lines);
    this.#deps.report('losses', `${String(count)} events ${kind}: ${reason}`);
  }

  #fault(fault: Fault, delayMs: number): Step {
    this.#isFailing = true;
    this.#recordFault(fault);
    return { isFault: true, delayMs: Math.max(1, delayMs) };
  }

  #recordFault(fault: Fault): void {
    // Files may say something else next time: a new key, a monitor that was started meanwhile.
    this.#knownConfig = null;
    this.#lastFault = fault;
    this.#deps.report('exporter', `events wait on this machine: ${fault.message}`);
  }

  #config(): Config {
    const known = this.#knownConfig;
    if (known !== null && known.destination !== null) return known;
    return (this.#knownConfig = this.#deps.config());
  }
}

import type { Config, Destination } from '../config.ts';
import type { Loss } from '../spool/ledger.ts';
import type { SpoolBatch } from '../spool/spool.ts';
import { batchBody, readableLines } from './batch.ts';
import { backoffMs, decide, type Outcome } from './decide.ts';
import type { Send } from './http-send.ts';
import { UPLINK_LIMITS } from './uplink-limits.ts';

/** The spool, as the uplink sees it. */
export type BatchSource = {
  next: (limits: { events: number; bytes: number }) => SpoolBatch | null;
  lose: (loss: Loss) => void;
};

export type UplinkPorts = {
  source: BatchSource;
  /** Asked before each batch, so that a configuration made later is found. */
  config: () => Config;
  send: Send;
  now: () => number;
  random: () => number;
  /** Runs `task` later; answers how to take it back. */
  schedule: (delayMs: number, task: () => void) => () => void;
  /** Says the state of a topic to people: a message, or null when all is well again. */
  report: (topic: string, message: string | null) => void;
  onDelivered: (events: number) => void;
};

/** Sends what waits, one batch at a time, in the background. Nobody waits for it. */
export class Uplink {
  readonly #ports: UplinkPorts;
  #attempt = 0;
  #batchEvents: number = UPLINK_LIMITS.batchEvents;
  #cancelTimer: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #isClosed = false;
  /** Something came since the source was last asked: it may have said that nothing waits. */
  #hasNews = false;

  constructor(ports: UplinkPorts) {
    this.#ports = ports;
  }

  /** Something waits. Sends soon, unless a batch is out or a failed one waits for its next try. */
  wake(): void {
    this.#hasNews = true;
    if (this.#running === null && this.#cancelTimer === null) this.#later(UPLINK_LIMITS.lingerMs);
  }

  /** One last try within `budgetMs`; then nothing is sent any more. Idempotent. */
  async close(budgetMs: number): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTimer?.();
    const deadline = this.#ports.now() + budgetMs;
    let cancel = (): void => undefined;
    const timeUp = new Promise<void>((resolve) => {
      cancel = this.#ports.schedule(budgetMs, resolve);
    });
    await Promise.race([timeUp, this.#farewell(deadline)]);
    cancel();
  }

  async #farewell(deadline: number): Promise<void> {
    await this.#running;
    let delayMs: number | null = 0;
    while (delayMs === 0 && this.#ports.now() < deadline) {
      delayMs = await this.#sendOne(deadline - this.#ports.now());
    }
  }

  #later(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancelTimer = this.#ports.schedule(delayMs, () => {
      this.#cancelTimer = null;
      this.#running = this.#drain().finally(() => {
        this.#running = null;
        if (this.#hasNews) this.wake();
      });
    });
  }

  async #drain(): Promise<void> {
    let delayMs: number | null = 0;
    while (delayMs === 0 && !this.#isClosed) delayMs = await this.#sendOne(UPLINK_LIMITS.timeoutMs);
    if (delayMs !== null && delayMs > 0) this.#later(delayMs);
  }

  /** Answers when to go on: 0 at once, null when nothing waits. Never rejects. */
  async #sendOne(timeoutMs: number): Promise<number | null> {
    try {
      return await this.#trySend(timeoutMs);
    } catch (error) {
      const message = error instanceof Error ? error.message : 'unknown fault';
      this.#ports.report('uplink', message);
      return Math.max(1, backoffMs(this.#attempt++, this.#ports.random()));
    }
  }

  async #trySend(timeoutMs: number): Promise<number | null> {
    const { source, now } = this.#ports;
    this.#hasNews = false;
    const batch = source.next({
      events: this.#batchEvents,
      bytes: UPLINK_LIMITS.batchBytes,
    });
    if (batch === null) return null;
    const { destination, problem } = this.#ports.config();
    if (destination === null) {
      this.#ports.report(
        'uplink',
        `events are kept on this machine: ${problem ?? 'no destination'}`,
      );
      return UPLINK_LIMITS.unconfiguredMs;
    }
    const lines = readableLines(batch.lines);
    const damaged = batch.lines.length - lines.length;
    if (damaged > 0) source.lose({ kind: 'unreadable', reason: 'damaged line', count: damaged });
    if (lines.length === 0) {
      batch.commit(batch.lines.length);
      return 0;
    }
    const body = await batchBody(lines, now());
    const outcome = await this.#ports.send(destination, body, timeoutMs);
    return this.#settle(outcome, { batch, sent: lines.length, destination });
  }

  #settle(
    outcome: Outcome,
    { batch, sent, destination }: { batch: SpoolBatch; sent: number; destination: Destination },
  ): number {
    const { source, report, onDelivered, random, now } = this.#ports;
    const verdict = decide(outcome, { sent, attempt: this.#attempt, random: random(), now: now() });
    switch (verdict.kind) {
      case 'retry':
        this.#attempt += 1;
        report('uplink', `events wait on this machine, ${destination.url}: ${verdict.fault}`);
        return Math.max(1, verdict.delayMs);
      case 'halve':
        this.#batchEvents = Math.max(
          1,
          Math.floor(Math.min(this.#batchEvents, batch.lines.length) / 2),
        );
        return 0;
      case 'discard':
        source.lose({ kind: 'rejected', reason: verdict.reason, count: sent });
        report('rejections', `the server refused an event: ${verdict.reason}`);
        break;
      case 'done':
        for (const [reason, count] of countedReasons(verdict.rejected)) {
          source.lose({ kind: 'rejected', reason, count });
          report('rejections', `the server refused ${String(count)} events: ${reason}`);
        }
        onDelivered(sent - verdict.rejected.length);
        report('uplink', null);
    }
    batch.commit(batch.lines.length);
    this.#attempt = 0;
    this.#batchEvents = UPLINK_LIMITS.batchEvents;
    return 0;
  }
}

function countedReasons(
  rejected: readonly { code?: string | undefined; path?: string | undefined }[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code, path } of rejected) {
    const reason = path === undefined ? (code ?? 'rejected') : `${code ?? 'rejected'} at ${path}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}

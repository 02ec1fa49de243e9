import { noAnswerWords, slowWords } from '@claude-monitor/protocol/api/refusal';
import { NOT_CONFIGURED } from '@claude-monitor/protocol/client-faults';
import { decide, type Outcome } from '../exporter/decide.ts';
import { EXPORTER_LIMITS } from '../exporter/exporter-limits.ts';
import { resolveConfig, type Config, type Destination } from '../resolve-config.ts';
import { MemoryBuffer } from '../spool/memory-buffer.ts';
import type { Loss } from '../spool/loss-log.ts';
import type { EventQueue, QueueListener, QueueOptions } from './event-queue.ts';
import { textsOf } from './texts-of.ts';

const MEMORY_LIMITS = { bytes: 2 * 1024 * 1024 } as const;

const LOOK_AGAIN_MS = 10;

/** A batch whose request was cut off is sent again after this long; the ids are the same. */
const LEASE_MS = EXPORTER_LIMITS.timeoutMs + 1_000;

/**
 * Events in memory, bounded, sent by `fetch`. On Workers whatever one request began, no other may
 * wait for, and it ends with its request: so there are no timers in the background, and each `flush`
 * sends for itself what no one else has in hand.
 */
export class MemoryQueue implements EventQueue {
  readonly place = 'memory';
  readonly #options: QueueOptions;
  readonly #config: Config;
  readonly #hold: MemoryBuffer;
  readonly #listeners = new Set<QueueListener>();
  readonly #leases = new Map<string, number>();
  #backgroundUntil = 0;
  #attempt = 0;
  #nextTryAt = 0;
  #batchEvents: number = EXPORTER_LIMITS.batchEvents;
  #fault: string | null = null;

  constructor(options: QueueOptions, limits: { bytes: number } = MEMORY_LIMITS) {
    this.#options = options;
    this.#hold = new MemoryBuffer(limits.bytes);
    this.#config = resolveConfig({
      flags: options.flags,
      env: textsOf(options.env ?? {}),
      saved: null,
      local: null,
    });
    this.#fault = this.#config.problem;
  }

  keep(lines: readonly string[]): 'memory' {
    const count = this.#hold.add(lines);
    if (count > 0) this.#lose({ kind: 'dropped', reason: 'memory full', count });
    this.#sendInBackground();
    return 'memory';
  }

  countWaiting(): number {
    return this.#hold.first(Infinity).length;
  }

  fault(): string | null {
    return this.#fault;
  }

  async flush(budgetMs: number): Promise<void> {
    const deadline = Date.now() + budgetMs;
    for (;;) {
      await this.#drain(deadline);
      const now = Date.now();
      // What another call has in hand cannot be waited for but by looking again.
      const delayMs = Math.max(this.#nextTryAt - now, LOOK_AGAIN_MS);
      if (this.#hold.isEmpty || now + delayMs > deadline) return;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }

  subscribe(listener: QueueListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** What is kept while a batch is on its way goes with the next one. */
  #sendInBackground(): void {
    const now = Date.now();
    if (now < this.#backgroundUntil || now < this.#nextTryAt) return;
    this.#backgroundUntil = now + LEASE_MS;
    const work = this.#drain(now + EXPORTER_LIMITS.timeoutMs).finally(() => {
      this.#backgroundUntil = 0;
    });
    this.#options.waitUntil?.(work);
  }

  /** Sends what nobody else has in hand, until a fault. Never rejects. */
  async #drain(deadline: number): Promise<void> {
    // Calls that are made in one go make one batch.
    await Promise.resolve();
    for (;;) {
      const { destination, problem } = this.#config;
      const lines = this.#take();
      if (lines.length === 0) return;
      if (destination === null) {
        this.#release(lines);
        this.#state(problem ?? NOT_CONFIGURED, deadline);
        return;
      }
      const timeoutMs = Math.max(1, Math.min(deadline - Date.now(), EXPORTER_LIMITS.timeoutMs));
      const outcome = await post(destination, lines, timeoutMs);
      this.#release(lines);
      if (isCut(outcome, timeoutMs) && this.#fault !== null) return;
      if (!this.#apply(outcome, lines, destination) || Date.now() >= deadline) return;
    }
  }

  #apply(outcome: Outcome, lines: readonly string[], { url }: Destination): boolean {
    const now = Date.now();
    const verdict = decide(outcome, {
      sent: lines.length,
      attempt: this.#attempt,
      random: Math.random(),
      now,
    });
    switch (verdict.kind) {
      case 'retry':
        this.#attempt += 1;
        this.#state(`${url}: ${verdict.fault}`, now + verdict.delayMs);
        return false;
      case 'halve':
        this.#batchEvents = Math.max(1, Math.floor(lines.length / 2));
        return true;
      case 'discard':
        this.#lose({ kind: 'rejected', reason: verdict.reason, count: lines.length });
        break;
      case 'done':
        for (const [reason, { length: count }] of verdict.rejected) {
          this.#lose({ kind: 'rejected', reason, count });
        }
        this.#state(null, 0);
    }
    this.#hold.remove(lines);
    this.#attempt = 0;
    this.#batchEvents = EXPORTER_LIMITS.batchEvents;
    return true;
  }

  #take(): string[] {
    const now = Date.now();
    const lines: string[] = [];
    for (const line of this.#hold.first(Infinity)) {
      if (lines.length === this.#batchEvents) break;
      if ((this.#leases.get(line) ?? 0) <= now) lines.push(line);
    }
    for (const line of lines) this.#leases.set(line, now + LEASE_MS);
    return lines;
  }

  #release(lines: readonly string[]): void {
    for (const line of lines) this.#leases.delete(line);
  }

  #state(message: string | null, nextTryAt: number): void {
    this.#fault = message;
    this.#nextTryAt = nextTryAt;
    const sentence = message === null ? null : `events wait in memory: ${message}`;
    for (const { onState } of this.#listeners) onState('exporter', sentence);
  }

  #lose(loss: Loss): void {
    for (const { onLoss } of this.#listeners) onLoss(loss);
  }
}

/** The time limit of a `flush` ended the try: that says nothing of the monitor, so an earlier fault stands. */
const isCut = (outcome: Outcome, timeoutMs: number): boolean =>
  timeoutMs < EXPORTER_LIMITS.timeoutMs &&
  outcome.kind === 'failure' &&
  outcome.message === slowWords(timeoutMs);

async function post(
  { url, key }: Destination,
  lines: readonly string[],
  timeoutMs: number,
): Promise<Outcome> {
  try {
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: `{"sentAt":${String(Date.now())},"events":[${lines.join(',')}]}`,
      // A redirect must not carry the key elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const retryAfter = answer.headers.get('retry-after');
    return { kind: 'answer', status: answer.status, retryAfter, body: await answer.text() };
  } catch (error) {
    return { kind: 'failure', message: noAnswerWords(error, timeoutMs) };
  }
}

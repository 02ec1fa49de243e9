import { batchBody } from '../exporter/batch.ts';
import { decide } from '../exporter/decide.ts';
import type { Send } from '../exporter/http-send.ts';
import type { Destination } from '../config.ts';

/** Batches on their way at once: the monitor works on one while the next is packed and sent. */
const LANES = 3;
const TIMEOUT_MS = 60_000;
/** How long an import waits for a monitor that does not take anything. */
const PATIENCE_MS = 5 * 60_000;

type SenderDeps = {
  destination: Destination;
  /** One a lane: each keeps a connection of its own. */
  newSend: () => Send;
  now: () => number;
  random: () => number;
  sleep: (ms: number) => Promise<void>;
  onRejected: (reason: string, lines: readonly string[]) => void;
  /** Why nothing is taken at present; null when it is again. */
  onFault: (fault: string | null) => void;
};

/** Nothing more is sent: the monitor refuses the key, or did not answer for too long. */
export class ImportStopped extends Error {}

/**
 * Sends batches, several at once, and says in their order when they are durable: what `onDone` of a batch
 * saves must not be true before those in front of it are.
 */
export class BatchSender {
  readonly #deps: SenderDeps;
  readonly #lanes: { send: Send; work: Promise<void> }[];
  #next = 0;
  #isInOrder: Promise<void> = Promise.resolve();

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#lanes = Array.from({ length: LANES }, () => ({
      send: deps.newSend(),
      work: Promise.resolve(),
    }));
  }

  /** Resolves when there is room for the next; rejects with `ImportStopped`, now or at the end. */
  async send(lines: readonly string[], onDone: () => void): Promise<void> {
    const lane = this.#lanes[this.#next % LANES];
    this.#next += 1;
    if (lane === undefined) return;
    await lane.work;
    const work = this.#deliver(lines, lane.send);
    const before = this.#isInOrder;
    this.#isInOrder = Promise.all([before, work]).then(onDone);
    // Said by whoever awaits the lane or the end.
    this.#isInOrder.catch(() => undefined);
    lane.work = work;
    work.catch(() => undefined);
  }

  /** Resolves when all was taken. */
  async end(): Promise<void> {
    await this.#isInOrder;
  }

  async #deliver(lines: readonly string[], send: Send): Promise<void> {
    const { destination, now, random, sleep, onFault, onRejected } = this.#deps;
    const startedAt = now();
    for (let attempt = 0; lines.length > 0; attempt++) {
      const outcome = await send(destination, await batchBody(lines, now()), TIMEOUT_MS);
      const verdict = decide(outcome, {
        sent: lines.length,
        attempt,
        random: random(),
        now: now(),
      });
      switch (verdict.kind) {
        case 'done':
          for (const [reason, places] of verdict.rejected) {
            onRejected(
              reason,
              places.flatMap((place) => lines[place] ?? []),
            );
          }
          onFault(null);
          return;
        case 'discard':
          onRejected(verdict.reason, lines);
          return;
        case 'halve': {
          const half = Math.ceil(lines.length / 2);
          await this.#deliver(lines.slice(0, half), send);
          return this.#deliver(lines.slice(half), send);
        }
        case 'retry': {
          const isRefused = outcome.kind === 'answer' && [401, 403].includes(outcome.status);
          if (isRefused || now() + verdict.delayMs - startedAt > PATIENCE_MS) {
            throw new ImportStopped(verdict.fault);
          }
          onFault(verdict.fault);
          await sleep(verdict.delayMs);
        }
      }
    }
  }
}

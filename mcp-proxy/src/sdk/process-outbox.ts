import { Outbox } from '../outbox/outbox.ts';
import type { Env, Flags } from '../resolve-config.ts';
import { EXPORTER_LIMITS } from '../exporter/exporter-limits.ts';
import type { EventQueue, QueueListener } from './event-queue.ts';

/** The outbox that the clients of this process share. It goes on while the process lives. */
export class ProcessOutbox implements EventQueue {
  readonly #listeners = new Set<QueueListener>();
  readonly #outbox: Outbox;
  #hasNewEvents = false;
  #place: 'disk' | 'memory' = 'disk';

  constructor({ flags, env }: { flags: Flags; env: Env }) {
    this.#outbox = new Outbox({
      flags,
      env,
      report: (topic, message) => {
        for (const { onState } of this.#listeners) onState(topic, message);
      },
      onLoss: (loss) => {
        for (const { onLoss } of this.#listeners) onLoss(loss);
      },
    });
  }

  /** In memory while the disk refuses. */
  get place(): 'disk' | 'memory' {
    return this.#place;
  }

  keep(lines: readonly string[]): 'disk' | 'memory' | 'nowhere' {
    const place = this.#outbox.keep(lines);
    if (place === 'nowhere') return place;
    this.#hasNewEvents = true;
    this.#place = place;
    return place;
  }

  flush(budgetMs: number): Promise<void> {
    return this.#outbox.flush(budgetMs);
  }

  countWaiting(): number {
    return this.#outbox.countWaiting();
  }

  fault(): string | null {
    return this.#outbox.fault;
  }

  subscribe(listener: QueueListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The process has nothing else to do: one try, which holds it for a moment. */
  sendAtExit(): void {
    // Waiting here makes the process end once more, and be asked once more.
    if (!this.#hasNewEvents) return;
    this.#hasNewEvents = false;
    void this.#outbox.shutdown(EXPORTER_LIMITS.shutdownMs);
  }

  close(): void {
    this.#outbox.close();
  }
}

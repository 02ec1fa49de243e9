import { LIMITS } from '@claude-monitor/protocol';
import { bytesOf, type Signals } from '../../domain/incidents/signals.ts';
import { BoundedMap } from '../ingest/bounded-map.ts';

type Weighed = { signals: Signals; bytes: number };

/** Signals by session, bounded in number and bytes: those of sessions that came first leave. */
export class WatchedSignals {
  readonly #sessions = new BoundedMap<Weighed>(LIMITS.watchedSignals + 1);
  #bytes = 0;
  #size = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get(id: string): Signals | undefined {
    return this.#sessions.get(id)?.signals;
  }

  add(id: string, signals: Signals): void {
    this.#sessions.set(id, { signals, bytes: 0 });
    this.#size++;
    this.weigh(id);
  }

  /** Called after something was added to those of a session. */
  weigh(id: string): void {
    const weighed = this.#sessions.get(id);
    if (weighed === undefined) return;
    const bytes = bytesOf(weighed.signals) + 2 * id.length;
    this.#bytes += bytes - weighed.bytes;
    weighed.bytes = bytes;
    while (this.#size > LIMITS.watchedSignals || this.#bytes > LIMITS.signalBytes) {
      const oldest = this.#sessions.deleteOldest();
      if (oldest === undefined) return;
      this.#size--;
      this.#bytes -= oldest.bytes;
    }
  }
}

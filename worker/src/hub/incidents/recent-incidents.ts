import { LIMITS, type Incident } from '@claude-monitor/protocol';

/** More than a frame holds: who missed more reads the table. */
const KEPT = LIMITS.incidentsPerFrame + 1;
/** Of a change that no seq stands for yet. */
const PENDING = Infinity;

/** The newest changes of incidents, so that a frame does not read and parse the rows that were just written. */
export class RecentIncidents {
  /** By line, in the order of their change. */
  readonly #changes = new Map<number, { seq: number; incident: Incident }>();
  /** All that changed after it is here. */
  #from: number;

  /** `from`: the seq of the newest stored change, null where some have none. */
  constructor(from: number | null) {
    this.#from = from ?? PENDING;
  }

  add(line: number, seq: number | null, incident: Incident): void {
    this.#changes.delete(line);
    this.#changes.set(line, { seq: seq ?? PENDING, incident });
    const [oldest] = this.#changes;
    if (this.#changes.size <= KEPT || oldest === undefined) return;
    this.#changes.delete(oldest[0]);
    this.#from = Math.max(this.#from, oldest[1].seq);
  }

  stamp(seq: number): void {
    if (this.#from === PENDING) this.#from = seq;
    for (const change of this.#changes.values()) if (change.seq === PENDING) change.seq = seq;
  }

  delete(line: number): void {
    this.#changes.delete(line);
  }

  /** What changed after a position, the newest incident first; null: more than is here. */
  after(seq: number): Incident[] | null {
    if (seq < this.#from) return null;
    return [...this.#changes]
      .filter(([, change]) => change.seq > seq)
      .sort(([a], [b]) => b - a)
      .map(([, { incident }]) => incident);
  }
}

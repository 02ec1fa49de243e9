import type { Rate } from './bounds.ts';

/** An amount that comes back with time. It may be overdrawn once: what is dear is waited for afterwards. */
export class RateBudget {
  readonly #rate: Rate;
  #left: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#left = rate.burst;
    this.#at = now;
  }

  spend(amount: number, now: number): void {
    this.#refill(now);
    this.#left -= amount;
  }

  /** How long until something may be spent, ms; 0: now. */
  waitMs(now: number): number {
    this.#refill(now);
    return this.#left > 0 ? 0 : Math.ceil((1 - this.#left) / this.#rate.perMs);
  }

  #refill(now: number): void {
    const { burst, perMs } = this.#rate;
    this.#left = Math.min(burst, this.#left + Math.max(0, now - this.#at) * perMs);
    this.#at = now;
  }
}

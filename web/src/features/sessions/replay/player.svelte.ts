/** Which moment of a session is looked at; null: the newest, whatever comes. */
export class Player {
  #at = $state<number | null>(null);
  #isPlaying = $state(false);
  #speed = $state<Speed>(20);
  readonly #bounds: () => { from: number; to: number };

  constructor(bounds: () => { from: number; to: number }) {
    this.#bounds = bounds;
  }

  get at(): number | null {
    return this.#at;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  get speed(): Speed {
    return this.#speed;
  }

  readonly seek = (at: number): void => {
    const { from, to } = this.#bounds();
    this.#at = Math.max(from, Math.min(to, at));
  };

  readonly toEnd = (): void => {
    this.#at = null;
    this.#isPlaying = false;
  };

  readonly setSpeed = (speed: Speed): void => {
    this.#speed = speed;
  };

  readonly toggle = (): void => {
    const { from, to } = this.#bounds();
    this.#isPlaying = !this.#isPlaying;
    // From the end there is nothing to play: it starts over.
    if (this.#isPlaying && (this.#at === null || this.#at >= to)) this.#at = from;
  };

  /** Goes on by what passed on the viewer's clock, ms. */
  readonly advance = (ms: number): void => {
    if (!this.#isPlaying || this.#at === null) return;
    const { to } = this.#bounds();
    this.#at = Math.min(to, this.#at + ms * this.#speed);
    if (this.#at >= to) this.#isPlaying = false;
  };
}

export const SPEEDS = [1, 20, 60] as const;
export type Speed = (typeof SPEEDS)[number];

/** The next or previous time at which something happened; null: there is none. */
export function neighbour(
  times: readonly number[],
  at: number | null,
  step: 1 | -1,
): number | null {
  if (step === 1) return at === null ? null : (times.find((time) => time > at) ?? null);
  return times.findLast((time) => at === null || time < at) ?? null;
}

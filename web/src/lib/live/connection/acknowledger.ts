const ACK_EVERY_MS = 250;

/** Acknowledges what was applied, four times a second; at once where timers run late, as in a hidden tab. */
export class Acknowledger {
  readonly #now: () => number;
  readonly #send: () => void;
  #sentAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, send: () => void) {
    this.#now = now;
    this.#send = send;
  }

  applied(isHidden: boolean): void {
    if (isHidden || this.#now() - this.#sentAt >= ACK_EVERY_MS) this.#acknowledge();
    else this.#timer ??= setTimeout(() => this.#acknowledge(), ACK_EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #acknowledge(): void {
    this.stop();
    this.#sentAt = this.#now();
    this.#send();
  }
}

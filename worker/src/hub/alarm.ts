/**
 * The object's one alarm. Each time it is set costs a billed row, so it is set only when it has to
 * ring earlier than it would.
 */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  /** Undefined: not known yet, an alarm may be left from before the object woke. */
  #at: number | null | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** It rings at that time at the latest, epoch ms. */
  async ringBy(at: number): Promise<void> {
    const stored = this.#at ?? (await this.#storage.getAlarm());
    // Another call may have set it meanwhile: the earlier time stands.
    this.#at ??= stored;
    if (this.#at !== null && this.#at <= at) return;
    this.#at = at;
    await this.#storage.setAlarm(at);
  }

  rang(): void {
    this.#at = null;
  }
}

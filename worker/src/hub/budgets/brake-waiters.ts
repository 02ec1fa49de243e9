import { BRAKE_BOUNDS } from '@claude-monitor/protocol';

/** Why it ended: something may be new, the time is over, or others need the room. */
export type Woken = 'news' | 'late' | 'room';

type Waiter = { key: string; wake: (why: Woken) => void };

/** Relays whose questions wait for news: bounded, and of one key too; the oldest is woken early. */
export class BrakeWaiters {
  readonly #waiting = new Set<Waiter>();

  get count(): number {
    return this.#waiting.size;
  }

  async wait(key: string, ms: number): Promise<Woken> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waiter: Waiter = { key, wake: () => undefined };
    const woken = new Promise<Woken>((resolve) => {
      waiter.wake = resolve;
      timer = setTimeout(() => {
        resolve('late');
      }, ms);
    });
    this.#waiting.add(waiter);
    this.#makeRoom(key);
    const why = await woken;
    clearTimeout(timer);
    this.#waiting.delete(waiter);
    return why;
  }

  wakeAll(): void {
    for (const { wake } of this.#waiting) wake('news');
  }

  #makeRoom(key: string): void {
    const own = [...this.#waiting].filter((one) => one.key === key);
    if (own.length > BRAKE_BOUNDS.waitersOfKey) own[0]?.wake('room');
    else if (this.#waiting.size > BRAKE_BOUNDS.waiters) [...this.#waiting][0]?.wake('room');
  }
}

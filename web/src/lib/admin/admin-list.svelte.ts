import type { AdminOutcome, AdminTrouble } from '../api/admin.ts';

/** A list that only admins may see: what is known of it, and why there is nothing newer. */
export class AdminList<Answer> {
  #answer = $state.raw<Answer | null>(null);
  #trouble = $state.raw<AdminTrouble | null>(null);
  #isReading = $state.raw(false);
  readonly #fetch: () => Promise<AdminOutcome<Answer>>;
  /** Not state: an effect that reads the list must not run again because it does. */
  #isBusy = false;
  #isAskedAgain = false;

  constructor(fetch: () => Promise<AdminOutcome<Answer>>) {
    this.#fetch = fetch;
  }

  /** Stays when a later reading fails; null before the first, and for those who may not see it. */
  get answer(): Answer | null {
    return this.#answer;
  }

  get trouble(): AdminTrouble | null {
    return this.#trouble;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  /** Reads it again; who asks while it is being read gets one more reading, with what changed since. */
  async read(): Promise<void> {
    this.#isAskedAgain = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#isReading = true;
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      this.#take(await this.#fetch());
    }
    this.#isBusy = false;
    this.#isReading = false;
  }

  #take(outcome: AdminOutcome<Answer>): void {
    this.#trouble = outcome.name === 'done' ? null : outcome;
    if (outcome.name === 'done') this.#answer = outcome.value;
    if (outcome.name === 'not admin' || outcome.name === 'no login') this.#answer = null;
  }
}

type Attempt = {
  /** Id of the first field that is wrong; null: all are right. */
  faultAt: string | null;
  /** Why it was not done; null when it was. */
  send: () => Promise<string | null>;
};

/** Sending a form: what is wrong with it shows from the first try on, and it is sent once at a time. */
export class Submission {
  #isTried = $state(false);
  #isBusy = $state(false);
  #refusal = $state<string | null>(null);

  get isTried(): boolean {
    return this.#isTried;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get refusal(): string | null {
    return this.#refusal;
  }

  /** Where a field is wrong, the focus goes there. */
  async submit(event: SubmitEvent, { faultAt, send }: Attempt): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    this.#isTried = true;
    if (this.#isBusy) return;
    if (faultAt !== null) {
      document.getElementById(faultAt)?.focus();
      return;
    }
    this.#isBusy = true;
    this.#refusal = await send();
    // What is edited is no longer what was refused.
    form?.addEventListener('input', () => (this.#refusal = null), { once: true });
    this.#isBusy = false;
  }

  reset(): void {
    this.#isTried = false;
    this.#refusal = null;
  }
}

/** Things to close, newest first; each once, and a failing one stops none of the others. */
export class Closing {
  #steps: (() => Promise<void> | void)[] = [];
  #closed: Promise<void> | null = null;

  add(step: () => Promise<void> | void): void {
    this.#steps.unshift(step);
  }

  close(): Promise<void> {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  async #closeAll(): Promise<void> {
    for (const step of this.#steps) {
      try {
        await step();
      } catch (error) {
        process.stderr.write(`While stopping: ${String(error)}\n`);
      }
    }
  }
}

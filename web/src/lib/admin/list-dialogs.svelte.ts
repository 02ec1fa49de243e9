import { tick } from 'svelte';

/**
 * What is open beside a list (a form, or what it made), and which item is about to go. The focus comes back
 * to the button that opened it.
 */
export class ListDialogs<Item extends { id: string }, Beside> {
  #beside = $state.raw<Beside | null>(null);
  leaving = $state.raw<Item | null>(null);
  opener: HTMLElement | undefined;

  get beside(): Beside | null {
    return this.#beside;
  }

  open(beside: Beside): void {
    this.#beside = beside;
  }

  close(): void {
    this.#beside = null;
  }

  async leave(): Promise<void> {
    this.close();
    await this.#focusOpener();
  }

  /** Of an item that is gone, its own button is too. */
  async closeDialog(items: readonly Item[] | undefined): Promise<void> {
    const id = this.leaving?.id;
    this.leaving = null;
    if (items?.every((item) => item.id !== id) === true) await this.#focusOpener();
  }

  async #focusOpener(): Promise<void> {
    await tick();
    this.opener?.querySelector('button')?.focus();
  }
}

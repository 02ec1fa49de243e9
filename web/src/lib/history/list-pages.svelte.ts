import { idsOf } from './ids-of.ts';
import type { HistoryOutcome } from '../api/history.ts';
import type { Trouble } from './history-watch.svelte.ts';

/** A page of a list, as the history answers. */
export type ListPage<Item> = {
  asOf: number;
  fresh: boolean;
  next: string | null;
  items: readonly Item[];
};

const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 60_000;

type Deps<Item, Page> = {
  fetch: (cursor: string | null) => Promise<HistoryOutcome<Page>>;
  /** Whether one is part of what was asked: an answer may hold more than that. */
  isWanted: (item: Item) => boolean;
  now: () => number;
};

/** The pages of one question to the history, loaded one after another. What is loaded does not move. */
export class ListPages<Item extends { id: string }, Page extends ListPage<Item> = ListPage<Item>> {
  #items = $state.raw<readonly Item[]>([]);
  #first = $state.raw<Page | null>(null);
  readonly #ids: ReadonlySet<string> = $derived(idsOf(this.#items));
  #next = $state.raw<string | null>(null);
  #trouble = $state.raw<Trouble | null>(null);
  #isFetching = $state(false);

  readonly #deps: Deps<Item, Page>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(deps: Deps<Item, Page>) {
    this.#deps = deps;
  }

  /** As they were when their page was loaded, in the order that was asked for. */
  get items(): readonly Item[] {
    return this.#items;
  }

  /** As of when the list is; null before the first answer. */
  get first(): Page | null {
    return this.#first;
  }

  get isWhole(): boolean {
    return this.#first !== null && this.#next === null;
  }

  get isFetching(): boolean {
    return this.#isFetching;
  }

  get trouble(): Trouble | null {
    return this.#trouble;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Loads what comes next, unless that is under way, failed a moment ago, or there is none. */
  more(): void {
    if (!this.#isFetching && !this.isWhole && this.#trouble === null) void this.#fetch();
  }

  retryNow(): void {
    clearTimeout(this.#timer);
    if (!this.#isFetching && !this.isWhole) void this.#fetch();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Somebody came back to the list. */
  reopen(): void {
    this.#isClosed = false;
    if (this.#trouble !== null) this.retryNow();
  }

  async #fetch(): Promise<void> {
    this.#isFetching = true;
    let found = false;
    while (!found && !this.isWhole && !this.#isClosed) {
      const outcome = await this.#deps.fetch(this.#next);
      if (outcome.name !== 'found') {
        this.#fail(outcome);
        break;
      }
      found = this.#take(outcome.stored);
    }
    this.#isFetching = false;
  }

  /** Whether the page holds anything new. */
  #take(page: Page): boolean {
    this.#trouble = null;
    this.#first ??= page;
    // A service that answers with the cursor it was asked by would be asked for ever.
    this.#next = page.next === this.#next ? null : page.next;
    const known = this.#ids;
    const added = page.items.filter((item) => !known.has(item.id) && this.#deps.isWanted(item));
    if (added.length > 0) this.#items = [...this.#items, ...added];
    return added.length > 0;
  }

  #fail(outcome: Exclude<HistoryOutcome<never>, { name: 'found' }>): void {
    switch (outcome.name) {
      case 'no login':
      case 'not understood':
        this.#trouble = outcome;
        return;
      case 'not found':
        // The question is one that the service refuses: asking again changes nothing.
        this.#trouble = { name: 'not found', retryAt: Infinity };
        return;
      case 'no history':
      case 'unreachable': {
        const waitMs = Math.min(outcome.retryAfterMs ?? RETRY_MS, LONGEST_RETRY_MS);
        this.#trouble = { name: outcome.name, retryAt: this.#deps.now() + waitMs };
        if (!this.#isClosed) this.#timer = setTimeout(() => this.retryNow(), waitMs);
      }
    }
  }
}

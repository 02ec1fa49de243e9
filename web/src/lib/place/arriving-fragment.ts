type WindowLike = {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'state' | 'replaceState'>;
  addEventListener: (type: 'hashchange', listener: () => void) => void;
};

/**
 * The fragment with which a page is opened: the key of a dashboard link, or the token of a shared one.
 *
 * SvelteKit's router reads the address, loads the first page, and then writes the address it had read: a
 * fragment that came in between is gone before anything is mounted. So it is kept from the moment the
 * layout's module runs, which the router waits for before it reads.
 */
export class ArrivingFragment {
  readonly #window: WindowLike;
  #newest: string;

  constructor(window: WindowLike) {
    this.#window = window;
    this.#newest = window.location.hash;
    window.addEventListener('hashchange', () => {
      this.#newest = window.location.hash;
    });
  }

  /** What `read` finds in it, once: it leaves the address bar, and with it the history, before it is used. */
  take(read: (fragment: string) => string | null): string | null {
    const found = read(this.#newest);
    if (found === null) return null;
    this.#newest = '';
    const { location, history } = this.#window;
    history.replaceState(history.state, '', location.pathname + location.search);
    return found;
  }
}

import type { LinkView, ShareScope } from '@claude-monitor/protocol/api/share';
import { createContext } from 'svelte';
import { addressIn, type Place } from './place.ts';

/** The place that this page is in, with addresses and requests that stay in it. */
export class Here {
  readonly place: Place;
  /** What the link shows, once it has said so. */
  link = $state.raw<LinkView | null>(null);

  /** What the page shows, as a link could; null: nothing that one can be made of. */
  shownScope = $state.raw<ShareScope | null>(null);

  constructor(place: Place) {
    this.place = place;
  }

  get isShared(): boolean {
    return this.place.kind !== 'team';
  }

  /** For an effect of a page: what it shows, until it shows something else or is left. */
  showScope(scope: ShareScope): () => void {
    this.shownScope = scope;
    return () => {
      this.shownScope = null;
    };
  }

  readonly address = (path: string): string => addressIn(this.place, path);

  readonly fetch: typeof fetch = (path, init) =>
    fetch(typeof path === 'string' ? this.address(path) : path, init);
}

/** The layout owns it. */
export const [useHere, provideHere] = createContext<Here>();

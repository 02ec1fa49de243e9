import type { LinkView } from '@claude-monitor/protocol/share';
import { createContext } from 'svelte';
import { addressIn, type Place } from './place.ts';

/** The place that this page is in, with addresses and requests that stay in it. */
export class Here {
  readonly place: Place;
  /** What the link shows, once it has said so. */
  link = $state.raw<LinkView | null>(null);

  constructor(place: Place) {
    this.place = place;
  }

  get isShared(): boolean {
    return this.place.kind !== 'team';
  }

  readonly address = (path: string): string => addressIn(this.place, path);

  /** `fetch` for paths of the API. */
  readonly fetch: typeof fetch = (path, init) =>
    fetch(typeof path === 'string' ? this.address(path) : path, init);
}

/** The layout owns it. */
export const [useHere, provideHere] = createContext<Here>();

import { createContext } from 'svelte';
import type { LiveFeed } from './live-feed.svelte.ts';

/** The one live feed: the layout owns it, so moving between pages keeps its socket. */
export const [useFeed, provideFeed] = createContext<LiveFeed>();

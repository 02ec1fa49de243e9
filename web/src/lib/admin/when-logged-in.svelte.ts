import type { LiveFeed } from '../live/live-feed.svelte.ts';

/** Before the first snapshot, nobody may be logged in yet. Called while a component is made. */
export function whenLoggedIn(feed: LiveFeed, read: () => void): void {
  const hasLogin = $derived(feed.live.position !== null);
  $effect(() => {
    if (hasLogin) read();
  });
}

import { login, probeLogin } from '../api/login.ts';
import { LiveFeed } from './live-feed.svelte.ts';

const LIVE_PATH = '/v1/live';

/** The feed of this origin, over the browser's own sockets, clock and chance. */
export function browserFeed(): LiveFeed {
  return new LiveFeed({
    openSocket: (cursor) => new WebSocket(liveUrl(location.href, cursor)),
    login: (key) => login(key, fetch),
    probe: () => probeLogin(fetch),
    now: Date.now,
    random: Math.random,
    isFocused: () => document.hasFocus(),
    nextFrame: (callback) => requestAnimationFrame(callback),
  });
}

function liveUrl(page: string, cursor: string | null): URL {
  const url = new URL(LIVE_PATH, page);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (cursor !== null) url.searchParams.set('cursor', cursor);
  return url;
}

import { fetchLink } from '../api/link.ts';
import { login, probeLogin, type ProbeOutcome } from '../api/login.ts';
import type { Here } from '../place/here.svelte.ts';
import { LiveFeed } from './live-feed.svelte.ts';

const LIVE_PATH = '/v1/live';

/** The feed of the place that the page is in, over the browser's own sockets, clock and chance. */
export function browserFeed(here: Here): LiveFeed {
  return new LiveFeed({
    openSocket: (cursor) => new WebSocket(liveUrl(here, cursor)),
    login: (key) => login(key, fetch),
    probe: () => (here.isShared ? probeLink(here) : probeLogin(fetch)),
    now: Date.now,
    random: Math.random,
    isFocused: () => document.hasFocus(),
    nextFrame: (callback) => requestAnimationFrame(callback),
  });
}

async function probeLink(here: Here): Promise<ProbeOutcome> {
  const { name } = await fetchLink(here.fetch);
  return name === 'open' ? 'ok' : name === 'ended' ? 'no login' : 'unreachable';
}

function liveUrl(here: Here, cursor: string | null): URL {
  const url = new URL(here.address(LIVE_PATH), location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('patches', 'fields');
  if (cursor !== null) url.searchParams.set('cursor', cursor);
  return url;
}

import { LIMITS } from '@claude-monitor/protocol';
import type { Answer } from '../rpc.ts';
import { refuse } from '../auth/access.ts';
import type { LiveBounds, ConnectionBounds } from './bounds.ts';
import { RateBudget } from './rate-budget.ts';
import type { ViewerCredential, Viewers } from './viewers.ts';

/** While a page that is full is asked again at once, nobody closes one. */
const FULL_RETRY_SECONDS = 30;

/**
 * Whether one more socket of a key or link finds a place among those of its kind. The first few of
 * each always do, so that no key fills the places of all the others.
 */
export function isBelowLimit(
  open: { all: number; own: number },
  bounds: ConnectionBounds,
): boolean {
  return open.own < bounds.own && (open.all < bounds.all || open.own < bounds.reserved);
}

/** Who may open a socket: keys and links are counted apart (rule HUB8). */
export class ConnectionLimits {
  readonly #viewers: Viewers;
  readonly #bounds: LiveBounds;
  /** Of links that opened a socket lately. */
  readonly #rates = new Map<string, RateBudget>();

  constructor(viewers: Viewers, bounds: LiveBounds) {
    this.#viewers = viewers;
    this.#bounds = bounds;
  }

  /** A place for one more, or why there is none and what to do. */
  admit(viewer: ViewerCredential, now: number): Answer<null> {
    const { link } = viewer;
    const waitMs = link === null ? 0 : this.#rateOf(link, now).waitMs(now);
    if (waitMs > 0) return refuse('rate_limited', TOO_FAST, Math.ceil(waitMs / 1_000));
    const open = this.#viewers.countsBeside(viewer);
    const { keys, links } = this.#bounds;
    if (!isBelowLimit(open, link === null ? keys : links)) {
      return refuse('rate_limited', fullMessage(link, open, keys), FULL_RETRY_SECONDS);
    }
    if (link !== null) this.#rateOf(link, now).spend(1, now);
    return { ok: true, value: null };
  }

  #rateOf(link: string, now: number): RateBudget {
    const known = this.#rates.get(link);
    if (known !== undefined) return known;
    // Of more links than there can be, some are gone.
    if (this.#rates.size >= LIMITS.linksPerWorkspace) this.#rates.clear();
    const made = new RateBudget(this.#bounds.newSocketsOfLink, now);
    this.#rates.set(link, made);
    return made;
  }
}

function fullMessage(link: string | null, open: { own: number }, keys: ConnectionBounds): string {
  if (link !== null) {
    return 'Too many viewers through share links. Try again later.';
  }
  return open.own >= keys.own
    ? 'This key has reached its limit of open pages. Close one, or use another key.'
    : 'This workspace has reached its limit of open pages. Close one and try again.';
}

const TOO_FAST = 'This link is opened too often. Wait a few seconds and try again.';

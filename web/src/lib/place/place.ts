import { ACKNOWLEDGE_PATH, SHARE_PATH } from '@claude-monitor/protocol/api/share';

/**
 * Where the dashboard is looked at: as the team that it is of, or through a link. A link has addresses of
 * its own, pages and API both below `/s/ID`, where the browser sends its cookie and no other counts.
 */
export type Place =
  | { kind: 'team' }
  /** A link that is about to be traded for its cookie: `/s#TOKEN`. */
  | { kind: 'opening' }
  /** The link of an incident, from a message: `/acknowledge#TOKEN`. */
  | { kind: 'acknowledging' }
  | { kind: 'link'; id: string };

const BELOW = new RegExp(`^${SHARE_PATH}(?:/([^/]*))?(/.*)?$`);

/** What the address of a page says; asked once, for another place is another load of the page. */
export function placeOf(pathname: string): Place {
  if (pathname === ACKNOWLEDGE_PATH) return { kind: 'acknowledging' };
  const found = BELOW.exec(pathname);
  if (found === null) return { kind: 'team' };
  const [, id = ''] = found;
  return id === '' ? { kind: 'opening' } : { kind: 'link', id };
}

export const baseOf = (place: Place): string =>
  place.kind === 'link' ? `${SHARE_PATH}/${place.id}` : '';

export const addressIn = (place: Place, path: string): string =>
  place.kind === 'link' && /^\/(?:\?|$)/.test(path)
    ? baseOf(place) + path.slice(1)
    : baseOf(place) + path;

/** Pages that a link has; the others are of the team. */
const SHARED_PAGES = [
  /^\/$/,
  /^\/tasks$/,
  /^\/tasks\/[^/]+$/,
  /^\/agents$/,
  /^\/errors$/,
  /^\/trends$/,
  /^\/uptime$/,
  /^\/reports$/,
  /^\/reports\/[^/]+$/,
  /^\/sessions$/,
  /^\/sessions\/[^/]+$/,
];

/** The route of an address: below a link the same pages lie, one level deeper. */
export function routeOf(pathname: string): string {
  const [, , rest = '/'] = BELOW.exec(pathname) ?? [];
  const place = placeOf(pathname);
  if (place.kind === 'team') return pathname;
  if (place.kind === 'opening' || place.kind === 'acknowledging') return '/';
  const path = rest === '' ? '/' : rest;
  return SHARED_PAGES.some((page) => page.test(path)) ? path : pathname;
}

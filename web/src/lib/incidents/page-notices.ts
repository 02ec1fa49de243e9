import { followedSchema, type Followed } from '@claude-monitor/protocol/api/push';
import { followWords, isFollowed } from '@claude-monitor/protocol/incidents/follow-words';
import type { Place } from '../place/place.ts';
import { incidentStateOf, type Incident } from '@claude-monitor/protocol/incidents/incident';

/** What this browser follows while a page is open, where it has no push service; kept in the browser. */
const FOLLOW_STORED = 'claude-monitor.follow';

/** What is followed through a link is chosen apart from what the team's pages follow, and from other links. */
export const followKey = (place: Place): string =>
  place.kind === 'link' ? `${FOLLOW_STORED}.${place.id}` : FOLLOW_STORED;

/** Pages hear by it that what they follow was changed. */
export const FOLLOW_CHANGED = 'claude-monitor-follow';

export const NOTHING_CHOSEN: Followed = { kinds: [], projects: [], hasDetail: false };

type Stored = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Null: pages follow nothing. */
export function storedFollow(storage: Stored | null, key = FOLLOW_STORED): Followed | null {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(key) ?? 'null');
    return followedSchema.safeParse(stored).data ?? null;
  } catch {
    return null;
  }
}

export function storeFollow(
  storage: Stored | null,
  followed: Followed | null,
  key = FOLLOW_STORED,
): void {
  if (followed === null) storage?.removeItem(key);
  else storage?.setItem(key, JSON.stringify(followed));
}

/** What is said of followed incidents that were opened after a time; null: there are none. */
export function pageNotice(
  incidents: Iterable<Incident>,
  followed: Followed,
  { since, now }: { since: number; now: number },
): { title: string; body: string | null } | null {
  const open = [...incidents].filter(
    (incident) => incidentStateOf(incident, now) === 'open' && isFollowed(followed, incident),
  );
  const newest = open.reduce<Incident | null>(
    (last, one) => (one.openedAt > (last?.openedAt ?? since) ? one : last),
    null,
  );
  return newest === null ? null : followWords(open.length, followed.hasDetail ? newest : null);
}

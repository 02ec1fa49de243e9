import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { newest, type Stamped } from '../../facts/stamp.ts';
import type { FoldState } from '../../state.ts';
import type { Coverage, SessionRecord } from '../session.ts';
import { noUserUsage, putUserUsage } from './user-usage-record.ts';

/**
 * A client may call its user by several names: an address, an account, an installation. Where one signal of it
 * names all of them and another one only some, both are of one person: their strongest name that both have
 * is the same. Two accounts on one installation stay two, for the accounts are compared first.
 */
type People = Pick<FoldState, 'usageOfUsers'>;

/** Of so many names for one, the first ones stay. */
const MOST_PEOPLE = 32;

/** Notes by what names the sender calls its user; true when that is news. */
export function recordUserKeys(session: SessionRecord, event: TelemetryEvent): boolean {
  const keys = userKeysOf(event);
  if (keys === undefined) return false;
  const { userKeys = null } = session;
  const named = keys.filter((key) => key !== '').length;
  const stamp: Stamped<string> = {
    rank: named,
    time: event.time,
    id: event.id,
    value: keys.join(),
  };
  session.userKeys = newest(userKeys, stamp);
  return session.userKeys.value !== userKeys?.value;
}

export const userKeysOf = (event: TelemetryEvent): readonly string[] | undefined =>
  event.type === 'usage' || event.type === 'metric' ? event.userKeys : undefined;

/** By hash, everybody who is the user of that coverage, under whatever name. */
export function namesOf({ usageOfUsers }: People, { user, keys = [] }: Coverage): Set<string> {
  const names = new Set([user]);
  for (const [kind, key] of keys.entries()) {
    if (key === '') continue;
    names.add(key);
    for (const entry of usageOfUsers.get(personKey(key))?.people?.keys() ?? []) {
      const [name = '', stronger = ''] = entry.split(' ');
      const areOthers = Array.from(stronger).some(
        (has, at) => has === '1' && keys[at] !== '' && at < kind,
      );
      if (!areOthers) names.add(name);
    }
  }
  return names;
}

/** A session of that user came or went; true when a name is known for another one now, or no longer. */
export function countPerson(
  { usageOfUsers }: People,
  { user, keys = [] }: Coverage,
  by: 1 | -1,
): boolean {
  let isNews = false;
  for (const [kind, key] of keys.entries()) {
    if (key === '' || key === user) continue;
    const place = personKey(key);
    const usage = usageOfUsers.get(place) ?? noUserUsage();
    const people = (usage.people ??= new Map<string, number>());
    const stronger = keys.slice(0, kind).map((other) => (other === '' ? '0' : '1'));
    const entry = `${user} ${stronger.join('')}`;
    const before = people.get(entry) ?? 0;
    const after = Math.max(0, before + by);
    if (before === 0 && people.size >= MOST_PEOPLE) continue;
    if (after === 0) people.delete(entry);
    else people.set(entry, after);
    isNews ||= before > 0 !== after > 0;
    putUserUsage(usageOfUsers, place, usage);
  }
  return isNews;
}

const personKey = (key: string): string => `person ${key}`;

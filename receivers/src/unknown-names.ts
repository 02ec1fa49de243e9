import { LIMITS, type UnknownName } from '@claude-monitor/protocol';

/**
 * Counts a name that nothing here knows. How many different ones are listed is bounded, and so is each:
 * they are whatever somebody sent.
 */
export function recordUnknown(list: UnknownName[], seen: Omit<UnknownName, 'count'>): void {
  const name = shownName(seen.name);
  const version = seen.version === null ? null : shownName(seen.version);
  const known = list.find(
    (other) =>
      other.name === name &&
      other.kind === seen.kind &&
      other.version === version &&
      other.client === seen.client,
  );
  if (known !== undefined) known.count++;
  else if (list.length < LIMITS.unknownNamesOfRequest) {
    list.push({ ...seen, name, version, count: 1 });
  }
}

/** What stands for a name that reads like prose: names have no spaces, and prose stays out (PRX4). */
export const NOT_A_NAME = '(not a name)';

/** Control characters, and those that turn or hide text where it is shown. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

function shownName(raw: string): string {
  // Twice what is kept is enough to clean; a name may be as long as a body.
  const clean = raw.slice(0, 2 * LIMITS.unknownNameLength).replace(UNSEEN, '');
  if (clean === '' || /\s/.test(clean)) return NOT_A_NAME;
  return clean.slice(0, LIMITS.unknownNameLength);
}

import {
  hash64,
  LIMITS,
  OTHER_VALUE,
  TIME,
  type LabelKey,
  type LabelKeysAnswer,
  type Labels,
} from '@claude-monitor/protocol';

/**
 * The keys of labels that a workspace knows, and which values of each are kept. Values are kept as
 * hashes: enough to know one again, and nothing that a deletion would have to look for (rule STO10).
 */
export type LabelKeys = {
  keys: Map<string, KnownKey>;
  /** Labels that were left out because there were too many keys. */
  dropped: number;
};

/** Days are counted from 1970, by arrival. */
type KnownKey = {
  isHidden: boolean;
  firstDay: number;
  lastDay: number;
  /** When each value, by its hash, came last. */
  values: Map<string, number>;
  /** Labels whose value was made "other". */
  others: number;
  /** The day on which no value could make room. */
  fullOn: number;
};

export const noLabelKeys = (): LabelKeys => ({ keys: new Map(), dropped: 0 });

/**
 * The labels of an event as they are kept (rule USE6): those of keys that are allowed, with "other" for a
 * value beyond the bound. Decided where events arrive, once, so that all that follows rests on what an
 * event says and not on the order in which events came. Also says whether anything new is known.
 */
export function boundLabels(
  known: LabelKeys,
  labels: Labels,
  day: number,
): { labels: Labels; isNews: boolean } {
  let isNews = false;
  const kept: [string, string][] = [];
  for (const [name, value] of Object.entries(labels)) {
    const key = known.keys.get(name) ?? newKey(known, name, day);
    if (key === null) {
      known.dropped++;
      continue;
    }
    if (key.lastDay !== day || key.values.size === 0) isNews = true;
    key.lastDay = day;
    if (key.isHidden) continue;
    const hash = hash64(value);
    if (key.values.get(hash) !== day && value !== OTHER_VALUE) {
      const isKnown = key.values.has(hash) || key.values.size < LIMITS.labelValues;
      if (!isKnown && !makeRoom(key, day)) {
        if (key.others++ === 0) isNews = true;
        kept.push([name, OTHER_VALUE]);
        continue;
      }
      key.values.set(hash, day);
      isNews = true;
    }
    kept.push([name, value]);
  }
  return { labels: Object.fromEntries(kept), isNews };
}

/** Counts labels whose value was made "other" because the day had too many sets of them. */
export function countOthers(known: LabelKeys, labels: Labels): void {
  for (const name of Object.keys(labels)) {
    const key = known.keys.get(name);
    if (key !== undefined) key.others++;
  }
}

/** Null where there are too many, and each was sent lately. */
function newKey(known: LabelKeys, name: string, day: number): KnownKey | null {
  const { keys } = known;
  if (keys.size >= LIMITS.labelKeys) {
    const stale = [...keys].filter(
      ([, { isHidden, lastDay }]) => !isHidden && lastDay < day - LIMITS.labelKeyDays,
    );
    const [oldest] = stale.sort(([, a], [, b]) => a.lastDay - b.lastDay);
    if (oldest === undefined) return null;
    keys.delete(oldest[0]);
  }
  const key = emptyKey(day);
  keys.set(name, key);
  return key;
}

const emptyKey = (day: number): KnownKey => ({
  isHidden: false,
  firstDay: day,
  lastDay: day,
  values: new Map(),
  others: 0,
  fullOn: -1,
});

/** The value that nobody sent for longest makes room, if that is long enough. */
function makeRoom(key: KnownKey, day: number): boolean {
  if (key.fullOn === day) return false;
  let oldest: [hash: string, day: number] | null = null;
  for (const entry of key.values) if (oldest === null || entry[1] < oldest[1]) oldest = entry;
  if (oldest === null || oldest[1] >= day - LIMITS.labelValueDays) {
    key.fullOn = day;
    return false;
  }
  key.values.delete(oldest[0]);
  return true;
}

/** Hides a key, or shows it again; one that nobody sent yet may be hidden too. False where that can't be. */
export function setHidden(
  known: LabelKeys,
  { name, isHidden, day }: { name: string; isHidden: boolean; day: number },
): boolean {
  const key = known.keys.get(name) ?? (isHidden ? newKey(known, name, day) : null);
  if (key === null) return false;
  key.isHidden = isHidden;
  // Nothing more is known of it until it is allowed again.
  if (isHidden) key.values.clear();
  return true;
}

/** What an administrator chose, without what was sent. */
export function onlyHidden({ keys }: LabelKeys, day: number): LabelKeys {
  const hidden = [...keys].filter(([, { isHidden }]) => isHidden);
  return {
    keys: new Map(hidden.map(([name]) => [name, { ...emptyKey(day), isHidden: true }])),
    dropped: 0,
  };
}

/** By key. */
export function listLabelKeys({ keys, dropped }: LabelKeys): LabelKeysAnswer {
  const items = [...keys].map(
    ([key, { isHidden, firstDay, lastDay, values, others }]): LabelKey => ({
      key,
      isHidden,
      values: values.size,
      others,
      firstAt: firstDay * TIME.dayMs,
      lastAt: lastDay * TIME.dayMs,
    }),
  );
  return { items: items.sort((a, b) => (a.key < b.key ? -1 : 1)), dropped };
}

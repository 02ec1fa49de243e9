/** Something that happened at a time; lists of them are sorted by time, then id. */
type Timed = { at: number; id: string };

/** Puts the item where its time says; `was` is the time under which it stood before, if it did. */
export function place<Item extends Timed>(items: Item[], item: Item, was: number | null): void {
  if (was !== null) remove(items, item.id, was);
  const last = items.at(-1);
  if (last === undefined || isBefore(last, item)) items.push(item);
  else items.splice(positionOf(items, item), 0, item);
}

export function remove(items: Timed[], id: string, at: number): void {
  const index = indexOf(items, id, at);
  if (index >= 0) items.splice(index, 1);
}

export function indexOf(items: readonly Timed[], id: string, at: number): number {
  const index = positionOf(items, { at, id });
  const found = items[index];
  return found !== undefined && found.at === at && found.id === id ? index : -1;
}

export function firstFrom(items: readonly { at: number }[], at: number): number {
  return search(items.length, (index) => (items[index]?.at ?? 0) < at);
}

/** The same in a list of times. */
export function firstTimeFrom(times: readonly number[], at: number): number {
  return search(times.length, (index) => (times[index] ?? 0) < at);
}

export function firstAfter(items: readonly { at: number }[], at: number): number {
  return search(items.length, (index) => (items[index]?.at ?? 0) <= at);
}

const positionOf = (items: readonly Timed[], item: Timed): number =>
  search(items.length, (index) => {
    const other = items[index];
    return other !== undefined && isBefore(other, item);
  });

const isBefore = (a: Timed, b: Timed): boolean => a.at < b.at || (a.at === b.at && a.id < b.id);

function search(length: number, isLower: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isLower(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

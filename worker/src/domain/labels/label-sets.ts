import { hash64, labelText, LIMITS, OTHER_VALUE, type Labels } from '@claude-monitor/protocol';

/** The sets of labels that came on a day, by their hash. */
export type LabelSets = { day: number; ids: Set<string> };

export const noLabelSets = (): LabelSets => ({ day: -1, ids: new Set() });

/**
 * The labels of an event, with "other" for each value once the day has as many sets as are kept (rule HUB8):
 * each set is a row in the sums of its hour, and values that are each within their bound make sets without
 * one. Null: there are too many sets of keys as well, and the event has no labels.
 */
export function boundSet(sets: LabelSets, labels: Labels, day: number): Labels | null {
  if (sets.day !== day) {
    sets.day = day;
    sets.ids.clear();
  }
  if (isKept(sets, labels, LIMITS.labelSetsOfDay)) return labels;
  const others = Object.fromEntries(Object.keys(labels).map((key) => [key, OTHER_VALUE]));
  return isKept(sets, others, 2 * LIMITS.labelSetsOfDay) ? others : null;
}

function isKept({ ids }: LabelSets, labels: Labels, atMost: number): boolean {
  const id = hash64(labelText(labels));
  if (ids.has(id)) return true;
  if (ids.size >= atMost) return false;
  ids.add(id);
  return true;
}

/** What the list can be sorted by, as the API names it. */
const SORTS = ['started_at', 'last_at', 'cost', 'duration', 'errors', 'tokens'] as const;
export type SortBy = (typeof SORTS)[number];
export type Sort = { by: SortBy; order: 'desc' | 'asc' };

export const DEFAULT_SORT: Sort = { by: 'started_at', order: 'desc' };

export type ParsedSort = { sort: Sort; notUnderstood: string | null };

export function sortFrom(query: Pick<URLSearchParams, 'get'>): ParsedSort {
  const requested = query.get('sort');
  const by = SORTS.find((one) => one === requested);
  const order = query.get('order') === 'asc' ? 'asc' : 'desc';
  if (requested === null || requested === '') {
    return { sort: { by: DEFAULT_SORT.by, order }, notUnderstood: null };
  }
  if (by === undefined) return { sort: DEFAULT_SORT, notUnderstood: requested };
  return { sort: { by, order }, notUnderstood: null };
}

/** The most first; once more, the least. */
export function sortedBy(by: SortBy, before: Sort): Sort {
  return { by, order: before.by === by && before.order === 'desc' ? 'asc' : 'desc' };
}

export function sortChanges({ by, order }: Sort): Record<string, string | null> {
  return {
    sort: by === DEFAULT_SORT.by ? null : by,
    order: order === DEFAULT_SORT.order ? null : order,
  };
}

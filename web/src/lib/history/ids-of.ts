export const idsOf = (items: readonly { id: string }[]): ReadonlySet<string> =>
  new Set(items.map(({ id }) => id));

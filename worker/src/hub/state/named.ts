/** What names a deleted session: internal ids of its attempts, keys, and the caller's ids. */
export type Named = {
  sessions: ReadonlySet<string>;
  keys: Iterable<string>;
  sessionIds: ReadonlySet<string>;
};

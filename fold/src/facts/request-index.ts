/** Names an hour of a session without holding it. */
export type HourRef = { session: string; hour: number };

/**
 * Where requests lie, whichever run they came with: a fork's transcript copies those of its origin. What is
 * found may hold the request or not, so an index may keep hashes; it may forget the oldest.
 */
export type RequestIndex = {
  /** The newest entry first: who came to hold a request last is its holder. */
  find(key: string): Iterable<HourRef>;
  add(key: string, hour: HourRef): void;
};

export function memoryRequests(): RequestIndex {
  const hours = new Map<string, HourRef[]>();
  return {
    find: (key) => hours.get(key) ?? [],
    add: (key, { session, hour }) => {
      hours.set(key, [{ session, hour }, ...(hours.get(key) ?? [])]);
    },
  };
}

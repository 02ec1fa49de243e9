import type { RecordCache } from '../../storage/record-cache.ts';

/**
 * Metrics that name no session are the same usage that requests of their user's sessions report, where a sender
 * leaves `session.id` out of its metrics only. So each user has, by hour and model, how many sessions have
 * requests; and the runs without a session that rest on it. The other way round it is the same.
 */
export type UserUsage = {
  /** Keys of the user's runs without a session: of the user as a whole. */
  nameless: string[];
  /** By model and device ('' where none is known), how many sessions have requests: of one hour. */
  measured: Map<string, Map<string, number>>;
  /** The same of requests that name no session, while metrics do. */
  measuredNameless?: Map<string, Map<string, number>>;
  /** Keys of the user's runs whose metrics rest on that: of one hour. */
  metered?: string[];
  /** Of a name: users who are called so too, each with which stronger names they have, and in how many sessions. */
  people?: Map<string, number>;
};

export const noUserUsage = (): UserUsage => ({ nameless: [], measured: new Map() });

export function putUserUsage(records: RecordCache<UserUsage>, key: string, usage: UserUsage): void {
  const { nameless, measured, measuredNameless, metered, people } = usage;
  const sizes = [
    nameless.length,
    measured.size,
    measuredNameless?.size,
    metered?.length,
    people?.size,
  ];
  if (sizes.every((size = 0) => size === 0)) records.delete(key);
  else if (records.get(key) === undefined) records.put(key, usage);
  else records.touch(key);
}

import type { WASTE_KINDS } from '@claude-monitor/protocol';

/** What is found of one event. `hour_cache_hit` takes the ground from `hour_cache` of its session. */
type FoundKind = (typeof WASTE_KINDS)[number] | 'hour_cache_hit';

export type Found = {
  kind: FoundKind;
  count: number;
  tokens: number;
  measuredMicros: number;
  estimatedMicros: number;
  unpriced: number;
};

/** What has to be known of a session to see waste in its next event: bounded, and stored with a checkpoint. */
export type WasteState = {
  /** Ids of requests that were seen, the newest. */
  requests: string[];
  /** Calls that began and are not over: id, fingerprint, fingerprint of the path. */
  started: [string, string, string][];
  /** Ids of calls that are over, the newest. */
  ended: string[];
  /** Calls that no request came after yet. */
  calls: { at: number; agent: string; kind: 'plain' | 'read again' | 'failed again' }[];
  /** What was read and is in the context: fingerprint of the call, and of the path. */
  reads: [string, string][];
  /** Fingerprints of calls that failed, and did not succeed since. */
  failed: string[];
  /** The last request of each subagent and model. */
  threads: Thread[];
};

export type Thread = {
  key: string;
  at: number;
  /** Tokens of its prompt, and of its answer. */
  prompt: number;
  output: number;
  micros: number | null;
  ttlMs: number;
};

export const newWasteState = (): WasteState => ({
  ...{ requests: [], started: [], ended: [], calls: [], reads: [], failed: [], threads: [] },
});

export const WASTE_BOUNDS = {
  requests: 64,
  started: 50,
  ended: 64,
  calls: 64,
  reads: 150,
  failed: 20,
  threads: 20,
} as const;

/** Adds to the end; the oldest makes room. */
export function push<Item>(list: Item[], item: Item, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}

export const found = (kind: Found['kind'], fields: Partial<Omit<Found, 'kind'>>): Found => ({
  ...{ kind, count: 1, tokens: 0, measuredMicros: 0, estimatedMicros: 0, unpriced: 0 },
  ...fields,
});

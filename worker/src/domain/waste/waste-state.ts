import { WASTE_KINDS } from '@claude-monitor/protocol';
import { z } from 'zod';

/** What is found of one event. `hour_cache_hit` takes the ground from `hour_cache` of its session. */
export const FOUND_KINDS = [...WASTE_KINDS, 'hour_cache_hit'] as const;

export type Found = {
  kind: (typeof FOUND_KINDS)[number];
  count: number;
  tokens: number;
  measuredMicros: number;
  estimatedMicros: number;
  unpriced: number;
};

const callKind = z.enum(['plain', 'read again', 'failed again']);

/** What has to be known of a session to see waste in its next event: bounded, and stored with a checkpoint. */
export const wasteStateSchema = z.object({
  /** Ids of requests that were seen, the newest. */
  requests: z.array(z.string()),
  /** Calls that began and are not over: id, fingerprint, fingerprint of the path. */
  started: z.array(z.tuple([z.string(), z.string(), z.string()])),
  /** Ids of calls that are over, the newest. */
  ended: z.array(z.string()),
  /** Calls that no request came after yet. */
  calls: z.array(z.object({ at: z.number(), agent: z.string(), kind: callKind })),
  /** What was read and is in the context: fingerprint of the call, and of the path. */
  reads: z.array(z.tuple([z.string(), z.string()])),
  /** Fingerprints of calls that failed, and did not succeed since. */
  failed: z.array(z.string()),
  /** The last request of each subagent and model. */
  threads: z.array(
    z.object({
      key: z.string(),
      at: z.number(),
      /** Tokens of its prompt, and of its answer. */
      prompt: z.number(),
      output: z.number(),
      micros: z.number().nullable(),
      ttlMs: z.number(),
    }),
  ),
});
export type WasteState = z.infer<typeof wasteStateSchema>;

export const newWasteState = (): WasteState => ({
  ...{ requests: [], started: [], ended: [], calls: [], reads: [], failed: [], threads: [] },
});

export const WASTE_BOUNDS = {
  requests: 200,
  started: 50,
  ended: 200,
  calls: 100,
  reads: 300,
  failed: 20,
  threads: 20,
} as const;

/** Adds to the end; the oldest makes room. */
export function push<Item>(list: Item[], item: Item, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}

export const found = (kind: Found['kind'], said: Partial<Omit<Found, 'kind'>>): Found => ({
  ...{ kind, count: 1, tokens: 0, measuredMicros: 0, estimatedMicros: 0, unpriced: 0 },
  ...said,
});

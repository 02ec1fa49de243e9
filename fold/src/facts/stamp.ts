import type { Source } from '@claude-monitor/protocol/event/event';

/**
 * Where a value came from. Of two values for one field the higher rank wins, then the later time,
 * then the greater id: a total order, so merging is commutative, associative and idempotent.
 */
export type Stamp = { rank: number; time: number; id: string };

export type Stamped<Value> = Stamp & { value: Value };

export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.time !== b.time) return a.time - b.time;
  if (a.id === b.id) return 0;
  return a.id > b.id ? 1 : -1;
}

export function newest<Value>(
  known: Stamped<Value> | null | undefined,
  next: Stamped<Value>,
): Stamped<Value> {
  if (known === null || known === undefined) return next;
  return compareStamps(next, known) > 0 ? next : known;
}

/** Who is believed about figures, about times and tools, and about intent. */
export const RANKS = {
  usage: { otlp: 5, transcript: 4, sdk: 3, hook: 2, api: 1, mcp: 1 },
  record: { otlp: 5, transcript: 4, hook: 3, mcp: 2, sdk: 1, api: 1 },
  intent: { mcp: 3, sdk: 3, api: 3, hook: 2, transcript: 1, otlp: 1 },
} as const satisfies Record<string, Record<Source, number>>;

/** Said by the agent or its orchestrator, not by the client's own telemetry. */
export const isDeclaring = (source: Source): boolean => RANKS.intent[source] === RANKS.intent.mcp;

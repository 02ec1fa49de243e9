import { hash64 } from '@claude-monitor/protocol';
import { addEvent, type OtlpBatch } from '../../otlp/batch.ts';
import type { Attributes } from '../../otlp/attributes.ts';
import type { Origin } from '../../otlp/records.ts';
import { identityOfAgent } from '../sender.ts';

/** Tokens of each kind once: what was read from the cache is no input here, what was thought is output. */
export type MeteredTokens = Record<'input' | 'output' | 'cacheRead' | 'cacheCreation', number>;

/** What a counter of a CLI says at a time, or one that counts a single turn. */
export type Reading = {
  sessionId: string;
  model: string | undefined;
  startAt: number;
  time: number;
  /** What distinguishes the counter from others of its session. */
  counter: readonly unknown[];
  tokens: MeteredTokens;
  attributes: Attributes;
  origin: Origin;
};

/** Adds a reading as what Claude Code's metrics are: it counts for a session without a request of its own. */
export function addReading(batch: OtlpBatch, reading: Reading): void {
  const { sessionId, model, startAt, time, counter, tokens, attributes, origin } = reading;
  for (const [type, value] of Object.entries(tokens)) {
    if (value <= 0) continue;
    const series = hash64(JSON.stringify([...counter, type]));
    const kept = { type, series, ...(model === undefined ? {} : { model }) };
    addEvent(batch, {
      type: 'metric',
      id: hash64(JSON.stringify(['reading', sessionId, kept, startAt, time])),
      time,
      sessionId,
      source: 'otlp',
      ...identityOfAgent(attributes, origin, undefined),
      model,
      name: 'tokens',
      value,
      startAt,
      attributes: kept,
    });
  }
}

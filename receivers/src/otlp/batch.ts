import {
  parseEvent,
  type ItemErrorCode,
  type TelemetryEventInput,
  type UnknownName,
} from '@claude-monitor/protocol';
import type { NormalisedBatch } from '../events.ts';

/**
 * What a request of OTLP came to. `index` of a refused item is that of its log record, data point or
 * span; what was taken without saying anything (noise, other people's telemetry) is in neither list.
 */
export type OtlpBatch = NormalisedBatch & {
  records: number;
  unknown: UnknownName[];
  /** By session, the machine that made its records, where it says which: what one clock made. */
  machines: Record<string, string>;
  /** Names of what records of agents say and nothing here reads, though it would be in a figure. */
  notRead: Set<string>;
  /** Records that are about no agent: telemetry of whatever else the sender runs. */
  others: number;
};

export type Refusal = { code: ItemErrorCode; path: string; message: string };

export function newBatch(): OtlpBatch {
  return {
    events: [],
    refused: [],
    records: 0,
    unknown: [],
    machines: {},
    notRead: new Set(),
    others: 0,
  };
}

/** Adds what the record read last says; each event is parsed as one from anywhere else is. */
export function addEvent(batch: OtlpBatch, input: TelemetryEventInput): void {
  const present = Object.entries(input).filter(([, value]) => value !== undefined);
  const parsed = parseEvent(Object.fromEntries(present));
  if (parsed.ok) batch.events.push(parsed.event);
  else refuse(batch, parsed);
}

/** Refuses the record read last; the others stay (rule ING3). */
export function refuse(batch: OtlpBatch, { code, path, message }: Refusal): void {
  batch.refused.push({ index: batch.records - 1, id: null, code, path, message });
}

export const missing = (path: string): Refusal => ({
  code: 'invalid_event',
  path,
  message: 'expected a value',
});

export const UNREADABLE: Refusal = {
  code: 'invalid_event',
  path: '',
  message: 'can not be decoded',
};

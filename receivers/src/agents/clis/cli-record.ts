import { hash64, type TelemetryEventInput } from '@claude-monitor/protocol';
import { nameOf, statedTimeOf, type Attributes } from '../../otlp/attributes.ts';
import { addEvent, missing, refuse, type OtlpBatch } from '../../otlp/batch.ts';
import type { LogRecord } from '../../otlp/records.ts';
import { identityOfAgent } from '../sender.ts';

export type Base = {
  id: string;
  time: number;
  sessionId: string;
  source: 'otlp';
  model?: string | undefined;
};

/** What a kind of record means: an event, the attribute that it lacks, or nothing. */
export type RecordReader = (
  base: Base,
  attributes: Attributes,
) => TelemetryEventInput | { missing: string } | null;

type Read = {
  of: readonly [agent: string, name: string];
  sessionId: string | undefined;
  sessionAttribute: string;
  /** Attributes by which two records of one name and time differ. */
  own: readonly string[];
  reading: RecordReader;
};

/** Adds the event of a CLI's log record. Its id is of the record, so a record that is sent again counts once. */
export function addRecord(
  batch: OtlpBatch,
  { attributes, origin, time }: LogRecord,
  { of: [agent, name], sessionId, sessionAttribute, own, reading }: Read,
): void {
  const at = statedTimeOf(attributes) ?? time;
  if (sessionId === undefined) return refuse(batch, missing(sessionAttribute));
  if (at === null) return refuse(batch, missing('event.timestamp'));
  const values = own.map((key) => String(attributes.get(key) ?? ''));
  const read = reading(
    {
      id: hash64(JSON.stringify([agent, sessionId, name, at, values])),
      time: at,
      sessionId,
      source: 'otlp',
      ...identityOfAgent(attributes, origin, undefined),
      model: nameOf(attributes, 'model'),
    },
    attributes,
  );
  if (read === null) return;
  if ('missing' in read) refuse(batch, missing(read.missing));
  else addEvent(batch, read);
}

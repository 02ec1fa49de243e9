import { hash64, type TelemetryEventInput } from '@claude-monitor/protocol';

/** A record that says which one of its process it is (`event.sequence`). */
export type Numbered = { sessionId: string; sequence: number; time: number };

/**
 * Which records of each session a request held, noise included, as unbroken intervals (rule USE5): what
 * is missing between them did not arrive. Nothing in a record names its process, so an interval says
 * when its first and its last record were made: the fold finds by that which process it belongs to, and
 * which records another request held too.
 */
export function sequenceEvents(records: readonly Numbered[]): TelemetryEventInput[] {
  const bySession = new Map<string, Numbered[]>();
  const earliest = new Map<number, Numbered>();
  for (const record of records) {
    const { sequence, time } = record;
    if (time < (earliest.get(sequence)?.time ?? Infinity)) earliest.set(sequence, record);
    const ofSession = bySession.get(record.sessionId);
    if (ofSession === undefined) bySession.set(record.sessionId, [record]);
    else ofSession.push(record);
  }
  return [...bySession.values()].flatMap((ofSession) =>
    processesOf(withoutRepeats(ofSession))
      .flatMap(intervalsOf)
      .map((interval) => sequenceEvent(interval, isContinued(interval))),
  );

  /** A process goes on under a new session after /clear, most often within one export. */
  function isContinued({ first: { sequence, sessionId, time } }: Interval): boolean {
    const before = earliest.get(sequence - 1);
    return before !== undefined && before.sessionId !== sessionId && before.time <= time;
  }
}

type Interval = { first: Numbered; last: Numbered };

function sequenceEvent({ first, last }: Interval, isContinued: boolean): TelemetryEventInput {
  const { sessionId } = first;
  const process = `${String(first.sequence)}@${String(first.time)}`;
  const key = ['sequence', sessionId, process, last.sequence, last.time];
  return {
    type: 'sequence',
    id: hash64(JSON.stringify(isContinued ? [...key, 'continued'] : key)),
    time: first.time,
    lastAt: last.time,
    sessionId,
    source: 'otlp',
    process,
    from: first.sequence,
    to: last.sequence,
    count: last.sequence - first.sequence + 1,
    ...(isContinued ? { isContinued } : {}),
  };
}

const withoutRepeats = (records: readonly Numbered[]): Numbered[] => [
  ...new Map(
    records.map((record) => [`${String(record.sequence)}@${String(record.time)}`, record]),
  ).values(),
];

/**
 * One process numbers no two records alike, though its records may be a little out of order; where
 * numbers repeat, a collector has put several processes into one request, and they differ in time.
 */
function processesOf(records: readonly Numbered[]): Numbered[][] {
  if (new Set(records.map(({ sequence }) => sequence)).size === records.length)
    return [[...records]];
  const processes: Numbered[][] = [];
  let before: Numbered | undefined;
  for (const record of records.toSorted((a, b) => a.time - b.time || a.sequence - b.sequence)) {
    if (before === undefined || record.sequence <= before.sequence) processes.push([]);
    processes.at(-1)?.push(record);
    before = record;
  }
  return processes;
}

function intervalsOf(records: readonly Numbered[]): Interval[] {
  const intervals: Interval[] = [];
  for (const record of records.toSorted((a, b) => a.sequence - b.sequence)) {
    const interval = intervals.at(-1);
    if (interval !== undefined && record.sequence === interval.last.sequence + 1) {
      interval.last = record;
    } else {
      intervals.push({ first: record, last: record });
    }
  }
  return intervals;
}

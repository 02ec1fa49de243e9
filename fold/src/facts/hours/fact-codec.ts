import { USAGE_SUM_FIELDS, type UsageSums } from '@claude-monitor/protocol/figures';
import {
  FACT_KINDS,
  NO_ACTIVITY,
  type Activity,
  type Contribution,
  type Edge,
  type Fact,
  type FactFields,
} from '../fact.ts';
import type { Stamp } from '../stamp.ts';

/**
 * A fact as a list: names stand for nothing but their place, times for the distance from the hour, and
 * what is as usual is left out. A third of the same fact as JSON, before compression. The places are
 * part of the storage version: new ones are added at the end.
 */
export type StoredFact = [
  kind: number,
  key: string,
  stamp: StoredStamp,
  fields: unknown[],
  rev: number,
  given: StoredContribution | 0,
  overrides?: unknown[] | 0,
  flags?: number,
];

type StoredStamp = [rank: number, time: number, id: string];

type StoredContribution = [
  owner: string,
  ownerSession: string,
  task: string,
  provenance: number,
  usage: number[] | 0,
  clientCostMicros: number,
  activity: number[] | 0,
  /** Those that differ from the fact's own: time, subagent, model; and an edge. */
  other?: {
    at?: number;
    agentId?: string;
    model?: string;
    labels?: string;
    edge?: Edge;
    fingerprint?: string;
  },
];

const FIELDS: readonly (keyof FactFields)[] = [
  'at',
  'agentId',
  'taskId',
  'promptId',
  'project',
  'model',
  'source',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
  'cacheCreation1hTokens',
  'clientCostMicros',
  'isMeasured',
  'isCumulative',
  'toolName',
  'requestId',
  'outcome',
  'durationMs',
  'errorType',
  'errorMessage',
  'severity',
  'isAfterRetries',
  'taskStatus',
  'interval',
  'session',
  'toAgent',
  'toSessionId',
  'metered',
  'route',
  'tier',
  'webSearches',
  'toSubagent',
  'length',
  'subagentType',
  'labels',
  'isCacheDurationUnsaid',
];

const PROVENANCES: readonly Contribution['provenance'][] = [
  null,
  'measured',
  'reported',
  'superseded',
];

const ACTIVITIES = [
  'tasksStarted',
  'tasksDone',
  'tasksFailed',
  'errors',
  'highErrors',
  'toolCalls',
] as const satisfies readonly (keyof Activity)[];

const KIND_PLACES = new Map<string, number>(FACT_KINDS.map((kind, place) => [kind, place]));
const FIELD_PLACES = new Map<string, number>(FIELDS.map((field, place) => [field, place]));

const KEEPS = 1;
const YIELDS = 2;
const COPY = 4;
const COVERED = 8;

type Place = { session: string; hour: number };

export function encodeFact(fact: Fact, place: Place): StoredFact {
  const { hour } = place;
  const flags =
    (fact.joined === 'keeps' ? KEEPS : fact.joined === 'yields' ? YIELDS : 0) |
    (fact.isCopy === true ? COPY : 0) |
    (fact.isCovered === true ? COVERED : 0);
  const stored: StoredFact = [
    KIND_PLACES.get(fact.kind) ?? 0,
    fact.key,
    encodeStamp(fact.stamp, hour),
    encodeFields(fact.fields, hour),
    fact.rev,
    fact.contribution === null ? 0 : encodeContribution(fact.contribution, fact, place),
  ];
  if (fact.overrides !== null || flags !== 0) {
    stored.push(fact.overrides === null ? 0 : encodeOverrides(fact.overrides, hour));
  }
  if (flags !== 0) stored.push(flags);
  return stored;
}

export function decodeFact(stored: StoredFact, place: Place): Omit<Fact, 'chunk'> {
  const { hour } = place;
  const [kind, key, stamp, fields, rev, given, overrides = 0, flags = 0] = stored;
  const fact: Omit<Fact, 'chunk'> = {
    kind: FACT_KINDS[kind] ?? 'other',
    key,
    fields: decodeFields(fields, hour),
    stamp: decodeStamp(stamp, hour),
    overrides: overrides === 0 ? null : decodeOverrides(overrides, hour),
    joined: (flags & KEEPS) !== 0 ? 'keeps' : (flags & YIELDS) !== 0 ? 'yields' : null,
    contribution: null,
    rev,
  };
  if ((flags & COPY) !== 0) fact.isCopy = true;
  if ((flags & COVERED) !== 0) fact.isCovered = true;
  if (given !== 0) fact.contribution = decodeContribution(given, fact, place);
  return fact;
}

const encodeStamp = ({ rank, time, id }: Stamp, hour: number): StoredStamp => [
  rank,
  time - hour,
  id,
];

const decodeStamp = ([rank, time, id]: StoredStamp, hour: number): Stamp => ({
  rank,
  time: time + hour,
  id,
});

function encodeFields(fields: Fact['fields'], hour: number): unknown[] {
  const list: unknown[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const place = FIELD_PLACES.get(name);
    if (place === undefined) continue;
    list.push(place, name === 'at' ? Number(value) - hour : value);
  }
  return list;
}

function decodeFields(list: readonly unknown[], hour: number): Fact['fields'] {
  const fields: Record<string, unknown> = {};
  for (let index = 0; index < list.length; index += 2) {
    const name = FIELDS[Number(list[index])];
    if (name === undefined) continue;
    fields[name] = name === 'at' ? Number(list[index + 1]) + hour : list[index + 1];
  }
  // Written by encodeFields alone.
  return fields as Fact['fields'];
}

function encodeOverrides(overrides: NonNullable<Fact['overrides']>, hour: number): unknown[] {
  const list: unknown[] = [];
  for (const [name, stamp] of Object.entries(overrides)) {
    const place = FIELD_PLACES.get(name);
    if (place !== undefined) list.push(place, encodeStamp(stamp, hour));
  }
  return list;
}

function decodeOverrides(list: readonly unknown[], hour: number): NonNullable<Fact['overrides']> {
  const overrides: Partial<Record<keyof FactFields, Stamp>> = {};
  for (let index = 0; index < list.length; index += 2) {
    const name = FIELDS[Number(list[index])];
    // Written by encodeOverrides alone.
    if (name !== undefined) overrides[name] = decodeStamp(list[index + 1] as StoredStamp, hour);
  }
  return overrides;
}

function encodeContribution(
  part: Contribution,
  { fields }: Pick<Fact, 'fields'>,
  { session, hour }: Place,
): StoredContribution {
  const { owner, ownerSession, activity, edge } = part;
  const stored: StoredContribution = [
    owner === session ? '' : owner,
    ownerSession === owner ? '' : ownerSession,
    part.task,
    PROVENANCES.indexOf(part.provenance),
    part.usage === null ? 0 : encodeUsage(part.usage),
    part.clientCostMicros,
    activity === NO_ACTIVITY ? 0 : ACTIVITIES.map((name) => activity[name]),
  ];
  const other: NonNullable<StoredContribution[7]> = {};
  if (part.at !== fields.at) other.at = part.at - hour;
  if (part.agentId !== (fields.agentId ?? '')) other.agentId = part.agentId;
  if (part.model !== (fields.model ?? '')) other.model = part.model;
  if (part.labels !== (fields.labels ?? '')) other.labels = part.labels;
  if (edge !== null) other.edge = edge;
  if (part.fingerprint !== '') other.fingerprint = part.fingerprint;
  for (const _ in other) {
    stored.push(other);
    break;
  }
  return stored;
}

function decodeContribution(
  stored: StoredContribution,
  { fields }: Pick<Fact, 'fields'>,
  { session, hour }: Place,
): Contribution {
  const [owner, ownerSession, task, provenance, usage, clientCostMicros, activity, other] = stored;
  const known = owner === '' ? session : owner;
  return {
    at: other?.at === undefined ? fields.at : other.at + hour,
    owner: known,
    ownerSession: ownerSession === '' ? known : ownerSession,
    task,
    agentId: other?.agentId ?? fields.agentId ?? '',
    model: other?.model ?? fields.model ?? '',
    labels: other?.labels ?? fields.labels ?? '',
    provenance: PROVENANCES[provenance] ?? null,
    usage: usage === 0 ? null : decodeUsage(usage),
    clientCostMicros,
    activity: activity === 0 ? NO_ACTIVITY : decodeActivity(activity),
    edge: other?.edge ?? null,
    fingerprint: other?.fingerprint ?? '',
  };
}

export const encodeUsage = (usage: UsageSums): number[] =>
  USAGE_SUM_FIELDS.map((field) => usage[field]);

export function decodeUsage(numbers: readonly number[]): UsageSums {
  const [requests = 0, input = 0, output = 0, read = 0, creation = 0, cost = 0, unpriced = 0] =
    numbers;
  return {
    requests,
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: read,
    cacheCreationTokens: creation,
    costMicros: cost,
    unpricedRequests: unpriced,
  };
}

export const encodeActivity = (activity: Activity): number[] =>
  ACTIVITIES.map((name) => activity[name]);

export function decodeActivity(numbers: readonly number[]): Activity {
  const [
    tasksStarted = 0,
    tasksDone = 0,
    tasksFailed = 0,
    errors = 0,
    highErrors = 0,
    toolCalls = 0,
  ] = numbers;
  return { tasksStarted, tasksDone, tasksFailed, errors, highErrors, toolCalls };
}

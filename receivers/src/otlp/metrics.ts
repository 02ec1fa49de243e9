import { isCodexMetric } from '../agents/clis/codex-sender.ts';
import { isGeminiCli } from '../agents/clis/gemini-cli.ts';
import { conversationOf, firstId, identityOfAgent, senderOf } from '../agents/sender.ts';
import { recordUnreadMetric, recordNonAgent } from '../agents/unknown.ts';
import { isAgentMetric } from '../conventions/kinds.ts';
import { hash64, LIMITS, type TelemetryEventInput } from '@claude-monitor/protocol';
import { NOISE_METRICS } from './claude-code-names.ts';
import { nameOf } from './attributes.ts';
import { addEvent, missing, newBatch, refuse, UNREADABLE, type OtlpBatch } from './batch.ts';
import { recordLabelsLeftOut } from './labels/left-out.ts';
import { recordMachine } from './machine.ts';
import { readPoints, type MetricPoint } from './records.ts';
import { clientOf, identityOf, isClaudeCode, sessionOrUserOf } from './sender.ts';
import type { OtlpTree } from './wire.ts';
import { recordUnknownAttributes } from './unknown-attributes.ts';
import { recordUnknown } from '../unknown-names.ts';

type MetricName = Extract<TelemetryEventInput, { type: 'metric' }>['name'];

/** What the sender's metrics are called here, and what its unit is worth in ours. */
const METRICS: Readonly<Record<string, { name: MetricName; unit: number }>> = {
  'claude_code.token.usage': { name: 'tokens', unit: 1 },
  'claude_code.cost.usage': { name: 'cost', unit: 1e6 },
  'claude_code.lines_of_code.count': { name: 'lines', unit: 1 },
  'claude_code.commit.count': { name: 'commits', unit: 1 },
  'claude_code.pull_request.count': { name: 'pull_requests', unit: 1 },
  'claude_code.active_time.total': { name: 'active_time', unit: 1000 },
  'gen_ai.client.token.usage': { name: 'tokens', unit: 1 },
};

const KEPT_ATTRIBUTES: Readonly<Record<string, string>> = {
  type: 'type',
  model: 'model',
  query_source: 'query_source',
  'agent.name': 'agent.name',
  start_type: 'start_type',
  speed: 'speed',
  'gen_ai.openai.response.service_tier': 'tier',
  'openai.response.service_tier': 'tier',
  'gen_ai.token.type': 'type',
  'gen_ai.request.model': 'model',
  // After the request's, which it overrides.
  'gen_ai.response.model': 'model',
};

/** What kinds of tokens were called before the conventions named them. */
const FORMER_TYPES: ReadonlyMap<string, string> = new Map([
  ['prompt', 'input'],
  ['completion', 'output'],
]);

/** What a metric of conventions may count that is added: the others are part of these, or their sum. */
const ADDED = ['input', 'output'];
/** Parts of the output, and sums: left out without a word. */
const OF_ADDED = /^(reasoning|thinking|thoughts|total)/;

/** The attribute that distinguishes counters whose kept attributes are equal. */
const SERIES = 'series';

function plainType(type: string): string {
  const plain = type.toLowerCase();
  return FORMER_TYPES.get(plain) ?? plain;
}

/**
 * The data points of a request as events; null for more of them than are taken at once.
 *
 * A point is a reading of a cell: (session, name, attributes, startAt). A cumulative counter starts one
 * when it starts again, and then every later reading of the cell is the greater; a point of a delta
 * counter is a cell of its own, also of senders that write the start of their process as its start. So
 * the worth of a cell is its greatest value, and the total is the sum of all cells, in whatever order
 * and however often they came, and across resets.
 */
export function normaliseMetrics(tree: OtlpTree): OtlpBatch | null {
  const batch = newBatch();
  for (const point of readPoints(tree)) {
    if (++batch.records > LIMITS.otlpRecords) return null;
    const before = batch.events.length;
    if (point === null) {
      refuse(batch, UNREADABLE);
      continue;
    }
    addPoint(batch, point);
    recordMachine(batch, before, point);
    recordLabelsLeftOut(batch, before, point);
  }
  return batch;
}

function addPoint(batch: OtlpBatch, point: MetricPoint): void {
  const { attributes, origin, time, value, temporality } = point;
  const isOwn = isClaudeCode(origin);
  const metric = Object.hasOwn(METRICS, point.name) ? METRICS[point.name] : undefined;
  const isOfConvention = isAgentMetric(point.name);
  if (isOwn) recordUnknownNames(batch, point, metric !== undefined);
  else if (isRepeated(point)) return;
  if (metric === undefined) return isOwn ? undefined : recordUnread(batch, point);
  const sessionId = isOwn
    ? sessionOrUserOf(attributes, origin)
    : isOfConvention
      ? firstId(attributes, 'conversation')
      : conversationOf(attributes, origin);
  if (sessionId === undefined && !isOwn) {
    // Of no conversation: it would count again what spans count, for theirs may be another session than their
    // sender's. No fault of its sender, so it is not refused.
    recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'metric', name: point.name });
    return;
  }
  if (sessionId === undefined) return refuse(batch, missing('session.id'));
  if (time === null) return refuse(batch, missing('timeUnixNano'));
  if (value === null) return refuse(batch, missing('value'));
  if (temporality === 'none') return refuse(batch, missing('aggregationTemporality'));
  const isDelta = temporality === 'delta';
  const startAt = point.startAt ?? (isDelta ? time : 0);
  const kept = keptOf(point, isDelta ? [startAt, time] : []);
  if (isOfConvention && !ADDED.includes(kept['type'] ?? ''))
    return recordType(batch, point, kept['type']);
  addEvent(batch, {
    type: 'metric',
    id: hash64(JSON.stringify(['metric', sessionId, point.name, kept, startAt, time])),
    time,
    sessionId,
    source: 'otlp',
    ...(isOwn ? identityOf(attributes, origin) : identityOfAgent(attributes, origin, undefined)),
    model: kept.model,
    name: metric.name,
    value: value * metric.unit,
    startAt,
    attributes: kept,
  });
}

/** Metrics of conventions for agents say nothing new; those that count tokens are listed by name. */
function recordUnread(batch: OtlpBatch, point: MetricPoint): void {
  if (isAgentMetric(point.name)) recordUnreadMetric(batch, point.name, point.origin);
  else recordNonAgent(batch, point, 'metric');
}

/** Tokens of a kind that would be counted, and priced, as plain input if they were added. */
function recordType(
  batch: OtlpBatch,
  { name, origin }: MetricPoint,
  type: string | undefined,
): void {
  if (type === undefined) recordUnreadMetric(batch, `${name}-without-type`, origin);
  else if (!OF_ADDED.test(type)) recordUnreadMetric(batch, `${name}-of-${type}`, origin);
}

/** What log records tell better, by session and by model. */
const isRepeated = ({ name, origin }: MetricPoint): boolean =>
  isCodexMetric(name, origin) || isGeminiCli(origin);

function recordUnknownNames(
  { unknown }: OtlpBatch,
  { name, attributes, origin }: MetricPoint,
  isUsed: boolean,
): void {
  const client = clientOf(origin);
  if (!isUsed && !NOISE_METRICS.has(name))
    recordUnknown(unknown, { ...client, kind: 'metric', name });
  recordUnknownAttributes(unknown, attributes, origin);
}

/** `interval` is what a point alone counts, where it counts by itself. */
function keptOf(
  { attributes, origin }: MetricPoint,
  interval: readonly number[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, name] of Object.entries(KEPT_ATTRIBUTES)) {
    const value = nameOf(attributes, key);
    if (value !== undefined) kept[name] = FORMER_TYPES.get(value) ?? value;
  }
  const { type } = kept;
  if (type !== undefined && !isClaudeCode(origin)) kept['type'] = plainType(type);
  const all = [...attributes].sort(([a], [b]) => (a < b ? -1 : 1));
  kept[SERIES] = hash64(JSON.stringify([...all, ...interval]));
  return kept;
}

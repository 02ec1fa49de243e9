import { idOf, nameOf } from '../../otlp/attributes.ts';
import { missing, refuse, type OtlpBatch } from '../../otlp/batch.ts';
import type { MetricPoint, Span } from '../../otlp/records.ts';
import { recordLabelsLeftOut } from '../../otlp/labels/left-out.ts';
import { recordMachine } from '../../otlp/machine.ts';
import { recordUnknown } from '../../unknown-names.ts';
import { senderOf } from '../sender.ts';
import { recordNotRead } from '../unknown.ts';
import { addReading } from './meter.ts';

const TOKENS = 'gemini_cli.token.usage';
/** The same counter of a product that is made of Gemini CLI. */
const TOKENS_OF_ANY = /^(?!gen_ai\.)[\w-]+\.token\.usage$/;

/** One reading of Gemini CLI's counter of tokens: its points by what they count. */
type Group = { point: MetricPoint; points: Map<string, MetricPoint> };
export type GeminiReadings = Map<string, Group>;

/**
 * Keeps a point until those beside it are known: its input counts what was cached, its output no thoughts, and each is
 * a point of its own. Other counters repeat these, or count no tokens. Of other products nobody can tell from a
 * counter whether thoughts are in the output, which depends on the API they ask.
 */
export function keepGeminiPoint(
  batch: OtlpBatch,
  readings: GeminiReadings,
  point: MetricPoint,
): void {
  const { name, attributes, origin, time, startAt, temporality } = point;
  if (!TOKENS_OF_ANY.test(name)) return;
  if (name !== TOKENS) {
    recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'metric', name });
    return recordNotRead(batch, name);
  }
  if (time === null) return refuse(batch, missing('timeUnixNano'));
  if (point.value === null) return refuse(batch, missing('value'));
  if (temporality === 'none') return refuse(batch, missing('aggregationTemporality'));
  if (sessionOf(point) === undefined) return refuse(batch, missing('session.id'));
  const type = nameOf(attributes, 'type') ?? '';
  const others = [...attributes].filter(([key]) => key !== 'type').sort(byName);
  const interval = temporality === 'delta' ? [startAt, time] : [time];
  const key = JSON.stringify([...origin.resource, others, interval]);
  const group = readings.get(key) ?? { point, points: new Map<string, MetricPoint>() };
  group.points.set(type, point);
  readings.set(key, group);
}

export function addGeminiReadings(batch: OtlpBatch, readings: GeminiReadings): void {
  for (const { point, points } of readings.values()) {
    const { attributes, origin, time, temporality } = point;
    const before = batch.events.length;
    const sessionId = sessionOf(point);
    if (sessionId === undefined || time === null) continue;
    const count = (type: string): number => points.get(type)?.value ?? 0;
    const startAt = (points.get('input') ?? point).startAt ?? time;
    const others = [...attributes].filter(([key]) => key !== 'type').sort(byName);
    addReading(batch, {
      sessionId,
      model: nameOf(attributes, 'model'),
      startAt,
      time,
      counter: [TOKENS, ...others, ...(temporality === 'delta' ? [startAt, time] : [])],
      tokens: {
        input: Math.max(0, count('input') - count('cache')) + count('tool'),
        output: count('output') + count('thought'),
        cacheRead: count('cache'),
        cacheCreation: 0,
      },
      attributes,
      origin,
    });
    recordMachine(batch, before, point);
    recordLabelsLeftOut(batch, before, point);
  }
}

/** A call's span counts neither what was cached nor what was thought, so it is in no figure. */
export function recordGeminiSpan(batch: OtlpBatch, { attributes, origin, name }: Span): void {
  if (!attributes.has('gen_ai.usage.input_tokens')) return;
  const known = `${name}-without-cached-and-thinking-tokens`;
  recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'span', name: known });
  recordNotRead(batch, known);
}

const sessionOf = ({ attributes, origin }: MetricPoint): string | undefined =>
  idOf(attributes, 'session.id') ?? idOf(origin.resource, 'session.id');

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

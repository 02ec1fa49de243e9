import { fieldOf, nameOf, numberOf, type Attributes } from '../../otlp/attributes.ts';
import type { Origin, Span } from '../../otlp/records.ts';

/**
 * Goose sends spans of Rust's `tracing`, with names of its own (https://github.com/block/goose, crates/goose,
 * otel and tracing, 2026-11). Newer ones tell what a call used as JSON in `usage_details_json`; older ones in an event
 * of the span around it, which has the settings of the model as JSON. Its spans of tools have no names of tools.
 */
export const isGoose = ({ resource }: Origin): boolean =>
  nameOf(resource, 'service.namespace') === 'goose' || nameOf(resource, 'service.name') === 'goose';

/** What a span of Goose tells, in the words of OpenTelemetry's conventions. */
export function asConvention(span: Span): Span {
  const { attributes, events } = span;
  const usage = jsonIn(attributes, 'usage_details_json');
  const old = [attributes, ...events].find((one) => one.has('model_config'));
  const session = nameOf(attributes, 'session.id') ?? nameOf(attributes, 'session_id');
  const common = new Map(
    session === undefined ? [] : [['gen_ai.conversation.id', session] as const],
  );
  if (typeof usage === 'object' && usage !== null) {
    const model = nameOf(attributes, 'model');
    return {
      ...span,
      attributes: new Map([...common, ...callOf(model, countsIn(usage))]),
      events: [],
    };
  }
  if (old?.has('input_tokens') === true) {
    const model = fieldOf(jsonIn(old, 'model_config'), 'model_name');
    const counts = COUNTS.map(([, name]) => [name, numberOf(old.get(name))] as const);
    const call = callOf(typeof model === 'string' ? model : undefined, counts);
    return { ...span, attributes: new Map([...common, ...call]), events: [] };
  }
  return common.size === 0 ? span : { ...span, attributes: common, events: [] };
}

const COUNTS = [
  ['input', 'input_tokens'],
  ['output', 'output_tokens'],
  ['total', 'total_tokens'],
  ['cache_read_input_tokens', 'cache_read_input_tokens'],
  ['cache_write_input_tokens', 'cache_write_input_tokens'],
] as const;

type Count = readonly [name: string, count: number | null];

const countsIn = (usage: object): Count[] =>
  COUNTS.map(([own, name]) => [name, numberOf(fieldOf(usage, own))]);

const callOf = (model: string | undefined, counts: readonly Count[]) =>
  new Map<string, string | number>([
    ['gen_ai.operation.name', 'chat'],
    ...(model === undefined ? [] : [['gen_ai.request.model', model] as const]),
    ...counts.flatMap(([name, count]) =>
      count === null ? [] : [[`gen_ai.usage.${name}`, count] as const],
    ),
  ]);

function jsonIn(attributes: Attributes, name: string): unknown {
  try {
    return JSON.parse(String(attributes.get(name) ?? ''));
  } catch {
    return null;
  }
}

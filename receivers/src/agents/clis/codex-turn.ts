import { idOf, nameOf, quantityOf, type Attributes } from '../../otlp/attributes.ts';
import { missing, refuse, type OtlpBatch } from '../../otlp/batch.ts';
import type { MetricPoint, Span } from '../../otlp/records.ts';
import { recordUnknown } from '../../unknown-names.ts';
import { senderOf } from '../sender.ts';
import { recordNotRead } from '../unknown.ts';
import { isCodex } from './codex-sender.ts';
import { addReading } from './meter.ts';

/** Of the attributes of a turn's span (0.171: `session_task.turn`), which sum up its requests. */
const TURN = 'codex.turn.token_usage.';
const COUNTS = {
  input: `${TURN}input_tokens`,
  read: `${TURN}cached_input_tokens`,
  write: `${TURN}cache_write_input_tokens`,
  output: `${TURN}output_tokens`,
} as const;

/**
 * What a turn used, for a session whose log events do not come. Spans of single requests name no model, and that
 * of a compaction has no counts: they are not added. A turn that begins with a compaction by the model before
 * has all its tokens under its own.
 */
export function readCodexSpan(batch: OtlpBatch, span: Span): void {
  const { attributes, origin, traceId, spanId, startAt, endAt } = span;
  if (!Object.values(COUNTS).some((name) => attributes.has(name))) {
    if (isBeforeCounts(span)) recordSilent(batch, span);
    return;
  }
  const sessionId = threadOf(attributes);
  if (sessionId === undefined) return refuse(batch, missing('thread.id'));
  if (endAt === null) return refuse(batch, missing('endTimeUnixNano'));
  const unreadable = Object.values(COUNTS).find(
    (name) => attributes.has(name) && quantityOf(attributes, name) === undefined,
  );
  if (unreadable !== undefined) return refuse(batch, missing(unreadable));
  const count = (of: keyof typeof COUNTS) => quantityOf(attributes, COUNTS[of]) ?? 0;
  addReading(batch, {
    sessionId,
    model: nameOf(attributes, 'model'),
    startAt: startAt ?? endAt,
    time: endAt,
    counter: ['turn', traceId, spanId],
    tokens: {
      // Input counts what was cached; output counts reasoning.
      input: Math.max(0, count('input') - count('read') - count('write')),
      output: count('output'),
      cacheRead: count('read'),
      cacheCreation: count('write'),
    },
    attributes,
    origin,
  });
}

/** Before 0.134 the span of a turn has no token counts. */
function isBeforeCounts({ origin }: Span): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(senderOf(origin).version ?? '') ?? [];
  return isCodex(origin) && major === '0' && Number(minor) < 134;
}

/** Once in an export: which of its spans is a turn has changed from version to version. */
function recordSilent(batch: OtlpBatch, { origin }: Span): void {
  const name = 'turn-without-token-counts';
  if (batch.notRead.has(name)) return;
  recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'span', name });
  recordNotRead(batch, name);
}

/** `thread.id` is that of an operating system's thread in most spans, and the conversation in a turn's. */
function threadOf(attributes: Attributes): string | undefined {
  const named = ['conversation.id', 'thread.id', 'thread_id'].map((name) => idOf(attributes, name));
  return named.find((id) => id !== undefined && !/^\d+$/.test(id));
}

/** Its metrics name no session: beside log events they would count again, so those of tokens are listed alone. */
export function recordCodexMetric(batch: OtlpBatch, { name, origin }: MetricPoint): void {
  if (!/token_usage/.test(name)) return;
  recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'metric', name });
  recordNotRead(batch, name);
}

import { AppError, batchSchema, LIMITS } from '@claude-monitor/protocol';
import { itemsOfNdjson } from '@claude-monitor/receivers';
import { INGEST_BODY, mediaTypeOf, parseJson, readText } from '../../http/body/body.ts';
import { parseWith } from '../../http/parse.ts';
import { JSON_TYPE } from '../route.ts';

export const NDJSON_TYPE = 'application/x-ndjson';

/** Room for the index behind the key in a derived id. */
const IDEMPOTENCY_KEY_LENGTH = LIMITS.idLength - 8;

export type Batch = {
  /** Not parsed yet. */
  items: unknown[];
  /** The client's clock at sending, epoch ms, or null. */
  sentAt: number | null;
  idempotencyKey: string | null;
};

export async function readBatch(request: Request): Promise<Batch> {
  const type = mediaTypeOf(request);
  if (type !== JSON_TYPE && type !== NDJSON_TYPE) {
    throw new AppError('unsupported_media_type', `Send ${JSON_TYPE} or ${NDJSON_TYPE}.`, {
      path: 'content-type',
    });
  }
  const idempotencyKey = idempotencyKeyOf(request.headers);
  const text = await readText(request, INGEST_BODY);
  const { events, sentAt = null } =
    type === JSON_TYPE
      ? parseWith(batchSchema, parseJson(text), 'invalid_batch')
      : { events: itemsOfNdjson(text), sentAt: sentAtOf(request.headers) };
  if (events.length > LIMITS.batchItems) {
    throw new AppError(
      'too_many_items',
      `${String(events.length)} events; send at most ${String(LIMITS.batchItems)} at once.`,
      { path: 'events' },
    );
  }
  return { items: events, sentAt, idempotencyKey };
}

function idempotencyKeyOf(headers: Headers): string | null {
  const key = headers.get('idempotency-key');
  if (key === null) return null;
  if (key.length >= 1 && key.length <= IDEMPOTENCY_KEY_LENGTH) return key;
  throw new AppError(
    'invalid_batch',
    `An Idempotency-Key has 1 to ${String(IDEMPOTENCY_KEY_LENGTH)} characters.`,
    { path: 'idempotency-key' },
  );
}

/** NDJSON has no envelope, so its `sentAt` is a header. */
function sentAtOf(headers: Headers): number | undefined {
  const text = headers.get('x-sent-at');
  if (text === null) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : text;
  const parsed = batchSchema.shape.sentAt.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_batch', 'Send epoch milliseconds or ISO 8601 with a zone.', {
    path: 'x-sent-at',
  });
}

import {
  AppError,
  batchSchema,
  errorBodySchema,
  ingestAnswerSchema,
  type IngestAnswer,
  type UnknownName,
} from '@claude-monitor/protocol';
import { normaliseEvents } from '@claude-monitor/receivers';
import { z } from 'zod';
import { countCodes, ingestAnswer } from './ingest-answer.ts';
import { errorAnswer } from '../../http/answer/errors.ts';
import { NDJSON_TYPE, readBatch } from './batch.ts';
import { JSON_TYPE, jsonAnswer, mount, route, type Router } from '../route.ts';
import { submit } from './submit.ts';

const sendEvents = route({
  method: 'post',
  path: '/v1/events',
  summary: 'Send events',
  description:
    'Events as JSON, or one per line as NDJSON; gzip is allowed. Each event gets its own result, in order. ' +
    'An event without an ID is rejected unless the batch has an Idempotency-Key. Accepted means durable.',
  access: 'ingest',
  headers: z.object({
    'idempotency-key': z.string().optional(),
    'x-sent-at': z.string().optional(),
  }),
  formats: { [JSON_TYPE]: batchSchema, [NDJSON_TYPE]: z.string() },
  answers: {
    202: jsonAnswer(ingestAnswerSchema, 'At least one event was accepted, or the batch was empty.'),
    400: jsonAnswer(
      errorBodySchema.extend(ingestAnswerSchema.partial().shape),
      'The body cannot be read, or every event was rejected; then with their results.',
    ),
  },
});

/** `POST /v1/events`: parse, ask the hub, answer an item at a time (rules ING2, ING3). */
export function mountIngest(router: Router): void {
  mount(router, sendEvents, async ({ c, hub }) => {
    const { items, sentAt, idempotencyKey } = await readBatch(c.req.raw);
    const { events, refused, unknown } = normaliseEvents(items, { idempotencyKey });
    const rejected = countCodes(refused);
    const outcomes = await submit(hub, { events, sentAt, rejected, unknownNames: unknown });
    const answer = withUnknown(ingestAnswer(events, outcomes, refused), unknown);
    const isRefused = answer.rejected > 0 && answer.rejected === answer.results.length;
    if (!isRefused) return c.json(answer, 202);
    const { status, body } = errorAnswer(allRefused(answer));
    return c.json({ ...body, ...answer }, status);
  });
}

const withUnknown = (answer: IngestAnswer, unknown: readonly UnknownName[]): IngestAnswer =>
  unknown.length === 0
    ? answer
    : { ...answer, unknownFields: [...new Set(unknown.map(({ name }) => name))] };

function allRefused({ results }: IngestAnswer): AppError {
  const first = results[0];
  const path = first?.path === undefined || first.path === '' ? '' : `.${first.path}`;
  return new AppError(
    'invalid_batch',
    `No event was accepted. The first error: ${first?.message ?? ''}`,
    {
      path: `events[0]${path}`,
    },
  );
}

import { AppError, errorBodySchema } from '@claude-monitor/protocol';
import {
  normaliseOtlp,
  OTLP_SIGNALS,
  type OtlpBatch,
  type OtlpBody,
  type OtlpSignal,
} from '@claude-monitor/receivers';
import { z } from 'zod';
import { countCodes } from './ingest-answer.ts';
import { OTLP_BODY, readBytes, readJson } from '../../http/body/body.ts';
import {
  otlpAnswer,
  otlpEncodingOf,
  PROTOBUF_TYPE,
  type OtlpEncoding,
  type PartialSuccess,
} from '../../http/answer/otlp-answer.ts';
import type { IngestOutcome } from '../../hub/rpc.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from '../route.ts';
import { submit } from './submit.ts';

const routeOf = (signal: OtlpSignal): Route => ({
  method: 'post',
  path: `/v1/${signal}`,
  summary: `Send OpenTelemetry ${signal}`,
  description:
    'An OTLP/HTTP export request, JSON or protobuf; gzip, deflate and zstd are allowed. The answer has the same encoding ' +
    'and says how many records were rejected and why. Accepted means durable. Texts of prompts, answers and ' +
    'tools are dropped before anything is stored.',
  access: 'ingest',
  formats: { [JSON_TYPE]: z.looseObject({}), [PROTOBUF_TYPE]: z.string() },
  answers: {
    200: jsonAnswer(
      z.object({ partialSuccess: z.looseObject({ errorMessage: z.string() }).optional() }),
      'Accepted, apart from what `partialSuccess` names.',
    ),
    400: jsonAnswer(
      errorBodySchema.extend({ code: z.number(), message: z.string() }),
      'The body cannot be read. In protobuf, a google.rpc.Status.',
    ),
  },
});

/** `POST /v1/logs`, `/v1/metrics`, `/v1/traces`: parse, ask the hub, answer as OTLP says. */
export function mountOtlp(router: Router): void {
  for (const signal of OTLP_SIGNALS) {
    mount(router, routeOf(signal), async ({ c, hub }) => {
      const encoding = otlpEncodingOf(c.req.raw);
      const result = normaliseOtlp(signal, await readBody(c.req.raw, encoding));
      if (!result.ok) throw new AppError(result.code, result.message);
      const { batch } = result;
      const outcomes = await submit(hub, {
        events: batch.events,
        sentAt: null,
        rejected: countsOf(batch),
        unknownNames: batch.unknown,
        machines: batch.machines,
      });
      return otlpAnswer(signal, encoding, partialSuccess(batch, outcomes));
    });
  }
}

const readBody = async (request: Request, encoding: OtlpEncoding): Promise<OtlpBody> =>
  encoding === 'json'
    ? { json: await readJson(request, OTLP_BODY) }
    : { protobuf: await readBytes(request, OTLP_BODY) };

/** What `/metrics` counts: refusals by code, and names that nothing here knows. */
function countsOf({ refused, unknown }: OtlpBatch): Record<string, number> {
  const names = unknown.reduce((sum, { count }) => sum + count, 0);
  return { ...countCodes(refused), ...(names === 0 ? {} : { unknown_otlp_name: names }) };
}

function partialSuccess(
  { events, refused, records, notRead, others }: OtlpBatch,
  outcomes: readonly IngestOutcome[],
): PartialSuccess {
  // An interval of a sequence is no record of the sender's.
  const tooOld = outcomes.filter(
    (outcome, index) =>
      (outcome === 'too_old' || outcome === 'deleted') && events[index]?.type !== 'sequence',
  ).length;
  const rejected = refused.length + tooOld;
  if (rejected === 0) {
    const words = [
      ...(notRead.size === 0 ? [] : [`Not read: ${[...notRead].join(', ')}.`]),
      ...(events.length > 0 || others === 0
        ? []
        : [
            `${String(others)} of ${String(records)} are not about an AI agent: they were not stored.`,
          ]),
    ];
    return words.length === 0 ? null : { rejected: 0, message: words.join(' ') };
  }
  const [first] = refused;
  const why =
    first === undefined
      ? 'They are too old, or of what was deleted.'
      : `The first: ${first.path === '' ? '' : `${first.path}: `}${first.message}.`;
  const message = `${String(rejected)} of ${String(records)} were rejected. ${why}`;
  return { rejected: Math.min(rejected, records), message };
}

import { z } from 'zod';

/** The body of every refusal. `code` is of the closed list; `message` is for people, `path` the field. */
export const errorBodySchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), path: z.string().optional() }),
});

type RefusalBody = z.infer<typeof errorBodySchema>['error'];

/** A code of somebody else's server could be of any length. */
const CODE_LENGTH = 40;

/** What a body says that is one of the monitor's refusals, parsed or as text; null for any other. */
export function refusalIn(body: unknown): RefusalBody | null {
  const parsed = errorBodySchema.safeParse(typeof body === 'string' ? jsonIn(body) : body);
  if (!parsed.success) return null;
  const { error } = parsed.data;
  return { ...error, code: error.code.slice(0, CODE_LENGTH) };
}

/** An answer that is no success, in a line: `HTTP 503 journal_full`. */
export function refusalWords(status: number, body: unknown): string {
  const refusal = refusalIn(body);
  return refusal === null ? `HTTP ${String(status)}` : `HTTP ${String(status)} ${refusal.code}`;
}

/** Why a request by `fetch` had no answer, in a line. Its own words differ from runtime to runtime. */
export function noAnswerWords(error: unknown, timeoutMs: number): string {
  const name: unknown = error instanceof Error ? error.name : undefined;
  return name === 'TimeoutError' ? slowWords(timeoutMs) : 'cannot be reached';
}

export const slowWords = (timeoutMs: number): string =>
  `no answer within ${String(timeoutMs / 1_000)} s`;

/** The value of a JSON text; null for what is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

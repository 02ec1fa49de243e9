import {
  brakesAnswerSchema,
  type AskBrakes,
  type BrakesAnswer,
} from '@claude-monitor/protocol/api/brakes';
import { jsonIn, noAnswerWords, refusalWords } from '@claude-monitor/protocol/api/refusal';
import type { Config } from '../resolve-config.ts';
import { BRAKE_LIMITS } from './brake-limits.ts';

export type BrakesOutcome =
  | { ok: true; answer: BrakesAnswer }
  /** `isRefused`: asking again soon is no use. `fault` null: the monitor is of before brakes. */
  | { ok: false; fault: string | null; isRefused: boolean };

/** Asks once; never rejects. */
export type FetchBrakes = (query: AskBrakes, signal: AbortSignal) => Promise<BrakesOutcome>;

/** A redirect is not followed, for it could carry the key elsewhere. */
export function brakesFrom(options: { config: () => Config; userAgent: string }): FetchBrakes {
  return async (query, signal) => {
    const { destination, problem } = options.config();
    if (destination === null) {
      return { ok: false, fault: problem ?? 'no monitor is set', isRefused: true };
    }
    try {
      const response = await fetch(`${destination.url}/v1/brakes`, {
        method: 'POST',
        redirect: 'error',
        signal,
        headers: {
          authorization: `Bearer ${destination.key}`,
          'content-type': 'application/json',
          'user-agent': options.userAgent,
        },
        body: JSON.stringify(query),
      });
      const text = await textOf(response);
      const answer = brakesAnswerSchema.safeParse(jsonIn(text));
      if (response.ok && answer.success) return { ok: true, answer: answer.data };
      const { status } = response;
      if (status === 404) return { ok: false, fault: null, isRefused: true };
      const isRefused = status === 401 || status === 403;
      return { ok: false, fault: refusalWords(status, text), isRefused };
    } catch (error) {
      return { ok: false, fault: noAnswerWords(error, BRAKE_LIMITS.timeoutMs), isRefused: false };
    }
  };
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > BRAKE_LIMITS.answerBytes) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

import type { ErrorCode } from '@claude-monitor/protocol';
import { KEY_REJECTED } from '@claude-monitor/protocol/client-faults';
import type { Answer } from '../rpc.ts';

export type Refusal = Extract<Answer<never>, { ok: false }>;

export function refuse(code: ErrorCode, message: string, retryAfterSeconds?: number): Refusal {
  const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return { ok: false, error: { code, message, ...retry } };
}

/** The same for a key that is not known and a workspace that does not exist. */
export function unauthorized(): Refusal {
  return refuse('unauthorized', KEY_REJECTED);
}

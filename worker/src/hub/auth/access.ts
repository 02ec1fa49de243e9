import type { ErrorCode, Scope } from '@claude-monitor/protocol';
import type { Credential, Keys } from './keys.ts';
import type { Answer, CredentialHash } from '../rpc.ts';

/** The credential when it stands and has the scope; asked in the call that uses it (rule SHR7). */
export function permit(
  keys: Keys,
  hash: CredentialHash,
  scope: Scope,
  now: number,
): Answer<Credential> {
  const credential = keys.find(hash, now);
  if (credential === null) return unauthorized();
  if (credential.scopes.includes(scope)) return { ok: true, value: credential };
  return refuse('forbidden', `This needs a key with the scope ${scope}.`);
}

/** The same for a key that is not known and a workspace that does not exist. */
export function unauthorized(): Refusal {
  return refuse('unauthorized', 'This key is not known, or was revoked. Ask for a new one.');
}

type Refusal = Extract<Answer<never>, { ok: false }>;

export function refuse(code: ErrorCode, message: string, retryAfterSeconds?: number): Refusal {
  const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return { ok: false, error: { code, message, ...retry } };
}

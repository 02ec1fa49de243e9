import {
  createKeyAnswerSchema,
  keysAnswerSchema,
  type Key,
  type KeysAnswer,
  type Scope,
} from '@claude-monitor/protocol/api/index';
import { callAdmin, NOTHING, type AdminOutcome } from '../../lib/api/admin.ts';

/** A key that was just made, with the key itself: it is shown this once. */
export type MadeKey = Key & { key: string };

/** What a new key is to be; of an empty user or device it is bound to none. */
export type KeyInput = { name: string; scopes: readonly Scope[]; user: string; device: string };

const PATH = '/v1/keys';

export const fetchKeys = (fetchFrom: typeof fetch): Promise<AdminOutcome<KeysAnswer>> =>
  callAdmin({ method: 'GET', path: PATH, schema: keysAnswerSchema }, fetchFrom);

export function makeKey(
  { name, scopes, user, device }: KeyInput,
  fetchFrom: typeof fetch,
): Promise<AdminOutcome<MadeKey>> {
  const bound = { ...(user === '' ? {} : { user }), ...(device === '' ? {} : { device }) };
  const body = { name, scopes, ...bound };
  return callAdmin({ method: 'POST', path: PATH, body, schema: createKeyAnswerSchema }, fetchFrom);
}

export const revokeKey = (id: string, fetchFrom: typeof fetch): Promise<AdminOutcome<null>> =>
  callAdmin(
    { method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}`, schema: NOTHING },
    fetchFrom,
  );

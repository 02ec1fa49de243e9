import type { Deps } from '../../deps.ts';
import { encodeBase62 } from '../../domain/credential/base62.ts';
import {
  CREDENTIAL_RANDOM_BYTES,
  hashCredential,
  mintCredential,
} from '../../domain/credential/credential.ts';
import type { NewKey } from '../../hub/rpc.ts';

const KEY_ID_BYTES = 9;

/** A key as its holder gets it, once, and as the hub keeps it. */
type MintedKey = { credential: string; key: NewKey };

export async function mintKey(
  deps: Pick<Deps, 'secrets' | 'randomBytes'>,
  workspace: string,
  about: Pick<NewKey, 'name' | 'scopes' | 'user' | 'device'>,
): Promise<MintedKey> {
  const random = deps.randomBytes(CREDENTIAL_RANDOM_BYTES);
  const credential = await mintCredential(deps.secrets.current, workspace, random);
  const id = encodeBase62(deps.randomBytes(KEY_ID_BYTES));
  return { credential, key: { ...about, id, hash: await hashCredential(credential) } };
}

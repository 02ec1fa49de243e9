import type { Key } from '@claude-monitor/protocol';
import type { CredentialHash } from '../rpc.ts';
/** A credential that the hub knows: a key, or a cookie that is the child of one. */
export type Credential = Omit<Key, 'lastUsedAt'> & {
  hash: CredentialHash;
  parent: string | null;
  expiresAt: number | null;
};

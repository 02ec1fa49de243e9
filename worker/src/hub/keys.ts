import { LIMITS, SCOPES, type Key, type Scope } from '@claude-monitor/protocol';
import type { CredentialHash, NewKey } from './rpc.ts';

/** A credential that the hub knows: a key, or a cookie that is the child of one. */
export type Credential = Key & { hash: CredentialHash; parent: string | null; expiresAt: number | null };

/**
 * Hashes of keys and cookies. The hub is the authority: memory mirrors the table, and a revoked
 * credential is gone from both in the same turn (rule SHR7).
 */
export class Keys {
  readonly #sql: SqlStorage;
  readonly #byHash = new Map<CredentialHash, Credential>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    for (const row of sql.exec('select * from key')) {
      const credential = fromRow(row);
      this.#byHash.set(credential.hash, credential);
    }
  }

  /** The credential when it stands and has not expired. */
  find(hash: CredentialHash, now: number): Credential | null {
    const credential = this.#byHash.get(hash);
    if (credential === undefined) return null;
    return credential.expiresAt !== null && credential.expiresAt <= now ? null : credential;
  }

  list(): Key[] {
    return [...this.#byHash.values()].filter((item) => item.parent === null).map(publicPart);
  }

  get isFull(): boolean {
    return this.#byHash.size >= LIMITS.keysPerWorkspace;
  }

  add(key: NewKey, now: number): Key {
    const { hash, ...rest } = key;
    return publicPart(
      this.#insert({ ...rest, hash, parent: null, createdAt: now, expiresAt: null }),
    );
  }

  /** A cookie has the rights of its key; the oldest ones make room. */
  addCookie(parent: Credential, cookie: { hash: CredentialHash; expiresAt: number }, now: number) {
    this.#deleteWhere((item) => item.expiresAt !== null && item.expiresAt <= now);
    if (this.isFull) {
      const oldest = [...this.#byHash.values()]
        .filter((item) => item.parent !== null)
        .sort((a, b) => a.createdAt - b.createdAt)[0];
      if (oldest !== undefined) this.#deleteWhere((item) => item.hash === oldest.hash);
    }
    this.#insert({
      ...parent,
      ...cookie,
      id: `${parent.id}.${cookie.hash.slice(0, 12)}`,
      parent: parent.id,
      createdAt: now,
    });
  }

  removeCookie(hash: CredentialHash): void {
    this.#deleteWhere((item) => item.hash === hash && item.parent !== null);
  }

  /** Removes the key and its cookies; answers the ids that are gone. */
  revoke(id: string): string[] {
    return this.#deleteWhere((item) => item.id === id || item.parent === id);
  }

  #insert(credential: Credential): Credential {
    this.#sql.exec(
      `insert into key (hash, id, parent, name, scopes, user, device, created_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      credential.hash,
      credential.id,
      credential.parent,
      credential.name,
      credential.scopes.join(' '),
      credential.user,
      credential.device,
      credential.createdAt,
      credential.expiresAt,
    );
    this.#byHash.set(credential.hash, credential);
    return credential;
  }

  #deleteWhere(isGone: (credential: Credential) => boolean): string[] {
    const gone = [...this.#byHash.values()].filter(isGone);
    for (const credential of gone) {
      this.#sql.exec('delete from key where hash = ?', credential.hash);
      this.#byHash.delete(credential.hash);
    }
    return gone.map((credential) => credential.id);
  }
}

const publicPart = ({ id, name, scopes, user, device, createdAt }: Credential): Key => ({
  id,
  name,
  scopes,
  user,
  device,
  createdAt,
});

function fromRow(row: Record<string, SqlStorageValue>): Credential {
  return {
    hash: String(row['hash']),
    id: String(row['id']),
    parent: textOrNull(row['parent']),
    name: String(row['name']),
    scopes: String(row['scopes']).split(' ').filter(isScope),
    user: textOrNull(row['user']),
    device: textOrNull(row['device']),
    createdAt: Number(row['created_at']),
    expiresAt: row['expires_at'] === null ? null : Number(row['expires_at']),
  };
}

const textOrNull = (value: SqlStorageValue | undefined): string | null =>
  typeof value === 'string' ? value : null;

const isScope = (text: string): text is Scope => SCOPES.some((scope) => scope === text);

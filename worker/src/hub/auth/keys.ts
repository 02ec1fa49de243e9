import { LIMITS, SCOPES, type Key, type Scope } from '@claude-monitor/protocol';
import { LastTimes } from '../ingest/last-times.ts';
import { textOf } from '../storage/storage.ts';
import type { CredentialHash, LoginCookie, NewKey } from '../rpc.ts';
import type { Named } from '../state/named.ts';
import { cookieToEnd } from './cookie-to-end.ts';
import type { Credential } from './credential.ts';

/**
 * Hashes of keys and cookies. The hub is the authority: memory mirrors the table, and a revoked
 * credential is gone from both in the same turn (rule SHR7).
 */
export class Keys {
  readonly #sql: SqlStorage;
  readonly #byHash = new Map<CredentialHash, Credential>();
  readonly #lastUses: LastTimes;
  /** When cookies were used since the hub woke. */
  readonly #usedAt = new Map<CredentialHash, number>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#lastUses = new LastTimes(sql, 'last uses of keys');
    for (const row of sql.exec('select * from key order by created_at')) {
      const credential = fromRow(row);
      this.#byHash.set(credential.hash, credential);
    }
  }

  /** The credential when it stands and has not expired. */
  find(hash: CredentialHash, now: number): Credential | null {
    const credential = this.#byHash.get(hash);
    return credential === undefined || hasExpired(credential, now) ? null : credential;
  }

  list(): Key[] {
    return this.#all(isKey).map((key) => this.#publicPart(key));
  }

  /** A login counts for its key. */
  used(credential: Credential, now: number): void {
    this.#lastUses.record(keyIdOf(credential), now);
    if (!isKey(credential)) this.#usedAt.set(credential.hash, now);
  }

  get isFull(): boolean {
    return this.#all(isKey).length >= LIMITS.keysPerWorkspace;
  }

  add(key: NewKey, now: number): Key {
    return this.#publicPart(
      this.#insert({ ...key, parent: null, createdAt: now, expiresAt: null }),
    );
  }

  /** A cookie that a browser has of this key already lasts longer; whether it has one. */
  renewCookie(owner: Credential, { presented, expiresAt }: LoginCookie, now: number): boolean {
    const cookie = presented === undefined ? null : this.find(presented, now);
    if (cookie === null || isKey(cookie) || cookie.parent !== keyIdOf(owner)) return false;
    this.#sql.exec('update key set expires_at = ? where hash = ?', expiresAt, cookie.hash);
    this.#byHash.set(cookie.hash, { ...cookie, expiresAt });
    this.#usedAt.set(cookie.hash, now);
    return true;
  }

  /**
   * A cookie has the rights of its key and dies with it. Of too many the oldest that nobody uses makes
   * room; false when all are in use. `isOpen`: a page is open that came with it.
   */
  addCookie(
    owner: Credential,
    { hash, expiresAt }: LoginCookie,
    { now, isOpen }: { now: number; isOpen: (id: string) => boolean },
  ): boolean {
    this.#delete(this.#all((item) => hasExpired(item, now)));
    const parent = keyIdOf(owner);
    const cookies = this.#all((item) => !isKey(item));
    const isUsed = (item: Credential): boolean =>
      now - (this.#usedAt.get(item.hash) ?? -Infinity) < LIMITS.cookieUsedMs || isOpen(item.id);
    const ending = cookieToEnd(cookies, parent, isUsed);
    if (ending === 'all used') return false;
    if (ending !== null) this.#delete([ending]);
    const id = `${parent}.${hash.slice(0, 12)}`;
    this.#insert({ ...owner, hash, expiresAt, id, parent, createdAt: now });
    return true;
  }

  /** Removes a cookie, and answers the ids that are gone; a key is only ever revoked. */
  removeCookie(hash: CredentialHash): string[] {
    return this.#delete(this.#all((item) => item.hash === hash && !isKey(item)));
  }

  revoke(id: string): string[] {
    this.#lastUses.forget([id]);
    return this.#delete(this.#all((item) => item.id === id || item.parent === id));
  }

  /**
   * Revokes the keys of users who are deleted: what they send is refused anyway. One that administers stays,
   * and says no user any more, so that nobody locks themselves out. Ids of all that is gone.
   */
  forget({ users }: Named): string[] {
    const gone: string[] = [];
    for (const key of this.#all(({ user }) => user !== null && users.has(user))) {
      if (!key.scopes.includes('admin')) gone.push(...this.revoke(key.id));
      else {
        this.#sql.exec('update key set user = null where hash = ?', key.hash);
        this.#byHash.set(key.hash, { ...key, user: null });
      }
    }
    return gone;
  }

  #publicPart({ id, name, scopes, user, device, createdAt }: Credential): Key {
    const lastUsedAt = this.#lastUses.get(id);
    return { id, name, scopes, user, device, createdAt, lastUsedAt };
  }

  #all(isWanted: (credential: Credential) => boolean): Credential[] {
    return [...this.#byHash.values()].filter(isWanted);
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

  #delete(gone: readonly Credential[]): string[] {
    for (const { hash } of gone) {
      this.#sql.exec('delete from key where hash = ?', hash);
      this.#byHash.delete(hash);
      this.#usedAt.delete(hash);
    }
    return gone.map((credential) => credential.id);
  }
}

const isKey = (credential: Credential): boolean => credential.parent === null;

const hasExpired = ({ expiresAt }: Credential, now: number): boolean =>
  expiresAt !== null && expiresAt <= now;

/** The key that a credential is, or is the child of. */
export const keyIdOf = ({ id, parent }: Credential): string => parent ?? id;

function fromRow(row: Record<string, SqlStorageValue>): Credential {
  return {
    hash: textOf(row['hash']),
    id: textOf(row['id']),
    parent: textOrNull(row['parent']),
    name: textOf(row['name']),
    scopes: textOf(row['scopes']).split(' ').filter(isScope),
    user: textOrNull(row['user']),
    device: textOrNull(row['device']),
    createdAt: Number(row['created_at']),
    expiresAt: row['expires_at'] === null ? null : Number(row['expires_at']),
  };
}

const textOrNull = (value: SqlStorageValue | undefined): string | null =>
  typeof value === 'string' ? value : null;

const isScope = (text: string): text is Scope => SCOPES.some((scope) => scope === text);

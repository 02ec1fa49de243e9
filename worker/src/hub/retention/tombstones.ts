import { createHmac, randomBytes } from 'node:crypto';
import {
  LIMITS,
  sessionKeyOf,
  type StampedEvent,
  type TelemetryEvent,
} from '@claude-monitor/protocol';
import { withoutNames } from '../../domain/without-names.ts';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const META_SALT = 'tombstone salt';
const META_CLEARED = 'cleared before';
const SALT_BYTES = 32;

type Sent = Pick<TelemetryEvent, 'sessionId' | 'device' | 'user'>;

/** `name`: the id that its client gave a session which no other one has. */
type Kind = 'session' | 'user' | 'name';

/**
 * What was deleted on request, as hashes with a secret of the workspace: enough to refuse it when a spool
 * or an import sends it again, and nothing that says what it was (rule STO10). Of too many the oldest goes.
 */
export class Tombstones {
  readonly #sql: SqlStorage;
  readonly #hashes = new Set<string>();
  #salt: string | null;
  /** Events before this time were deleted with the whole workspace. */
  #clearedBefore: number;
  /** Events of one session come together: the last answer is most often the next. */
  #last: { key: string; user: string; isDeleted: boolean } | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const salt = readMeta(sql, META_SALT);
    this.#salt = salt === null ? null : textOf(salt);
    this.#clearedBefore = Number(readMeta(sql, META_CLEARED) ?? 0);
    for (const row of sql.exec('select hash from tombstone order by id')) {
      this.#hashes.add(textOf(row['hash']));
    }
  }

  get size(): number {
    return this.#hashes.size;
  }

  has(event: TelemetryEvent): boolean {
    return event.time < this.#clearedBefore || this.hasSender(event);
  }

  /** Whether its session or its user was deleted. */
  hasSender({ sessionId, device = '', user = '' }: Sent): boolean {
    if (this.#hashes.size === 0) return false;
    const key = sessionKeyOf(sessionId, device);
    if (this.#last?.key === key && this.#last.user === user) return this.#last.isDeleted;
    const isDeleted = this.hasSession(key) || (user !== '' && this.#knows('user', user));
    this.#last = { key, user, isDeleted };
    return isDeleted;
  }

  withoutNames(event: StampedEvent): StampedEvent {
    if (this.#hashes.size === 0) return event;
    return withoutNames(event, {
      isKey: (key) => this.hasSession(key),
      isName: (id) => this.#knows('name', id),
    });
  }

  hasSession(key: string): boolean {
    return this.#hashes.size > 0 && this.#knows('session', key);
  }

  add(kind: Kind, name: string): void {
    const hash = this.#hashOf(kind, name);
    this.#last = null;
    if (this.#hashes.has(hash)) return;
    this.#hashes.add(hash);
    this.#sql.exec('insert into tombstone (hash) values (?)', hash);
    const [oldest] = this.#hashes;
    if (this.#hashes.size <= LIMITS.tombstonesKept || oldest === undefined) return;
    this.#hashes.delete(oldest);
    this.#sql.exec('delete from tombstone where id = (select min(id) from tombstone)');
  }

  clearBefore(time: number): void {
    this.#clearedBefore = Math.max(time, this.#clearedBefore);
    writeMeta(this.#sql, META_CLEARED, this.#clearedBefore);
  }

  #knows(kind: Kind, name: string): boolean {
    return this.#hashes.has(this.#hashOf(kind, name));
  }

  #hashOf(kind: Kind, name: string): string {
    this.#salt ??= this.#newSalt();
    return createHmac('sha256', this.#salt)
      .update(JSON.stringify([kind, name]))
      .digest('base64url');
  }

  #newSalt(): string {
    const salt = randomBytes(SALT_BYTES).toString('base64url');
    writeMeta(this.#sql, META_SALT, salt);
    return salt;
  }
}

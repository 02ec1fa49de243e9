import {
  LIMITS,
  pageAddressSchema,
  shareScopeSchema,
  showableSchema,
  type Link,
  type PageAddress,
  type ShareScope,
  type Showable,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Grant } from '../../share/grant.ts';
import type { CredentialHash } from '../rpc.ts';
import { isAskedBy, isMentionedBy, type Named } from '../state/named.ts';

/** A link as the Worker made it: what the hub keeps of it is the hash of its token. */
export type NewLink = {
  id: string;
  hash: CredentialHash;
  name: string;
  scope: ShareScope;
  isRedacted: boolean;
  shows: Showable[];
  salt: string;
  expiresAt: number;
  /** The page that it opens on. */
  opens?: PageAddress | null;
  /** Sites that may show it in a frame. */
  frameOrigins?: readonly string[];
};

type StoredLink = NewLink & { madeBy: string; createdAt: number; lastOpenedAt: number | null };

/** Links of before there were settings have none. */
const ALL = `select link.*, coalesce(settings, '{}') as settings
  from link left join link_settings on link_settings.link = link.id order by created_at`;

/** Who holds a link: the token itself (`cookie` null), or a browser that traded it for a cookie. */
export type LinkHolder = { link: StoredLink; cookie: CredentialHash | null };

/**
 * Links and the cookies that are their children. As with keys the hub is the authority: memory mirrors
 * the tables, and what is revoked or has expired is refused in the same turn (rule SHR7).
 */
export class Links {
  readonly #sql: SqlStorage;
  readonly #byId = new Map<string, StoredLink>();
  readonly #byHash = new Map<CredentialHash, LinkHolder>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    for (const row of sql.exec(ALL)) this.#know(fromRow(row));
    for (const row of sql.exec('select hash, link from link_cookie order by created_at, hash')) {
      const { hash, link } = cookieSchema.parse(row);
      const owner = this.#byId.get(link);
      if (owner !== undefined) this.#byHash.set(hash, { link: owner, cookie: hash });
    }
  }

  /** The holder of a token or cookie, while its link stands. */
  find(hash: CredentialHash, now: number): LinkHolder | null {
    const holder = this.#byHash.get(hash);
    return holder === undefined || holder.link.expiresAt <= now ? null : holder;
  }

  grant(id: string): Grant | null {
    const link = this.#byId.get(id);
    return link === undefined ? null : grantOf(link);
  }

  /** The newest first; `viewersOf` counts the open sockets of one. */
  list(viewersOf: (id: string) => number): Link[] {
    return [...this.#byId.values()].reverse().map((link) => publicPart(link, viewersOf(link.id)));
  }

  nextExpiry(now: number): number | null {
    const times = [...this.#byId.values()].flatMap(({ expiresAt }) =>
      expiresAt > now ? expiresAt : [],
    );
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Adds a link; one that has expired makes room for it. Null when all that there may be stand. */
  add(link: NewLink, madeBy: string, now: number): Link | null {
    if (this.#byId.size >= LIMITS.linksPerWorkspace) {
      const ended = [...this.#byId.values()].find(({ expiresAt }) => expiresAt <= now);
      if (ended === undefined) return null;
      this.remove(ended.id);
    }
    const stored = { ...link, madeBy, createdAt: now, lastOpenedAt: null };
    this.#sql.exec(
      `insert into link (id, hash, name, scope, is_redacted, shows, salt, made_by, created_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      link.id,
      link.hash,
      link.name,
      JSON.stringify(link.scope),
      Number(link.isRedacted),
      JSON.stringify(link.shows),
      link.salt,
      madeBy,
      now,
      link.expiresAt,
    );
    const settings = { opens: link.opens ?? null, frameOrigins: link.frameOrigins ?? [] };
    this.#sql.exec(
      'insert into link_settings (link, settings) values (?, ?)',
      link.id,
      JSON.stringify(settings),
    );
    this.#know(stored);
    return publicPart(stored, 0);
  }

  /**
   * Keeps a cookie of the link. All who open it have the same, so there are more only when the deploy secret
   * was changed meanwhile; of too many the oldest makes room.
   */
  addCookie({ link }: LinkHolder, hash: CredentialHash, now: number): void {
    if (this.#byHash.get(hash)?.link === link) return;
    const cookies = this.#cookiesOf(link.id);
    for (const old of cookies.slice(0, Math.max(0, cookies.length + 1 - LIMITS.cookiesPerLink))) {
      this.#sql.exec('delete from link_cookie where hash = ?', old);
      this.#byHash.delete(old);
    }
    this.#sql.exec(
      'insert into link_cookie (hash, link, created_at) values (?, ?, ?)',
      hash,
      link.id,
      now,
    );
    this.#byHash.set(hash, { link, cookie: hash });
  }

  /** Notes that somebody looks, once a minute at most; answers whether it is the first time. */
  recordOpened({ link }: LinkHolder, now: number): boolean {
    const before = link.lastOpenedAt;
    if (before !== null && now - before < LIMITS.linkOpenedNoteMs) return false;
    link.lastOpenedAt = now;
    this.#sql.exec('update link set last_opened_at = ? where id = ?', now, link.id);
    return before === null;
  }

  /** Removes a link with its cookies; null when there is none. */
  remove(id: string): Link | null {
    const link = this.#byId.get(id);
    if (link === undefined) return null;
    for (const [hash, holder] of this.#byHash) if (holder.link === link) this.#byHash.delete(hash);
    this.#byId.delete(id);
    this.#sql.exec('delete from link_cookie where link = ?', id);
    this.#sql.exec('delete from link_settings where link = ?', id);
    this.#sql.exec('delete from link where id = ?', id);
    return publicPart(link, 0);
  }

  /** Removes those that are of what is deleted, or name it; their ids. */
  forget(named: Named): string[] {
    const isMentioned = isMentionedBy(named);
    const meant = [...this.#byId.values()].filter(
      ({ scope, opens, name }) =>
        (scope.kind === 'session' && named.sessions.has(scope.session)) ||
        isAskedBy(opens?.query ?? '', named) ||
        isMentioned(name),
    );
    for (const { id } of meant) this.remove(id);
    return meant.map(({ id }) => id);
  }

  /** Forgets the cookies of links that have expired: the links stay in the list. */
  forgetExpired(now: number): void {
    for (const [hash, { link, cookie }] of this.#byHash) {
      if (cookie === null || link.expiresAt > now) continue;
      this.#sql.exec('delete from link_cookie where hash = ?', hash);
      this.#byHash.delete(hash);
    }
  }

  #know(link: StoredLink): void {
    this.#byId.set(link.id, link);
    this.#byHash.set(link.hash, { link, cookie: null });
  }

  #cookiesOf(id: string): CredentialHash[] {
    return [...this.#byHash.values()].flatMap(({ link, cookie }) =>
      link.id === id && cookie !== null ? cookie : [],
    );
  }
}

export const grantOf = ({ id, scope, isRedacted, shows, salt, ...rest }: NewLink): Grant => ({
  link: id,
  scope,
  isRedacted,
  shows,
  salt,
  expiresAt: rest.expiresAt,
  opens: rest.opens ?? null,
  isFramed: (rest.frameOrigins ?? []).length > 0,
});

const publicPart = (link: StoredLink, viewers: number): Link => ({
  id: link.id,
  name: link.name,
  scope: link.scope,
  isRedacted: link.isRedacted,
  shows: link.shows,
  opens: link.opens ?? null,
  frameOrigins: [...(link.frameOrigins ?? [])],
  madeBy: link.madeBy,
  createdAt: link.createdAt,
  expiresAt: link.expiresAt,
  lastOpenedAt: link.lastOpenedAt,
  viewers,
});

const cookieSchema = z.object({ hash: z.string(), link: z.string() });

const jsonOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const rowSchema = z.object({
  id: z.string(),
  hash: z.string(),
  name: z.string(),
  scope: jsonOf(shareScopeSchema),
  is_redacted: z.number(),
  shows: jsonOf(z.array(showableSchema)),
  salt: z.string(),
  made_by: z.string(),
  created_at: z.number(),
  expires_at: z.number(),
  last_opened_at: z.number().nullable(),
  settings: jsonOf(
    z.object({
      opens: pageAddressSchema.nullable().default(null),
      frameOrigins: z.array(z.string()).default([]),
    }),
  ),
});

function fromRow(row: unknown): StoredLink {
  const { is_redacted, made_by, created_at, expires_at, last_opened_at, settings, ...rest } =
    rowSchema.parse(row);
  return {
    ...rest,
    ...settings,
    isRedacted: is_redacted !== 0,
    madeBy: made_by,
    createdAt: created_at,
    expiresAt: expires_at,
    lastOpenedAt: last_opened_at,
  };
}

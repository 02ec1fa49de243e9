import { ACKNOWLEDGE_PATH, LIMITS } from '@claude-monitor/protocol';
import { fromBase64Url, toBase64Url } from '../../domain/credential/base64url.ts';
import { CREDENTIAL_RANDOM_BYTES, hashCredential } from '../../domain/credential/credential.ts';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';
import type { CredentialHash } from '../rpc.ts';

const META_KEY = 'incident link key';
const KEY_BYTES = 32;

/** What holding a link allows: to see one incident as one channel may have it, and to acknowledge it. */
export type IncidentLink = { channel: string; incident: string; expiresAt: number };

type Deps = {
  sql: SqlStorage;
  workspace: string;
  /** A credential of this deployment from random bytes. */
  mint: (workspace: string, random: Uint8Array) => Promise<string>;
};

const encoder = new TextEncoder();

/**
 * Links that acknowledge one incident (rule SHR1): credentials of which only the hash is kept, so what is stored
 * opens nothing. A token is made again from what it is for and a key of the workspace, so that a message that is
 * sent again or updated has the same link. Bounded: the ones that end first make room.
 */
export class IncidentLinks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The path and token of the link of an incident in a channel's messages; made when it is first asked for. */
  async pathOf(channel: string, incident: string, now: number): Promise<string> {
    const known = this.#of(channel, incident);
    const expiresAt =
      known !== null && known.expiresAt > now ? known.expiresAt : now + LIMITS.incidentLinkMs;
    const token = await this.#deps.mint(
      this.#deps.workspace,
      await this.#random(`${channel} ${incident} ${String(expiresAt)}`),
    );
    const hash = await hashCredential(token);
    if (known?.hash !== hash) this.#save(hash, { channel, incident, expiresAt }, now);
    return `${ACKNOWLEDGE_PATH}#${token}`;
  }

  /** Null for one that is unknown, has ended, or whose channel was removed. */
  find(hash: CredentialHash, now: number): IncidentLink | null {
    const rows = this.#deps.sql.exec('select * from incident_link where hash = ?', hash);
    const link = [...rows].map(fromRow)[0];
    return link !== undefined && link.expiresAt > now ? link : null;
  }

  forgetChannel(channel: string): void {
    this.#deps.sql.exec('delete from incident_link where channel = ?', channel);
  }

  #of(channel: string, incident: string): (IncidentLink & { hash: string }) | null {
    const rows = this.#deps.sql.exec(
      'select * from incident_link where channel = ? and incident = ?',
      channel,
      incident,
    );
    const [row] = [...rows];
    return row === undefined ? null : { ...fromRow(row), hash: textOf(row['hash']) };
  }

  #save(hash: string, { channel, incident, expiresAt }: IncidentLink, now: number): void {
    const { sql } = this.#deps;
    sql.exec(
      'delete from incident_link where expires_at <= ? or (channel = ? and incident = ?)',
      now,
      channel,
      incident,
    );
    sql.exec(
      'insert into incident_link (hash, channel, incident, expires_at) values (?, ?, ?, ?)',
      hash,
      channel,
      incident,
      expiresAt,
    );
    sql.exec(
      `delete from incident_link where hash in
         (select hash from incident_link order by expires_at desc limit -1 offset ?)`,
      LIMITS.incidentLinks,
    );
  }

  async #random(text: string): Promise<Uint8Array> {
    const { sql } = this.#deps;
    let stored = readMeta(sql, META_KEY);
    if (stored === null) {
      stored = toBase64Url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
      writeMeta(sql, META_KEY, stored);
    }
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey(
      'raw',
      fromBase64Url(textOf(stored)),
      algorithm,
      false,
      ['sign'],
    );
    const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(text));
    return new Uint8Array(mac).subarray(0, CREDENTIAL_RANDOM_BYTES);
  }
}

const fromRow = (row: Record<string, SqlStorageValue>): IncidentLink => ({
  channel: textOf(row['channel']),
  incident: textOf(row['incident']),
  expiresAt: Number(row['expires_at']),
});

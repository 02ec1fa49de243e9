import { DurableObject } from 'cloudflare:workers';
import {

  LIMITS,
  PING,
  PONG,
  type ErrorCode,
  type Key,
  type Line,
  type Scope,
  type StampedEvent,
  type StatusAnswer,
} from '@claude-monitor/protocol';
import { listPrice } from '../domain/pricing.ts';
import { stampEvents } from '../domain/stamp-events.ts';
import type { Writer } from '../store/writer.ts';
import { Flusher } from './flusher.ts';
import { GroupCommit, type Group } from './group-commit.ts';
import { Journal } from './journal.ts';
import { Keys, type Credential } from './keys.ts';
import { Live } from './live.ts';
import { Present } from './present.ts';
import { RecentIds } from './recent-ids.ts';
import {
  CREDENTIAL_HEADER,
  type Answer,
  type CredentialHash,
  type HubRpc,
  type IngestCall,
  type IngestOutcome,
  type NewKey,
} from './rpc.ts';
import { createTables, isProvisioned, migrateTables, readMeta, writeMeta } from './storage.ts';
import { Viewers } from './viewers.ts';

type HubEnv = { WRITER: DurableObjectNamespace<Writer> };

/** Everything a provisioned hub is made of; null before (rule SHR7: it then writes nothing). */
type Parts = {
  workspace: string;
  keys: Keys;
  journal: Journal;
  present: Present;
  flusher: Flusher;
  commits: GroupCommit;
  viewers: Viewers;
  live: Live;
};

const SEQS_PER_MS = 1_000;
const FLUSH_AT_MOST_EVERY_MS = 1_000;

/**
 * One workspace: makes events durable, folds them, fans them out, and sends them on to libSQL. This
 * class is the shell: it knows the platform; what is decided is decided in its parts.
 */
export class Hub extends DurableObject<HubEnv> implements HubRpc {
  #parts: Parts | null = null;
  readonly #recent = new RecentIds();
  readonly #rejections = new Map<string, number>();
  #eventsSinceCheckpoint = 0;
  #bytesSinceFlush = 0;
  #eventsSinceFlush = 0;
  #alarmAt: number | null = null;
  #flushEndedAt = 0;

  constructor(ctx: DurableObjectState, env: HubEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    if (!isProvisioned(ctx.storage.sql)) return;
    migrateTables(ctx.storage.sql);
    this.#wake();
  }

  async provision(workspace: string, key: NewKey): Promise<Answer<{ created: boolean }>> {
    const { storage } = this.ctx;
    const created = this.#parts === null;
    if (created) {
      storage.transactionSync(() => {
        createTables(storage.sql);
        // Above the seqs of any earlier epoch, so that restored or new storage never goes back.
        const epoch = Date.now();
        const seq = epoch * SEQS_PER_MS;
        const progress = { epoch, seq, foldedSeq: seq, flushedSeq: seq, goneSeq: seq };
        for (const [name, value] of Object.entries(progress)) writeMeta(storage.sql, name, value);
        writeMeta(storage.sql, 'workspace', workspace);
      });
    }
    const parts = this.#parts ?? this.#wake();
    if (parts.keys.isFull) return refuse('conflict', 'This workspace has as many keys as it may.');
    parts.keys.add(key, Date.now());
    await storage.sync();
    return { ok: true, value: { created } };
  }

  async ingest(hash: CredentialHash, call: IngestCall): Promise<Answer<IngestOutcome[]>> {
    const access = this.#access(hash, 'ingest');
    if (!access.ok) return access;
    const { parts, credential } = access.value;
    for (const [code, count] of Object.entries(call.rejected)) this.#countRejected(code, count);
    const { size } = parts.journal;
    if (size.bytes >= LIMITS.journalBytes || size.events >= LIMITS.journalEvents) {
      return refuse('journal_full', 'The journal is full; send the batch again later.', 30);
    }
    const outcomes: IngestOutcome[] = [];
    const fresh: StampedEvent[] = [];
    const receivedAt = Date.now();
    const stamped = stampEvents(call.events, {
      sentAt: call.sentAt,
      receivedAt,
      sender: credential,
    });
    for (const event of stamped) {
      if (event === null) {
        outcomes.push('too_old');
        this.#countRejected('too_old', 1);
      } else if (this.#recent.has(event)) outcomes.push('duplicate');
      else {
        outcomes.push('accepted');
        fresh.push(event);
      }
    }
    if (fresh.length === 0) return { ok: true, value: outcomes };
    try {
      await parts.commits.submit(fresh);
    } catch (error) {
      console.error('commit failed:', error instanceof Error ? error.message : 'unknown');
      return refuse('unavailable', 'The events could not be stored; send the batch again.', 5);
    }
    return { ok: true, value: outcomes };
  }

  async login(
    hash: CredentialHash,
    cookie: { hash: CredentialHash; expiresAt: number },
  ): Promise<Answer<{ workspace: string; scopes: Scope[] }>> {
    const access = this.#access(hash, 'read');
    if (!access.ok) return access;
    const { parts, credential } = access.value;
    parts.keys.addCookie(credential, cookie, Date.now());
    await this.ctx.storage.sync();
    return { ok: true, value: { workspace: parts.workspace, scopes: credential.scopes } };
  }

  async logout(hash: CredentialHash): Promise<Answer<null>> {
    const access = this.#access(hash, 'read');
    if (!access.ok) return access;
    const { parts, credential } = access.value;
    parts.keys.removeCookie(hash);
    parts.viewers.closeOf([credential.id]);
    await this.ctx.storage.sync();
    return { ok: true, value: null };
  }

  async read(hash: CredentialHash): Promise<Answer<{ asOf: number; fresh: boolean }>> {
    const access = this.#access(hash, 'read');
    if (!access.ok) return access;
    return { ok: true, value: await this.#flushForReading(access.value.parts) };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- every call of an object is async
  async status(hash: CredentialHash): Promise<Answer<StatusAnswer>> {
    const access = this.#access(hash, 'read');
    if (!access.ok) return access;
    const { workspace, journal, present, flusher, viewers } = access.value.parts;
    const now = Date.now();
    const { seq, flushedSeq } = present.progress;
    const { rows, events, bytes, oldestAt } = journal.size;
    const value: StatusAnswer = {
      asOf: now,
      fresh: flusher.isFlushed,
      workspace,
      seq,
      flushedSeq,
      journal: { rows, events, bytes, oldestAt },
      flush: {
        lagMs: flusher.isFlushed || oldestAt === null ? 0 : Math.max(0, now - oldestAt),
        lastAt: flusher.lastAt,
        failing: flusher.failing,
      },
      sockets: viewers.count,
      cards: present.state.cards.size,
      tasks: present.state.tasks.size,
      rejections: Object.fromEntries(this.#rejections),
    };
    return { ok: true, value };
  }

  async createKey(hash: CredentialHash, key: NewKey): Promise<Answer<Key>> {
    const access = this.#access(hash, 'admin');
    if (!access.ok) return access;
    const { keys } = access.value.parts;
    if (keys.isFull) return refuse('conflict', 'This workspace has as many keys as it may.');
    const value = keys.add(key, Date.now());
    await this.ctx.storage.sync();
    return { ok: true, value };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- every call of an object is async
  async listKeys(hash: CredentialHash): Promise<Answer<Key[]>> {
    const access = this.#access(hash, 'admin');
    if (!access.ok) return access;
    return { ok: true, value: access.value.parts.keys.list() };
  }

  async revokeKey(hash: CredentialHash, id: string): Promise<Answer<null>> {
    const access = this.#access(hash, 'admin');
    if (!access.ok) return access;
    const { keys, viewers } = access.value.parts;
    const gone = keys.revoke(id);
    if (gone.length === 0) return refuse('not_found', 'There is no key with this id.');
    viewers.closeOf(gone);
    await this.ctx.storage.sync();
    return { ok: true, value: null };
  }

  /** The upgrade of a viewer; the Worker has put the hash of its credential into a header. */
  override fetch(request: Request): Response {
    const access = this.#access(request.headers.get(CREDENTIAL_HEADER) ?? '', 'read');
    if (!access.ok) return new Response(access.error.code, { status: statusOf(access.error.code) });
    const { live, viewers } = access.value.parts;
    if (viewers.isFull) return new Response('rate_limited', { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    const { id, parent } = access.value.credential;
    const cursor = new URL(request.url).searchParams.get('cursor');
    live.welcome(server, { credential: id, parent }, cursor);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#parts?.viewers.receive(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#parts?.viewers.forget(socket);
    // 1005 and 1006 are words of the platform, which refuses them in a close.
    if (code !== 1005 && code !== 1006) socket.close(code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#parts?.viewers.forget(socket);
  }

  /** Lazy flush. Re-arms first and never throws: an alarm that keeps throwing is given up. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const parts = this.#parts;
    if (parts === null || parts.flusher.isFlushed) return;
    await this.#armAlarm(LIMITS.flushIntervalMs);
    await this.#flush(parts);
  }

  #wake(): Parts {
    const { storage } = this.ctx;
    const present = new Present(storage, listPrice());
    const journal = new Journal(storage.sql);
    for (const row of journal.after(present.progress.foldedSeq)) {
      for (const [index, event] of row.events.entries()) {
        const seq = row.firstSeq + index;
        if (seq > present.progress.foldedSeq) present.take(seq, event);
      }
    }
    present.progress.seq = Math.max(present.progress.seq, journal.lastSeq());
    const workspace = String(readMeta(storage.sql, 'workspace'));
    const viewers = new Viewers(this.ctx);
    const live = new Live(present, viewers, workspace);
    const flusher = new Flusher({
      sql: storage.sql,
      present,
      journal,
      workspace,
      writer: () => this.env.WRITER.getByName('main'),
      now: () => Date.now(),
    });
    const parts: Parts = {
      workspace,
      keys: new Keys(storage.sql),
      journal,
      present,
      flusher,
      viewers,
      live,
      commits: new GroupCommit((group) => this.#commit(parts, group)),
    };
    this.#parts = parts;
    return parts;
  }

  /** Durable first, then folded, then shown: seq order is commit order is frame order (rule HUB1). */
  async #commit(parts: Parts, group: Group): Promise<void> {
    const { journal, present, live } = parts;
    const now = Date.now();
    const firstSeq = present.progress.seq + 1;
    const lastSeq = present.progress.seq + group.events.length;
    try {
      journal.append({ firstSeq, lastSeq, at: now, body: group.body });
      await this.ctx.storage.sync();
    } catch (error) {
      // What memory holds may no longer be what storage holds: start again from storage.
      this.ctx.abort('the journal could not be written');
      throw error;
    }
    const lines: Line[] = [];
    for (const [index, event] of group.events.entries()) {
      const newest = present.lines.at(-1);
      present.take(firstSeq + index, event);
      const line = present.lines.at(-1);
      if (line !== undefined && line !== newest) lines.push(line);
      this.#recent.add(event, now);
    }
    live.changed(lines);
    this.#afterCommit(parts, group);
  }

  #afterCommit(parts: Parts, group: Group): void {
    this.#eventsSinceCheckpoint += group.events.length;
    this.#eventsSinceFlush += group.events.length;
    this.#bytesSinceFlush += group.body.length;
    const isFlushDue =
      this.#eventsSinceFlush >= LIMITS.flushEvents || this.#bytesSinceFlush >= LIMITS.flushBytes;
    if (isFlushDue && parts.flusher.failing === null) {
      this.ctx.waitUntil(this.#flush(parts));
    } else if (this.#eventsSinceCheckpoint >= LIMITS.checkpointEvents) {
      this.#eventsSinceCheckpoint = 0;
      parts.present.checkpoint();
    }
    if (this.#alarmAt === null) this.ctx.waitUntil(this.#armAlarm(LIMITS.flushIntervalMs));
  }

  async #flush(parts: Parts): Promise<void> {
    this.#eventsSinceFlush = 0;
    this.#bytesSinceFlush = 0;
    this.#eventsSinceCheckpoint = 0;
    const isConfirmed = await parts.flusher.flush();
    this.#flushEndedAt = Date.now();
    if (isConfirmed && parts.flusher.isFlushed) return;
    await this.#armAlarm(isConfirmed ? parts.flusher.restMs : parts.flusher.retryMs);
  }

  /** Shared by all who wait, at most one a second; older data is answered rather than an error (STO9). */
  async #flushForReading(parts: Parts): Promise<{ asOf: number; fresh: boolean }> {
    const { flusher } = parts;
    const deadline = Date.now() + LIMITS.flushWaitMs;
    const wanted = parts.present.progress.seq;
    const isDone = (): boolean => parts.present.progress.flushedSeq >= wanted;
    const pause = this.#flushEndedAt + FLUSH_AT_MOST_EVERY_MS - Date.now();
    if (!isDone() && pause > 0) await sleep(pause);
    while (!isDone() && Date.now() < deadline) {
      const rest = deadline - Date.now();
      await Promise.race([this.#flush(parts), sleep(rest)]);
      if (flusher.failing !== null) break;
    }
    if (isDone()) return { asOf: Date.now(), fresh: true };
    return { asOf: flusher.lastAt ?? parts.journal.size.oldestAt ?? Date.now(), fresh: false };
  }

  async #armAlarm(waitMs: number): Promise<void> {
    const at = Date.now() + waitMs;
    if (this.#alarmAt !== null && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    await this.ctx.storage.setAlarm(at);
  }

  #access(
    hash: CredentialHash,
    scope: Scope,
  ): Answer<{ parts: Parts; credential: Credential }> {
    const parts = this.#parts;
    const credential = parts?.keys.find(hash, Date.now()) ?? null;
    if (parts === null || credential === null) {
      return refuse('unauthorized', 'This key is not known, or was revoked. Ask for a new one.');
    }
    if (credential.scopes.includes(scope)) return { ok: true, value: { parts, credential } };
    return refuse('forbidden', `This needs a key with the scope ${scope}.`);
  }

  #countRejected(code: string, count: number): void {
    this.#rejections.set(code, (this.#rejections.get(code) ?? 0) + count);
  }
}

const refuse = (
  code: ErrorCode,
  message: string,
  retryAfterSeconds?: number,
): Extract<Answer<never>, { ok: false }> => ({
  ok: false,
  error: { code, message, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
});

const statusOf = (code: ErrorCode): number => (code === 'forbidden' ? 403 : 401);

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));


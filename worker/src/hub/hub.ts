import { DurableObject } from 'cloudflare:workers';
import {
  LIMITS,
  PING,
  PONG,
  type AuditLine,
  type Channel,
  type ChannelChange,
  type CreatedChannel,
  type DeliveriesAnswer,
  type DeliveriesQuery,
  type Delivery,
  type Key,
  type KeysAnswer,
  type Link,
  type ParkedAnswer,
  type ParkedQuery,
  type RetriedRows,
  type Rule,
  type RuleChange,
  type RuleKind,
  type Scope,
  type SessionDetail,
  type StatusAnswer,
  type TaskHistory,
  type UnknownNamesAnswer,
} from '@claude-monitor/protocol';
import { parseLocation } from '../domain/location.ts';
import { listPrice } from '../domain/pricing.ts';
import { objectNamed } from '../object-named.ts';
import type { Grant } from '../share/grant.ts';
import type { Writer } from '../store/writer.ts';
import { permit, refuse, unauthorized } from './auth/access.ts';
import {
  changeChannel,
  changeRuleOf,
  createChannel,
  deleteChannel,
  listChannels,
  listDeliveries,
  listRules,
  retryDelivery,
  testChannel,
  type NewChannel,
} from './alerts/calls.ts';
import { outsideOf, type AlertEnv } from './alerts/outside.ts';
import { note, noted, type AdminDeed } from './auth/audit.ts';
import { provision, wake, type AwakeHub, type Outside } from './awake.ts';
import { deleteParked, listParked, retryParked } from './flush/parked-calls.ts';
import { listKeys, makeKey, revokeKey } from './auth/key-calls.ts';
import type { Credential } from './auth/keys.ts';
import {
  endExpired,
  linkReader,
  makeLink,
  openLink,
  revokeLink,
  type Reader,
} from './share/link-calls.ts';
import type { NewLink } from './share/links.ts';
import { answerQuestion } from './state/questions.ts';
import { detailFor, taskHistoryFor } from './state/sight.ts';
import {
  CREDENTIAL_HEADER,
  type Answer,
  type CredentialHash,
  type HubRpc,
  type IngestCall,
  type IngestOutcome,
  type NewKey,
  type PresentAnswer,
  type PresentQuestion,
} from './rpc.ts';
import { refusedUpgrade, TOO_MANY_VIEWERS } from './live/refused-upgrade.ts';
import { hubStatus } from './state/status.ts';

type HubEnv = AlertEnv & {
  WRITER: DurableObjectNamespace<Writer>;
  HUB_LOCATION?: unknown;
};

type Caller = { hub: AwakeHub; credential: Credential };

/**
 * One workspace: makes events durable, folds them, fans them out, and sends them on to libSQL. This
 * class is the shell: it knows the platform; what is decided is decided in its parts.
 */
export class Hub extends DurableObject<HubEnv> implements HubRpc {
  readonly #outside: Outside;
  #hub: AwakeHub | null;

  constructor(ctx: DurableObjectState, env: HubEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#outside = outsideOf(env);
    this.#hub = this.#wake();
  }

  async provision(workspace: string, key: NewKey): Promise<Answer<{ created: boolean }>> {
    const created = this.#hub === null;
    if (created) provision(this.ctx, workspace, Date.now());
    const hub = (this.#hub ??= this.#wake());
    if (hub === null) return refuse('unavailable', 'The workspace could not be made. Try again.');
    const made = makeKey(hub, key, { by: null, now: Date.now() });
    await this.ctx.storage.sync();
    return made.ok ? { ok: true, value: { created } } : made;
  }

  async ingest(hash: CredentialHash, call: IngestCall): Promise<Answer<IngestOutcome[]>> {
    const caller = this.#permit(hash, 'ingest');
    if (!caller.ok) return caller;
    return await caller.value.hub.ingest.take(call, caller.value.credential);
  }

  async login(
    hash: CredentialHash,
    cookie: { hash: CredentialHash; expiresAt: number },
  ): Promise<Answer<{ workspace: string; scopes: Scope[] }>> {
    const caller = this.#permit(hash, 'read');
    if (!caller.ok) return caller;
    const { hub, credential } = caller.value;
    hub.keys.addCookie(credential, cookie, Date.now());
    await this.ctx.storage.sync();
    return { ok: true, value: { workspace: hub.workspace, scopes: credential.scopes } };
  }

  async logout(hash: CredentialHash): Promise<Answer<null>> {
    const caller = this.#permit(hash, 'read');
    if (!caller.ok) return caller;
    const { keys, viewers } = caller.value.hub;
    viewers.closeOf(keys.removeCookie(hash));
    await this.ctx.storage.sync();
    return { ok: true, value: null };
  }

  async read(
    hash: CredentialHash,
  ): Promise<Answer<{ asOf: number; fresh: boolean; grant: Grant | null }>> {
    const reader = this.#reader(hash);
    if (!reader.ok) return reader;
    const { hub, grant } = reader.value;
    return { ok: true, value: { ...(await hub.pace.forReading()), grant } };
  }

  async detail(hash: CredentialHash, id: string): Promise<Answer<SessionDetail | null>> {
    const reader = this.#reader(hash);
    if (!reader.ok) return reader;
    return { ok: true, value: detailFor(reader.value, id) };
  }

  async ask(
    hash: CredentialHash,
    question: PresentQuestion,
  ): Promise<Answer<PresentAnswer | null>> {
    const caller = this.#permit(hash, 'read');
    if (!caller.ok) return caller;
    return answerQuestion(caller.value.hub.present, question, Date.now());
  }

  async scopes(hash: CredentialHash): Promise<Answer<Scope[]>> {
    const now = Date.now();
    if (this.#hub?.links.find(hash, now)) return refuse('forbidden', NOT_FOR_LINKS);
    const credential = this.#hub?.keys.find(hash, now) ?? null;
    return credential === null ? unauthorized() : { ok: true, value: credential.scopes };
  }

  async taskHistory(hash: CredentialHash, id: string): Promise<Answer<TaskHistory | null>> {
    const reader = this.#reader(hash);
    if (!reader.ok) return reader;
    return { ok: true, value: taskHistoryFor(reader.value, id) };
  }

  async status(hash: CredentialHash): Promise<Answer<StatusAnswer>> {
    const caller = this.#permit(hash, 'read');
    if (!caller.ok) return caller;
    return { ok: true, value: hubStatus(caller.value.hub, Date.now()) };
  }

  async unknownNames(hash: CredentialHash): Promise<Answer<UnknownNamesAnswer>> {
    const caller = this.#permit(hash, 'admin');
    if (!caller.ok) return caller;
    return { ok: true, value: caller.value.hub.unknownNames.list };
  }

  async createKey(hash: CredentialHash, key: NewKey): Promise<Answer<Key>> {
    return await this.#asAdmin(hash, ({ hub, deed }) => makeKey(hub, key, deed));
  }

  async listKeys(hash: CredentialHash): Promise<Answer<KeysAnswer>> {
    return await this.#asAdmin(hash, ({ hub, credential }) => listKeys(hub, credential));
  }

  async revokeKey(hash: CredentialHash, id: string): Promise<Answer<null>> {
    return await this.#asAdmin(hash, ({ hub, deed }) => revokeKey(hub, id, deed));
  }

  async grant(hash: CredentialHash): Promise<Answer<Grant>> {
    const reader = this.#reader(hash);
    if (!reader.ok) return reader;
    const { grant } = reader.value;
    return grant === null ? refuse('forbidden', NO_LINK) : { ok: true, value: grant };
  }

  async openLink(hash: CredentialHash, cookie: CredentialHash): Promise<Answer<Grant>> {
    if (this.#hub === null) return unauthorized();
    const opened = openLink(this.#hub, { hash, cookie }, Date.now());
    if (opened.ok) await this.ctx.storage.sync();
    return opened;
  }

  async createLink(hash: CredentialHash, link: NewLink, isKnown: boolean): Promise<Answer<Link>> {
    return await this.#asAdmin(hash, async ({ hub, deed }) => {
      const made = makeLink(hub, { link, isKnown }, deed);
      await hub.alarm.ringBy(link.expiresAt);
      return made;
    });
  }

  async listLinks(hash: CredentialHash): Promise<Answer<Link[]>> {
    return await this.#asAdmin(hash, ({ hub: { links, viewers } }) => {
      const counts = viewers.links;
      return { ok: true, value: links.list((id) => counts.get(id) ?? 0) };
    });
  }

  async revokeLink(hash: CredentialHash, id: string): Promise<Answer<null>> {
    return await this.#asAdmin(hash, ({ hub, deed }) => revokeLink(hub, id, deed));
  }

  async audit(hash: CredentialHash): Promise<Answer<AuditLine[]>> {
    return await this.#asAdmin(hash, ({ hub }) => ({ ok: true, value: hub.audit.list() }));
  }

  async createChannel(hash: CredentialHash, channel: NewChannel): Promise<Answer<CreatedChannel>> {
    const { isLocalAllowed } = this.#outside;
    return await this.#asAdmin(hash, ({ hub, deed }) =>
      noted(
        hub,
        'channel made',
        deed,
        createChannel(hub.alerts, channel, { now: deed.now, isLocalAllowed }),
      ),
    );
  }

  async listChannels(hash: CredentialHash): Promise<Answer<Channel[]>> {
    return await this.#asAdmin(hash, ({ hub: { alerts } }) => listChannels(alerts));
  }

  async changeChannel(
    hash: CredentialHash,
    id: string,
    change: ChannelChange,
  ): Promise<Answer<Channel>> {
    return await this.#asAdmin(hash, ({ hub, deed }) =>
      noted(hub, 'channel changed', deed, changeChannel(hub.alerts, id, change)),
    );
  }

  async deleteChannel(hash: CredentialHash, id: string): Promise<Answer<null>> {
    return await this.#asAdmin(hash, ({ hub, deed }) => {
      const gone = noted(hub, 'channel removed', deed, deleteChannel(hub.alerts, id));
      return gone.ok ? { ok: true, value: null } : gone;
    });
  }

  async testChannel(hash: CredentialHash, id: string): Promise<Answer<Delivery>> {
    return await this.#asAdmin(hash, ({ hub: { alerts }, deed }) =>
      testChannel(alerts, id, deed.now),
    );
  }

  async listRules(hash: CredentialHash): Promise<Answer<Rule[]>> {
    return await this.#asAdmin(hash, ({ hub: { alerts } }) => listRules(alerts));
  }

  async changeRule(hash: CredentialHash, id: RuleKind, change: RuleChange): Promise<Answer<Rule>> {
    return await this.#asAdmin(hash, ({ hub, deed }) => {
      const changed = changeRuleOf(hub.alerts, id, change);
      if (changed.ok) note(hub, 'rule changed', { id, name: id }, deed);
      return changed;
    });
  }

  async listDeliveries(
    hash: CredentialHash,
    query: DeliveriesQuery,
  ): Promise<Answer<DeliveriesAnswer>> {
    return await this.#asAdmin(hash, ({ hub: { alerts } }) => listDeliveries(alerts, query));
  }

  async retryDelivery(hash: CredentialHash, id: string): Promise<Answer<Delivery>> {
    return await this.#asAdmin(hash, ({ hub: { alerts }, deed }) =>
      retryDelivery(alerts, id, deed.now),
    );
  }

  async listParked(hash: CredentialHash, query: ParkedQuery): Promise<Answer<ParkedAnswer>> {
    return await this.#asAdmin(hash, ({ hub }) => listParked(hub, query));
  }

  async retryParked(hash: CredentialHash, id: string | null): Promise<Answer<RetriedRows>> {
    return await this.#asAdmin(hash, ({ hub, deed }) => retryParked(hub, id, deed));
  }

  async deleteParked(hash: CredentialHash, id: string): Promise<Answer<null>> {
    return await this.#asAdmin(hash, ({ hub, deed }) => deleteParked(hub, id, deed));
  }

  /** The upgrade of a viewer; the Worker has put the hash of its credential into a header. */
  override fetch(request: Request): Response {
    const hash = request.headers.get(CREDENTIAL_HEADER) ?? '';
    const reader = this.#reader(hash);
    if (!reader.ok) return refusedUpgrade(reader.error);
    const { hub, ...arrival } = reader.value;
    if (hub.viewers.isFull) return refusedUpgrade(TOO_MANY_VIEWERS);
    const { 0: client, 1: server } = new WebSocketPair();
    const cursor = new URL(request.url).searchParams.get('cursor');
    hub.live.welcome(server, { ...arrival, cursor });
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#hub?.viewers.receive(socket, message);
  }

  override webSocketClose(socket: WebSocket): void {
    this.#hub?.viewers.closed(socket);
  }

  override webSocketError(socket: WebSocket): void {
    this.#hub?.viewers.closed(socket);
  }

  override async alarm(): Promise<void> {
    const hub = this.#hub;
    if (hub === null) return;
    endExpired(hub, Date.now());
    // It says first that the alarm rang; a flush may then take its time.
    const flushed = hub.pace.onAlarm();
    hub.alerts.onAlarm();
    const nextExpiry = hub.links.nextExpiry(Date.now());
    if (nextExpiry !== null) await hub.alarm.ringBy(nextExpiry);
    await flushed;
  }

  #wake(): AwakeHub | null {
    const location = parseLocation(this.env.HUB_LOCATION) ?? null;
    return wake({
      ctx: this.ctx,
      writer: () => objectNamed(this.env.WRITER, 'main', location),
      priceOf: listPrice(),
      now: () => Date.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      outside: this.#outside,
      journalCap: { bytes: LIMITS.journalBytes, events: LIMITS.journalEvents },
    });
  }

  /** What a caller of scope admin asks for; answered when what it changed is durable. */
  async #asAdmin<Value>(
    hash: CredentialHash,
    work: (asked: Caller & { deed: AdminDeed }) => Answer<Value> | Promise<Answer<Value>>,
  ): Promise<Answer<Value>> {
    const caller = this.#permit(hash, 'admin');
    if (!caller.ok) return caller;
    const deed = { by: caller.value.credential.name, now: Date.now() };
    const answer = await work({ ...caller.value, deed });
    await this.ctx.storage.sync();
    return answer;
  }

  /** A link, or a key of scope read. */
  #reader(hash: CredentialHash): Answer<Reader> {
    const reader = this.#hub === null ? null : linkReader(this.#hub, hash, Date.now());
    if (reader !== null) return { ok: true, value: reader };
    const caller = this.#permit(hash, 'read');
    if (!caller.ok) return caller;
    const { hub, credential } = caller.value;
    const { id, parent, expiresAt, scopes } = credential;
    const viewer = { id, parent, expiresAt, link: null };
    return { ok: true, value: { hub, grant: null, viewer, isAdmin: scopes.includes('admin') } };
  }

  #permit(hash: CredentialHash, scope: Scope): Answer<Caller> {
    const hub = this.#hub;
    if (hub === null) return unauthorized();
    const now = Date.now();
    if (hub.links.find(hash, now) !== null) return refuse('forbidden', NOT_FOR_LINKS);
    const credential = permit(hub.keys, hash, scope, now);
    if (!credential.ok) return credential;
    hub.keys.used(credential.value, now);
    return { ok: true, value: { hub, credential: credential.value } };
  }
}

const NO_LINK = 'This is for a link only.';

const NOT_FOR_LINKS = 'A shared link does not open this.';

import type { z } from 'zod';
import type {
  Answered,
  AuditLine,
  Channel,
  ChannelChange,
  CreatedChannel,
  DeliveriesAnswer,
  DeliveriesQuery,
  Delivery,
  ErrorCode,
  Key,
  KeysAnswer,
  Link,
  ParkedAnswer,
  ParkedQuery,
  RetriedRows,
  Rule,
  RuleChange,
  RuleKind,
  Scope,
  SessionDetail,
  sessionQuestion,
  StatusAnswer,
  TaskHistory,
  tasksQuestion,
  teamStatusQuestion,
  TelemetryEvent,
  UnknownName,
  UnknownNamesAnswer,
} from '@claude-monitor/protocol';
import type { Grant } from '../share/grant.ts';
import type { NewChannel } from './alerts/calls.ts';
import type { NewLink } from './share/links.ts';

/**
 * What the Worker asks of a hub. Every call carries the hash of the caller's credential and the hub
 * checks it in the same call (rule SHR7): nothing is cached, so a revoked key stops at once.
 * Expected failures are values: an Error loses its class on the way between objects.
 */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; error: HubError };

export type HubError = { code: ErrorCode; message: string; retryAfterSeconds?: number };

/** SHA-256 of the whole credential (key or cookie), hex. */
export type CredentialHash = string;

export type NewKey = {
  id: string;
  hash: CredentialHash;
  name: string;
  scopes: Scope[];
  user: string | null;
  device: string | null;
};

export type IngestCall = {
  events: TelemetryEvent[];
  /** The client's clock at sending, epoch ms, or null. */
  sentAt: number | null;
  /** Codes of the items the Worker refused before, counted for `/metrics`. */
  rejected: Record<string, number>;
  /** Names in the request that nothing here knows; bounded, and counted for admins. */
  unknownNames?: UnknownName[];
};

/** One outcome an event, in order. */
export type IngestOutcome = 'accepted' | 'duplicate' | 'too_old';

type Input<Question extends { inputSchema: z.ZodType }> = z.output<Question['inputSchema']>;
type Output<Question extends { outputSchema: z.ZodType }> = z.output<Question['outputSchema']>;

/** The questions of agents that the present answers. */
export type PresentQuestion =
  | { name: 'get_team_status'; input: Input<typeof teamStatusQuestion> }
  | { name: 'get_session'; input: Input<typeof sessionQuestion> }
  | { name: 'get_tasks'; input: Input<typeof tasksQuestion>; sessions: string[] };

export type PresentAnswer = Answered<
  Output<typeof teamStatusQuestion> | Output<typeof sessionQuestion> | Output<typeof tasksQuestion>
>;

export type HubRpc = {
  /** Creates the workspace if it is new, and adds the admin key. Called with a bootstrap token only (SHR8). */
  provision(workspace: string, key: NewKey): Promise<Answer<{ created: boolean }>>;
  /** Scope ingest. Answers when the events are in the journal (rule ING1). */
  ingest(credential: CredentialHash, call: IngestCall): Promise<Answer<IngestOutcome[]>>;
  /** Scope read. Stores a cookie as a child of the key; it dies with the key. */
  login(
    credential: CredentialHash,
    cookie: { hash: CredentialHash; expiresAt: number },
  ): Promise<Answer<{ workspace: string; scopes: Scope[] }>>;
  logout(credential: CredentialHash): Promise<Answer<null>>;
  /**
   * Scope read, or a link, whose grant is answered. Authorises a history route and flushes for it;
   * `fresh` false when libSQL is behind (STO9).
   */
  read(
    credential: CredentialHash,
  ): Promise<Answer<{ asOf: number; fresh: boolean; grant: Grant | null }>>;
  /** Scope read, or a link that shows it. Of an internal id, or the newest attempt under the caller's own; null: not in the hub. */
  detail(credential: CredentialHash, id: string): Promise<Answer<SessionDetail | null>>;
  /** Scope read. What an agent asks; null for a session that is not in the hub. */
  ask(credential: CredentialHash, question: PresentQuestion): Promise<Answer<PresentAnswer | null>>;
  /** Any scope: whether the credential stands, and what it may. */
  scopes(credential: CredentialHash): Promise<Answer<Scope[]>>;
  /** Scope read, or a link that shows it. What happened to a task, by internal id; null: not in the hub. */
  taskHistory(credential: CredentialHash, id: string): Promise<Answer<TaskHistory | null>>;
  /** Scope read. */
  status(credential: CredentialHash): Promise<Answer<StatusAnswer>>;
  /** Scope admin. */
  unknownNames(credential: CredentialHash): Promise<Answer<UnknownNamesAnswer>>;
  createKey(credential: CredentialHash, key: NewKey): Promise<Answer<Key>>;
  listKeys(credential: CredentialHash): Promise<Answer<KeysAnswer>>;
  /** Closes open sockets and child cookies of the key. */
  revokeKey(credential: CredentialHash, id: string): Promise<Answer<null>>;
  /** A link's token or cookie. */
  grant(credential: CredentialHash): Promise<Answer<Grant>>;
  /** A link's token. Stores a cookie as a child of the link; it dies with the link. */
  openLink(credential: CredentialHash, cookie: CredentialHash): Promise<Answer<Grant>>;
  /** Scope admin, as all that follow. Of a session by any of its ids; `isKnown`: history has it. */
  createLink(credential: CredentialHash, link: NewLink, isKnown: boolean): Promise<Answer<Link>>;
  listLinks(credential: CredentialHash): Promise<Answer<Link[]>>;
  /** Closes the open sockets of the link, and its cookies. */
  revokeLink(credential: CredentialHash, id: string): Promise<Answer<null>>;
  audit(credential: CredentialHash): Promise<Answer<AuditLine[]>>;
  createChannel(credential: CredentialHash, channel: NewChannel): Promise<Answer<CreatedChannel>>;
  listChannels(credential: CredentialHash): Promise<Answer<Channel[]>>;
  changeChannel(
    credential: CredentialHash,
    id: string,
    change: ChannelChange,
  ): Promise<Answer<Channel>>;
  deleteChannel(credential: CredentialHash, id: string): Promise<Answer<null>>;
  /** Answers when a test message was tried. */
  testChannel(credential: CredentialHash, id: string): Promise<Answer<Delivery>>;
  listRules(credential: CredentialHash): Promise<Answer<Rule[]>>;
  changeRule(credential: CredentialHash, id: RuleKind, change: RuleChange): Promise<Answer<Rule>>;
  listDeliveries(
    credential: CredentialHash,
    query: DeliveriesQuery,
  ): Promise<Answer<DeliveriesAnswer>>;
  retryDelivery(credential: CredentialHash, id: string): Promise<Answer<Delivery>>;
  /** What libSQL refused for good (rule STO7). */
  listParked(credential: CredentialHash, query: ParkedQuery): Promise<Answer<ParkedAnswer>>;
  /** Sends one again, or as many as one call sends of all (null); answers when libSQL took or refused them. */
  retryParked(credential: CredentialHash, id: string | null): Promise<Answer<RetriedRows>>;
  deleteParked(credential: CredentialHash, id: string): Promise<Answer<null>>;
};

/**
 * `GET /v1/live` is forwarded to the hub's `fetch` with the upgrade request; the Worker puts the
 * credential's hash into this header (any inbound one is overwritten) and keeps `?cursor=`.
 */
export const CREDENTIAL_HEADER = 'x-claude-monitor-credential';

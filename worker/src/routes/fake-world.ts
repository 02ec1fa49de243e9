import {
  answerTeamStatus,
  AppError,
  STATE_LIMITS,
  type Key,
  type Link,
  type Scope,
  type SessionDetail,
  type StatusAnswer,
  type TaskHistory,
} from '@claude-monitor/protocol';
import type { Deps, History, HubStub } from '../deps.ts';
import { defaultRule } from '../domain/alerts/rules.ts';
import { hashCredential, mintCredential } from '../domain/credential.ts';
import type { NewLink } from '../hub/share/links.ts';
import type { Answer, IngestCall, NewKey, PresentAnswer, PresentQuestion } from '../hub/rpc.ts';
import type { Grant } from '../share/grant.ts';
import { FAKE_CHANNEL, FAKE_DELIVERY, FAKE_RULES } from './fake-alerts.ts';

/**
 * The world of the HTTP side, for tests: hubs in memory that know keys and scopes as the real one
 * does, and a history without rows. A real hub and a real libSQL server are tested beside them.
 */
export type FakeWorld = {
  deps: Deps;
  /** A key of a workspace that its hub knows. */
  keyOf(workspace: string, scopes: Scope[]): Promise<string>;
  /** A credential of ours that its hub does not know. */
  unknownKeyOf(workspace: string): Promise<string>;
  hub(workspace: string): FakeHub;
  reports: { what: string; error: unknown }[];
};

export const SECRET = 'a-secret-of-the-tests-of-the-http-side';
export const FORMER_SECRET = 'a-former-secret-of-the-http-side';
export const ORIGIN = 'http://monitor.test';
export const NOW = Date.parse('2026-01-02T03:04:05Z');

const NOBODY = answerTeamStatus({}, { cards: [], tasks: [], now: NOW, limits: STATE_LIMITS });

export class FakeHub implements HubStub {
  readonly workspace: string;
  readonly keys = new Map<string, NewKey>();
  readonly cookies = new Map<string, { parent: string; expiresAt: number }>();
  readonly ingested: IngestCall[] = [];
  readonly upgrades: Request[] = [];
  readonly seen = new Set<string>();
  sessionDetail: SessionDetail | null = null;
  history: TaskHistory | null = null;
  readonly asked: PresentQuestion[] = [];
  presentAnswer: PresentAnswer | null = NOBODY;
  /** Set to make every call fail as a reset object does. */
  fault: Error | null = null;

  constructor(workspace: string) {
    this.workspace = workspace;
  }

  async provision(_: string, key: NewKey): ReturnType<HubStub['provision']> {
    const created = this.keys.size === 0;
    this.keys.set(key.hash, key);
    return await this.#answer({ created });
  }

  async ingest(hash: string, call: IngestCall): ReturnType<HubStub['ingest']> {
    const refused = this.#refusal(hash, 'ingest');
    if (refused !== null) return refused;
    this.ingested.push(call);
    return await this.#answer(
      call.events.map(({ id, time }) => {
        if (time < NOW - 400 * 86_400_000) return 'too_old' as const;
        const outcome = this.seen.has(id) ? ('duplicate' as const) : ('accepted' as const);
        this.seen.add(id);
        return outcome;
      }),
    );
  }

  async login(
    hash: string,
    cookie: { hash: string; expiresAt: number },
  ): ReturnType<HubStub['login']> {
    const refused = this.#refusal(hash, 'read');
    if (refused !== null) return refused;
    this.cookies.set(cookie.hash, { parent: hash, expiresAt: cookie.expiresAt });
    return await this.#answer({
      workspace: this.workspace,
      scopes: this.keys.get(hash)?.scopes ?? [],
    });
  }

  async logout(hash: string): ReturnType<HubStub['logout']> {
    const refused = this.#refusal(hash, 'read');
    if (refused !== null) return refused;
    this.cookies.delete(hash);
    return await this.#answer(null);
  }

  async read(hash: string): ReturnType<HubStub['read']> {
    return (
      this.#refusal(hash, 'read') ?? (await this.#answer({ asOf: NOW, fresh: true, grant: null }))
    );
  }

  async detail(hash: string): ReturnType<HubStub['detail']> {
    return this.#refusal(hash, 'read') ?? (await this.#answer(this.sessionDetail));
  }

  async ask(hash: string, question: PresentQuestion): ReturnType<HubStub['ask']> {
    this.asked.push(question);
    return this.#refusal(hash, 'read') ?? (await this.#answer(this.presentAnswer));
  }

  async scopes(hash: string): ReturnType<HubStub['scopes']> {
    const refused = this.#refusal(hash, null);
    if (refused !== null) return refused;
    const key = this.keys.get(this.cookies.get(hash)?.parent ?? hash);
    return await this.#answer(key?.scopes ?? []);
  }

  async taskHistory(hash: string): ReturnType<HubStub['taskHistory']> {
    return this.#refusal(hash, 'read') ?? (await this.#answer(this.history));
  }

  async status(hash: string): ReturnType<HubStub['status']> {
    return this.#refusal(hash, 'read') ?? (await this.#answer(statusOf(this.workspace)));
  }

  async unknownNames(hash: string): ReturnType<HubStub['unknownNames']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer({ items: [], dropped: 0 }));
  }

  async createKey(hash: string, key: NewKey): ReturnType<HubStub['createKey']> {
    const refused = this.#refusal(hash, 'admin');
    if (refused !== null) return refused;
    this.keys.set(key.hash, key);
    return await this.#answer(shown(key));
  }

  async listKeys(hash: string): ReturnType<HubStub['listKeys']> {
    const refused = this.#refusal(hash, 'admin');
    if (refused !== null) return refused;
    const own = this.keys.get(this.cookies.get(hash)?.parent ?? hash)?.id ?? '';
    return await this.#answer({ items: [...this.keys.values()].map(shown), own });
  }

  /** Its links are all the same: what they show is tested on a real hub. */
  async grant(hash: string): ReturnType<HubStub['grant']> {
    return this.#refusal(hash, null) ?? (await this.#answer(GRANT));
  }

  async openLink(hash: string): ReturnType<HubStub['openLink']> {
    return await this.grant(hash);
  }

  async createLink(hash: string, link: NewLink): ReturnType<HubStub['createLink']> {
    const { id, name, scope, isRedacted, shows, expiresAt } = link;
    const about = { madeBy: 'a key', createdAt: NOW, lastOpenedAt: null, viewers: 0 };
    const made: Link = { id, name, scope, isRedacted, shows, expiresAt, ...about };
    return this.#refusal(hash, 'admin') ?? (await this.#answer(made));
  }

  async listLinks(hash: string): ReturnType<HubStub['listLinks']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer([]));
  }

  async revokeLink(hash: string): ReturnType<HubStub['revokeLink']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer(null));
  }

  async audit(hash: string): ReturnType<HubStub['audit']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer([]));
  }

  async revokeKey(hash: string, id: string): ReturnType<HubStub['revokeKey']> {
    const refused = this.#refusal(hash, 'admin');
    if (refused !== null) return refused;
    for (const key of this.keys.values()) {
      if (key.id !== id) continue;
      this.keys.delete(key.hash);
      return await this.#answer(null);
    }
    return { ok: false, error: { code: 'not_found', message: 'no such key' } };
  }

  async fetch(request: Request): Promise<Response> {
    this.upgrades.push(request);
    return await Promise.resolve(new Response('the socket'));
  }

  async createChannel(
    hash: string,
    { secret }: Parameters<HubStub['createChannel']>[1],
  ): ReturnType<HubStub['createChannel']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer({ ...FAKE_CHANNEL, secret }));
  }

  async listChannels(hash: string): ReturnType<HubStub['listChannels']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer([FAKE_CHANNEL]));
  }

  async changeChannel(hash: string): ReturnType<HubStub['changeChannel']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer(FAKE_CHANNEL));
  }

  async deleteChannel(hash: string): ReturnType<HubStub['deleteChannel']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer(null));
  }

  async testChannel(hash: string): ReturnType<HubStub['testChannel']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer(FAKE_DELIVERY));
  }

  async listRules(hash: string): ReturnType<HubStub['listRules']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer(FAKE_RULES));
  }

  async changeRule(
    hash: string,
    id: Parameters<HubStub['changeRule']>[1],
  ): ReturnType<HubStub['changeRule']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer(defaultRule(id)));
  }

  async listDeliveries(hash: string): ReturnType<HubStub['listDeliveries']> {
    const log = { items: [FAKE_DELIVERY], next: null, dropped: 0 };
    return this.#refusal(hash, 'admin') ?? (await this.#answer(log));
  }

  async retryDelivery(hash: string): ReturnType<HubStub['retryDelivery']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer(FAKE_DELIVERY));
  }

  async listParked(hash: string): ReturnType<HubStub['listParked']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer({ items: [], next: null }));
  }

  async retryParked(hash: string): ReturnType<HubStub['retryParked']> {
    const retried = { landed: 0, refused: 0, left: 0 };
    return this.#refusal(hash, 'admin') ?? (await this.#answer(retried));
  }

  async deleteParked(hash: string): ReturnType<HubStub['deleteParked']> {
    return this.#refusal(hash, 'admin') ?? (await this.#answer(null));
  }

  async #answer<Value>(value: Value): Promise<Answer<Value>> {
    if (this.fault !== null) throw this.fault;
    return await Promise.resolve({ ok: true, value });
  }

  #refusal(hash: string, scope: Scope | null): Extract<Answer<never>, { ok: false }> | null {
    const key = this.keys.get(this.cookies.get(hash)?.parent ?? hash);
    if (key === undefined) {
      return { ok: false, error: { code: 'unauthorized', message: 'unknown or revoked' } };
    }
    if (scope === null || key.scopes.includes(scope)) return null;
    return { ok: false, error: { code: 'forbidden', message: `needs the scope ${scope}` } };
  }
}

const GRANT: Grant = {
  link: 'link',
  scope: { kind: 'workspace' },
  isRedacted: true,
  shows: [],
  salt: 'salt',
  expiresAt: NOW,
};

export function createFakeWorld(changes: Partial<Deps> = {}): FakeWorld {
  const hubs = new Map<string, FakeHub>();
  const reports: FakeWorld['reports'] = [];
  let minted = 0;
  const hub = (workspace: string): FakeHub => {
    const known = hubs.get(workspace) ?? new FakeHub(workspace);
    hubs.set(workspace, known);
    return known;
  };
  const randomBytes = (count: number): Uint8Array => new Uint8Array(count).fill(++minted);
  const unknownKeyOf = (workspace: string) => mintCredential(SECRET, workspace, randomBytes(24));
  return {
    deps: {
      secrets: { current: SECRET, former: [FORMER_SECRET] },
      allowedHosts: null,
      hub,
      history: EMPTY_HISTORY,
      publicUrl: null,
      assets: { fetch: async () => await Promise.resolve(dashboardPage()) },
      isWithinRate: () => Promise.resolve(true),
      now: () => NOW,
      sleep: () => Promise.resolve(),
      randomBytes,
      report: (failure) => reports.push(failure),
      ...changes,
    },
    keyOf: async (workspace, scopes) => {
      const credential = await unknownKeyOf(workspace);
      const hash = await hashCredential(credential);
      const about = { name: scopes.join(), scopes, user: null, device: null };
      hub(workspace).keys.set(hash, { ...about, id: `key${String(minted)}`, hash });
      return credential;
    },
    unknownKeyOf,
    hub,
    reports,
  };
}

export const EMPTY_HISTORY: History = {
  sessions: async () => await Promise.resolve({ items: [], next: null }),
  session: async () => await Promise.resolve(null),
  task: async () => await Promise.resolve(null),
  tasks: async () => await Promise.resolve({ items: [], next: null }),
  usage: async () => {
    return await Promise.reject(new AppError('invalid_query', 'the fake has no usage'));
  },
  projectTasks: async () => {
    return await Promise.resolve({ project: null, projects: [], tasks: [], more: 0 });
  },
  agentGraph: async () => {
    return await Promise.reject(new AppError('invalid_query', 'the fake has no agents'));
  },
  errors: async () => await Promise.resolve({ items: [], next: null }),
  events: async () => await Promise.resolve({ items: [], next: null }),
};

const dashboardPage = (): Response =>
  new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });

const shown = ({ hash: _, ...key }: NewKey): Key => ({
  ...key,
  createdAt: NOW,
  lastUsedAt: null,
});

const statusOf = (workspace: string): StatusAnswer => ({
  asOf: NOW,
  fresh: true,
  workspace,
  seq: 12,
  flushedSeq: 10,
  journal: { rows: 2, events: 3, bytes: 400, oldestAt: NOW - 5_000 },
  flush: { lagMs: 5_000, lastAt: NOW, failing: { since: NOW - 2_000, code: 'unreachable' } },
  parked: { rows: 0, bytes: 0, oldestAt: null },
  sockets: 1,
  cards: 4,
  tasks: 5,
  completeness: null,
  alerts: { waiting: 0, oldestAt: null, parked: 0, dropped: 0, failingChannels: 0 },
  rejections: { too_old: 6 },
  arrivals: { mcp: NOW },
});

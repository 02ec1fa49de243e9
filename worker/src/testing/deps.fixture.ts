import { AppError, type Scope } from '@claude-monitor/protocol';
import type { Deps, History } from '../deps.ts';
import { hashCredential, mintCredential } from '../domain/credential/credential.ts';
import { NOW } from './clock.fixture.ts';
import { FakeHub } from './hub.fixture.ts';

export { NOW };

/**
 * The fake of the HTTP side, for tests: hubs in memory that know keys and scopes as the real one
 * does, and a history without rows. A real hub and a real libSQL server are tested beside them.
 */
type FakeDeps = {
  deps: Deps;
  keyOf(workspace: string, scopes: Scope[]): Promise<string>;
  /** A credential of ours that its hub does not know. */
  unknownKeyOf(workspace: string): Promise<string>;
  hub(workspace: string): FakeHub;
  reports: { what: string; error: unknown }[];
};

export const SECRET = 'a-secret-of-the-tests-of-the-http-side';
export const FORMER_SECRET = 'a-former-secret-of-the-http-side';
export const ORIGIN = 'http://monitor.test';

export function createFakeDeps(changes: Partial<Deps> = {}): FakeDeps {
  const hubs = new Map<string, FakeHub>();
  const reports: FakeDeps['reports'] = [];
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
      isPlainHttp: false,
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
  sessionRequests: async () => await Promise.resolve(null),
  sessionsOfLabels: async () => await Promise.resolve({ ids: [], isWhole: true }),
  task: async () => await Promise.resolve(null),
  tasks: async () => await Promise.resolve({ items: [], next: null }),
  usage: async () => {
    return await Promise.reject(new AppError('invalid_query', 'the fake has no usage'));
  },
  activity: async () => {
    return await Promise.reject(new AppError('invalid_query', 'the fake has no activity'));
  },
  uptime: async () => {
    return await Promise.reject(new AppError('invalid_query', 'the fake has no uptime'));
  },
  projectTasks: async () => {
    return await Promise.resolve({ project: null, projects: [], tasks: [], more: 0 });
  },
  agentGraph: async () => {
    return await Promise.reject(new AppError('invalid_query', 'the fake has no agents'));
  },
  errors: async () => await Promise.resolve({ items: [], next: null, countedFrom: null }),
  errorGroups: async () => {
    return await Promise.reject(new AppError('invalid_query', 'the fake has no errors'));
  },
  agents: async () => await Promise.resolve({ items: [], more: 0, tasks: 0, isWhole: true }),
  events: async () => await Promise.resolve({ items: [], next: null }),
};

const dashboardPage = (): Response =>
  new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });

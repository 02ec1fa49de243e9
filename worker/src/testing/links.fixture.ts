import { exports } from 'cloudflare:workers';
import { expect } from 'vitest';
import { z } from 'zod';
import {
  createKeyAnswerSchema,
  createLinkAnswerSchema,
  createWorkspaceAnswerSchema,
  linkViewSchema,
} from '@claude-monitor/protocol';
import { TEST_DEPLOY_SECRET } from '../../../tests/setup/secret.ts';
import { bootstrapToken } from '../domain/credential/credential.ts';
import { Viewer } from '../hub/live/viewer.fixture.ts';

export const ORIGIN = 'http://monitor.test';

type RequestOptions = {
  method?: string;
  bearer?: string;
  headers?: Record<string, string>;
  body?: unknown;
};

export async function ask(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', bearer, body } = options;
  const headers = new Headers(options.headers);
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  return await exports.default.fetch(ORIGIN + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Asks again while libSQL is behind the hub (rule STO9), which it may be for seconds on a busy machine. */
export async function untilFresh(request: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await request();
    if (!(await isBehind(answer))) return answer;
  }
}

async function isBehind(answer: Response): Promise<boolean> {
  const type = answer.headers.get('content-type') ?? '';
  if (!type.startsWith('application/json')) return false;
  return behindSchema.safeParse(await answer.clone().json()).success;
}

const behindSchema = z.object({ fresh: z.literal(false) });

export const post = (path: string, bearer: string, body: unknown): Promise<Response> =>
  ask(path, { method: 'POST', bearer, body });

let count = 0;

export async function newTeam() {
  const workspace = `w${crypto.randomUUID().replaceAll('-', '')}`;
  const token = await bootstrapToken(TEST_DEPLOY_SECRET);
  const made = await post('/v1/workspaces', token, { workspace });
  const { adminKey } = createWorkspaceAnswerSchema.parse(await made.json());
  const answer = await post('/v1/keys', adminKey, { name: 'test', scopes: ['ingest', 'read'] });
  const { key } = createKeyAnswerSchema.parse(await answer.json());
  return {
    workspace,
    adminKey,
    key,
    /** Fills in ids and times. What was sent is in the history afterwards. */
    send: async (events: readonly object[]): Promise<void> => {
      const whole = events.map((event) => ({
        id: `e${String(count++)}`,
        time: Date.now(),
        ...event,
      }));
      const sent = await post('/v1/events', key, { events: whole });
      expect(await sent.json()).toMatchObject({ rejected: 0 });
      await untilFresh(() => ask('/v1/sessions?limit=1', { bearer: key }));
    },
    share: async (body: object = {}) => {
      const shared = await post('/v1/links', adminKey, body);
      expect(shared.status).toBe(201);
      const link = createLinkAnswerSchema.parse(await shared.json());
      return { ...link, token: new URL(link.url).hash.slice(1) };
    },
    revoke: (id: string): Promise<Response> =>
      ask(`/v1/links/${id}`, { method: 'DELETE', bearer: adminKey }),
  };
}

export const openLink = (token: string): Promise<Response> =>
  ask('/v1/link', { method: 'POST', bearer: token });

export async function browserOf(token: string) {
  const answer = await openLink(token);
  expect(answer.status).toBe(200);
  const setCookie = answer.headers.get('set-cookie') ?? '';
  const view = linkViewSchema.parse(await answer.json());
  const cookie = /^cm_link_\w+=[^;]+/.exec(setCookie)?.[0] ?? '';
  const headers = { cookie, origin: ORIGIN };
  const at = (path: string): string => `/s/${view.id}${path}`;
  return {
    view,
    setCookie,
    cookie,
    get: (path: string) => ask(at(path), { headers: { cookie } }),
    post: (path: string, body: unknown) => ask(at(path), { method: 'POST', headers, body }),
    watch: async (resume?: Viewer): Promise<Viewer> => {
      const cursor = encodeURIComponent(resume?.position ?? '');
      const { webSocket, status } = await ask(at(`/v1/live?cursor=${cursor}`), {
        headers: { ...headers, upgrade: 'websocket' },
      });
      if (webSocket === null) throw new Error(`no socket: ${String(status)}`);
      return new Viewer(webSocket, resume === undefined ? {} : { resume });
    },
  };
}

/** One session with a task, usage and an error, in a project; its names all begin with the project's. */
export function workOf(project: string, session = `${project}-1`): object[] {
  const of = { sessionId: session, project, agentName: `${project}-agent` };
  const task = { ...of, taskId: `${project}-T1`, taskDescription: `${project} must be done` };
  return [
    { ...of, type: 'session.start' },
    { ...task, type: 'task.start' },
    { ...of, type: 'usage', inputTokens: 5, outputTokens: 7, model: 'claude-sonnet-4-5' },
    { ...of, type: 'error', errorType: `${project}Error`, errorMessage: `${project} broke` },
  ];
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { bootstrapToken } from '../../worker/src/domain/credential/credential.ts';
import { faults, StartFault } from './fault.ts';
import { localOf } from './local-json.ts';
import { provision } from './provision.ts';

const SECRET = 'a-deploy-secret-for-tests';
const EARLIER = { ingestKey: 'old-ingest', readKey: 'old-read', adminKey: 'old-admin' };
const bodySchema = z.object({ scopes: z.array(z.string()).default([]) });

let server: Server;
let url = '';
let statusCode = 200;
let seen: string[] = [];
let lines: string[] = [];
let delayMs = 0;
let restarts = 0;
/** How many requests end without an answer. */
let deaths = 0;
/** What a workspace of a later version says, if it is one. */
let newer: string | null = null;
const report = (line: string): void => {
  lines.push(line);
};

beforeEach(async () => {
  statusCode = 200;
  seen = [];
  lines = [];
  delayMs = 0;
  restarts = 0;
  deaths = 0;
  newer = null;
  const token = await bootstrapToken(SECRET);
  server = createServer((request, response) => {
    const bearer = request.headers.authorization ?? '';
    void text(request).then((body) => {
      seen.push(`${request.url ?? ''} ${bearer === `Bearer ${token}` ? 'bootstrap' : bearer}`);
      if (deaths-- > 0) {
        request.socket.destroy();
        return;
      }
      const [scope = ''] = bodySchema.parse(JSON.parse(body === '' ? '{}' : body)).scopes;
      if (request.url === '/v1/status') response.statusCode = statusCode;
      const isRestarting = restarts-- > 0;
      if (isRestarting) response.statusCode = 503;
      if (newer !== null) response.statusCode = 503;
      const lines = isRestarting
        ? { error: { code: 'unavailable', message: 'The workspace restarts.' } }
        : newer !== null
          ? { error: { code: 'newer_storage', message: newer } }
          : answer(request.url ?? '', scope);
      setTimeout(() => response.end(JSON.stringify(lines)), delayMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
});
afterEach(() => {
  server.close();
});

function answer(path: string, scope: string): unknown {
  if (path === '/v1/workspaces')
    return { workspace: 'local', adminKey: 'new-admin', created: true };
  const key = {
    id: 'k',
    name: 'n',
    scopes: [scope],
    user: null,
    device: null,
    createdAt: 0,
    lastUsedAt: null,
  };
  return { ...key, key: `new-${scope}` };
}

const NEW = { ingestKey: 'new-ingest', readKey: 'new-read', adminKey: 'new-admin' };

test('[SHR8] the first start makes the workspace with the bootstrap token, then its keys', async () => {
  expect(await provision({ url, deploySecret: SECRET, earlier: null, report })).toEqual(NEW);
  expect(seen).toEqual([
    '/v1/workspaces bootstrap',
    '/v1/keys Bearer new-admin',
    '/v1/keys Bearer new-admin',
  ]);
});

test('a later start keeps its keys', async () => {
  expect(await provision({ url, deploySecret: SECRET, earlier: EARLIER, report })).toEqual(EARLIER);
  expect(seen).toEqual(['/v1/status Bearer old-read']);
});

test('[HUB8] a Worker that answers late is waited for, and a line says why', async () => {
  delayMs = 300;
  const attempt = provision({ url, deploySecret: SECRET, earlier: EARLIER, report, quietMs: 50 });
  expect(await attempt).toEqual(EARLIER);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines[0]).toContain('Nothing is lost');
});

test('[HUB8] a workspace that restarts while it reads is asked again', async () => {
  restarts = 1;
  expect(await provision({ url, deploySecret: SECRET, earlier: EARLIER, report })).toEqual(EARLIER);
  expect(seen).toHaveLength(2);
});

test('[HUB8] no advice loses data', () => {
  for (const fault of Object.values(faults)) {
    expect(String(fault)).not.toMatch(/(remove|delete)[^.;]*(data folder|state)/i);
  }
});

test.each([401, 403])('keys that are refused with %i are made again', async (code) => {
  statusCode = code;
  expect(await provision({ url, deploySecret: SECRET, earlier: EARLIER, report })).toEqual(NEW);
});

test('a Worker that is ill keeps the keys and says so', async () => {
  statusCode = 503;
  const attempt = provision({ url, deploySecret: SECRET, earlier: EARLIER, report });
  await expect(attempt).rejects.toThrow(StartFault);
});

test('a Worker that is gone is one sentence', async () => {
  server.close();
  const attempt = provision({
    url: 'http://127.0.0.1:1',
    deploySecret: SECRET,
    earlier: null,
    report,
    tries: 2,
  });
  await expect(attempt).rejects.toThrow(StartFault);
});

test('[HUB8] a Worker that dies before it answers, and is started again, is asked again', async () => {
  deaths = 1;
  expect(await provision({ url, deploySecret: SECRET, earlier: EARLIER, report })).toEqual(EARLIER);
  expect(seen).toHaveLength(2);
});

test('the dashboard link of this machine carries the admin key in its fragment, which browsers send nowhere', () => {
  const link = new URL(localOf('http://127.0.0.1:8787', NEW).dashboardUrl);
  expect(link.hash).toBe('#key=new-admin');
  expect(link.search).toBe('');
});

test('[HUB3] a workspace of a later version ends the start with what to do', async () => {
  newer = 'Start the later version.';
  const start = provision({ url, deploySecret: SECRET, earlier: EARLIER, report });
  await expect(start).rejects.toThrow(new StartFault('Start the later version.'));
  expect(seen).toEqual(['/v1/status Bearer old-read']);
});

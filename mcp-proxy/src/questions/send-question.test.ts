import { createServer, type Server } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { questionNamed, type Question } from '@claude-monitor/protocol/questions/index';
import type { Config } from '../resolve-config.ts';
import { questionSender, answerOf, type Answered } from './send-question.ts';
import { KnownSessions } from './known-sessions.ts';

function question(name: string): Question {
  const found = questionNamed(name);
  if (found === undefined) throw new Error(`no question ${name}`);
  return found;
}

const status = question('get_team_status');
const NOBODY = {
  asOf: '2026-11-22T12:00:00Z',
  counts: { waiting: 0, stalled: 0, active: 0, idle: 0, lost: 0 },
  sessions: [],
  more: 0,
  needs: [],
  moreNeeds: 0,
};
const refusalOf = (code: string, message = 'said by the monitor.') => ({
  error: { code, message },
});

async function urlOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${String(address.port)}`;
}

function ask(config: Config, timeoutMs?: number): Promise<Answered> {
  const options = { config: () => config, userAgent: 'test' };
  const asking = questionSender(timeoutMs === undefined ? options : { ...options, timeoutMs });
  return asking({ question: status, arguments: { project: 'dex' }, sessions: ['run'] });
}

const at = (url: string, readKey?: string): Config => ({
  destination: { url, key: 'key', origin: 'flags', ...(readKey === undefined ? {} : { readKey }) },
  problem: null,
});

describe('asking the monitor', () => {
  test('goes to the route of the question, with the key that may read', async () => {
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push([request.url, request.headers.authorization, JSON.parse(body)]);
        response.end(JSON.stringify({ text: 'No session.', structured: { ...NOBODY, newer: 1 } }));
      });
    });
    const url = await urlOf(server);
    expect(await ask(at(url, 'reads'))).toEqual({
      ok: true,
      text: 'No session.',
      structured: NOBODY,
    });
    await ask(at(url));
    const body = { arguments: { project: 'dex' }, sessions: ['run'] };
    expect(seen).toEqual([
      ['/v1/questions/get_team_status', 'Bearer reads', body],
      ['/v1/questions/get_team_status', 'Bearer key', body],
    ]);
  });

  test('a monitor that does not answer is waited for no longer than the limit', async () => {
    const url = await urlOf(createServer(() => undefined));
    expect(await ask(at(url), 50)).toMatchObject({
      ok: false,
      fault: expect.stringContaining('The monitor isn’t responding (no answer within 0.05 s).'),
    });
  });

  test('a redirect is not followed: the key goes nowhere else', async () => {
    const requests: string[] = [];
    const other = await urlOf(
      createServer((request, response) => {
        requests.push(request.url ?? '');
        response.end();
      }),
    );
    const url = await urlOf(
      createServer((_, response) => response.writeHead(307, { location: other }).end()),
    );
    expect((await ask(at(url))).ok).toBe(false);
    expect(requests).toEqual([]);
  });

  test('a monitor that is not there, or not set, is said', async () => {
    expect(await ask(at('http://127.0.0.1:9'))).toMatchObject({
      fault: expect.stringContaining('cannot be reached'),
    });
    expect(await ask({ destination: null, problem: 'No monitor is configured.' })).toMatchObject({
      fault: expect.stringContaining('No monitor is configured.'),
    });
  });
});

describe('what an answer means', () => {
  test.each<[number, unknown, string]>([
    [403, refusalOf('forbidden'), 'this key lacks the scope read'],
    [401, refusalOf('unauthorized'), 'This key was rejected'],
    [404, refusalOf('not_found', 'get_team_status: no session x is known.'), 'no session x'],
    [400, { error: { code: 'invalid_body', message: 'Too big', path: 'limit' } }, 'limit: Too big'],
    [503, refusalOf('unavailable'), 'The monitor isn’t responding (said by the monitor).'],
    [502, 'bad gateway', 'The monitor isn’t responding (HTTP 502).'],
    [200, { text: 'x', structured: {} }, 'isn’t a Claude Monitor'],
    [200, null, 'isn’t a Claude Monitor'],
  ])('%i with %j', (code, body, words) => {
    const answer = answerOf({ status: code, body }, status);
    expect(answer.ok ? '' : answer.fault).toContain(words);
  });
});

test('the sessions that a process logged for are kept up to a bound, the newest', () => {
  const known = new KnownSessions('run');
  for (let index = 0; index < 100; index++) known.add(`s${String(index)}`);
  known.add('s60');
  expect(known.list()).toHaveLength(50);
  expect(known.list()[0]).toBe('run');
  expect(known.list().at(-1)).toBe('s60');
  expect(known.list()).not.toContain('s0');
});

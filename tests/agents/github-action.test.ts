import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { oldestNode } from '../../mcp-proxy/src/testing/oldest-node.fixture.ts';
import { apiOf } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** The step for CI against a started monitor and a stand-in of GitHub's API. */
const MAIN = join(import.meta.dirname, '../../examples/github-action/main.js');
const BRANCH = 'feat/ABC-12-cart';
const bodySchema = z.object({ body: z.string() });

let monitor: Monitor;
let github: Server;
let githubUrl: string;
let folder: string;
let comments: { id: number; body: string }[] = [];
const calls: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  folder = mkdtempSync(join(tmpdir(), 'claude-monitor-action-'));
  github = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '' } = request;
      calls.push(`${method} ${url.split('?')[0] ?? ''}`);
      expect(request.headers.authorization).toBe('Bearer github-token');
      const answer = (body: unknown): void => void response.end(JSON.stringify(body));
      if (method === 'GET') {
        const page = Number(new URL(url, githubUrl).searchParams.get('page'));
        return answer(comments.slice((page - 1) * 100, page * 100));
      }
      const { body } = bodySchema.parse(await json(request));
      if (method === 'POST') {
        comments.push({ id: comments.length + 1, body });
        return answer({});
      }
      const known = comments.find(({ id }) => url.endsWith(`/comments/${String(id)}`));
      if (known !== undefined) known.body = body;
      answer({});
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(github.address());
  githubUrl = `http://127.0.0.1:${String(port)}`;
});

afterAll(async () => {
  github.closeAllConnections();
  github.close();
  rmSync(folder, { recursive: true, force: true });
  expect(await monitor.stop()).toBe(0);
});

let count = 0;
async function use(labels: Record<string, string>, inputTokens: number): Promise<void> {
  const event = {
    ...({ id: `u${String(count)}`, type: 'usage', time: Date.now(), sessionId: 's' } as const),
    ...{ requestId: `r${String(count++)}`, model: 'claude-sonnet-4-5', inputTokens, labels },
  };
  expect(await apiOf(monitor).send([event])).toMatchObject({ accepted: 1 });
}

async function run(changes: Record<string, string> = {}) {
  const output = join(folder, `output-${String(count++)}`);
  writeFileSync(output, '');
  const { stdout } = await promisify(execFile)(oldestNode(), [MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      INPUT_URL: `${monitor.url}/`,
      INPUT_KEY: monitor.readKey,
      'INPUT_GITHUB-TOKEN': 'github-token',
      INPUT_BRANCH: BRANCH,
      INPUT_REPOSITORY: 'acme/shop',
      'INPUT_PULL-REQUEST': '7',
      GITHUB_API_URL: githubUrl,
      GITHUB_OUTPUT: output,
      ...changes,
    },
  });
  const lines = readFileSync(output, 'utf8').trim().split('\n');
  const outputs = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  return { stdout, outputs };
}

test('a branch of which nothing is known has no figures, and the comment says so', async () => {
  const { outputs } = await run();
  expect(outputs).toMatchObject({ cost: '', tokens: '' });
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toContain('No agent’s work is known');
});

test('[USE3] cost, tokens and the page are outputs, and the one comment is kept up to date', async () => {
  const work = { repository: 'acme/shop', branch: BRANCH };
  await use(work, 1_000_000);
  await use(work, 500_000);
  await use({ ...work, repository: 'acme/other' }, 4_000_000);
  await use({ ...work, branch: 'main' }, 4_000_000);
  comments = [
    ...Array.from({ length: 100 }, (_, id) => ({ id: id + 1_000, body: 'by a person' })),
    ...comments,
  ];
  const { outputs, stdout } = await run();
  // Each request has a price of its own: a longer one costs more.
  expect(outputs).toMatchObject({ tokens: '1500000', cost: '9.00' });
  expect(outputs['url']).toContain(`${monitor.url}/sessions?label=repository%3Aacme%2Fshop`);
  expect(stdout).toContain(`::add-mask::${monitor.readKey}`);
  expect(comments).toHaveLength(101);
  expect(comments[100]?.body).toMatch(/\*\*Agents’ work on this branch: \$9\.00\*\*.*1,500,000/);
  calls.length = 0;
  await run();
  expect(calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
});

test('a monitor that is away is a warning, and fails nothing', async () => {
  const { stdout } = await run({ INPUT_URL: 'http://127.0.0.1:9' });
  expect(stdout).toContain('::warning::Claude Monitor:');
  expect((await run({ INPUT_KEY: 'wrong' })).stdout).toContain('HTTP 401');
});

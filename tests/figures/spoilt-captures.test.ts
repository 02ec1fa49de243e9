import { gzipSync } from 'node:zlib';
import { errorBodySchema, ERROR_STATUS } from '@claude-monitor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { seeded } from '../../protocol/src/testing/random.ts';
import { HOOKS } from '../../receivers/src/testing/hooks.fixture.ts';
import { asSent, gzipped, hookPost, sendAll, type Post } from '../whole/agents/exports.ts';
import { readMeasured } from '../whole/figures/measured.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask } from '../whole/http/request.ts';
import { readTruth, together } from '../whole/figures/truth.ts';
import { openWorkspace, type Workspace } from '../whole/monitor/workspace.ts';

/** What the running monitor makes of captures of the real client that were spoilt on their way. */
const SEED = Number(process.env['SPOILT_SEED'] ?? 20_261_122);
const FLIPS_OF_A_REQUEST = 8;
const AT_ONCE = 8;

const exported = ['json', 'protobuf', 'cumul', 'fatal'].flatMap(asSent);
const TRUTHS = ['otlp-json/json', 'otlp-protobuf/full', 'otlp-json/cumul', 'otlp-json/fatal'];
const hooks = [...HOOKS.values()].map((body) => hookPost(body, {}));
const all = [...exported, ...exported.map(gzipped), ...hooks];

let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor();
});

afterAll(async () => {
  await monitor.stop();
});

const tenthsOf = (post: Post): Post[] =>
  Array.from({ length: 9 }, (_, index) => ({
    ...post,
    body: post.body.subarray(0, Math.floor((post.body.length * (index + 1)) / 10)),
  }));

describe('what was spoilt', () => {
  test('[ING3] cut at each tenth: a coded answer, and the whole counts once', async () => {
    const workspace = await openWorkspace(monitor, 'cut');
    const answers = await sendEach(workspace, all.flatMap(tenthsOf));
    // A cut text is no JSON, a cut gzip none, and of a cut protobuf the outermost length is wrong.
    expect(Object.keys(answers).sort()).toEqual([
      '400 invalid_body',
      '400 invalid_encoding',
      '400 invalid_json',
    ]);
    // Who was refused sends the same again, whole.
    await sendAll(workspace, exported);
    const { models, rejections } = await measured(workspace);
    expect(models).toEqual(together(TRUTHS.map((name) => readTruth(name, false))).models);
    expect(rejections['fold_failed']).toBeUndefined();
  });

  test(`[ING3] bits turned: a coded answer, and never our own failure (seed ${String(SEED)})`, async () => {
    const random = seeded(SEED);
    const flipped = all.flatMap((post) =>
      Array.from({ length: FLIPS_OF_A_REQUEST }, () => {
        const body = Buffer.from(post.body);
        const at = random.between(0, body.length - 1);
        body[at] = (body[at] ?? 0) ^ (1 << random.between(0, 7));
        return { ...post, body };
      }),
    );
    const workspace = await openWorkspace(monitor, 'flipped');
    const answers = await sendEach(workspace, flipped);
    expect(answers['200']).toBeGreaterThan(0);
    expect((await measured(workspace)).rejections['fold_failed']).toBeUndefined();
  });

  test('[ING4] claims of 2 GB, and hooks of 20 MB, plain or as a bomb of gzip', async () => {
    const workspace = await openWorkspace(monitor, 'large');
    const claim = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07]);
    const protobuf = { 'content-type': 'application/x-protobuf' };
    const large = hookPost(
      { session_id: 'r', hook_event_name: 'PreToolUse' },
      {
        tool_use_id: 't',
        tool_input: { content: 'x'.repeat(20e6) },
      },
    );
    const bomb = { ...gzipped(large), body: gzipSync(large.body) };
    expect(
      await sendEach(workspace, [
        ...['logs', 'metrics', 'traces'].map((signal) => ({
          path: `/v1/${signal}`,
          headers: protobuf,
          body: claim,
        })),
        large,
        bomb,
      ]),
    ).toEqual({ '400 invalid_body': 3, '413 body_too_large': 2 });
  });
});

test('after all of it the monitor is well', async () => {
  expect(await ask(monitor, { path: '/healthz' })).toMatchObject({ status: 200 });
  expect(monitor.output()).not.toMatch(/internal|\bat .+:\d+:\d+/);
});

async function measured(workspace: Workspace) {
  const { models } = await readMeasured(workspace);
  const { json } = await ask(workspace, {
    path: '/v1/status',
    headers: { authorization: `Bearer ${workspace.readKey}` },
  });
  const { rejections } = z.object({ rejections: z.record(z.string(), z.number()) }).parse(json);
  return { models, rejections };
}

/** Sends them, some at once; how many were answered how. Each refusal must be one of our codes. */
async function sendEach(workspace: Workspace, posts: readonly Post[]) {
  const answers: Record<string, number> = {};
  const waiting = [...posts];
  const send = async ({ path, headers, body }: Post): Promise<string> => {
    const authorization = `Bearer ${workspace.ingestKey}`;
    const answer = await ask(workspace, {
      method: 'POST',
      path,
      headers: { ...headers, authorization },
      body,
    });
    if (answer.status === 200) return '200';
    if (headers['content-type'] === 'application/x-protobuf') {
      expect([400, 413]).toContain(answer.status);
      // The message in it tells a broken gzip from a broken body.
      const code = answer.text.includes('gzip') ? 'invalid_encoding' : 'invalid_body';
      return `${String(answer.status)} ${answer.status === 413 ? 'body_too_large' : code}`;
    }
    const { code } = errorBodySchema.parse(answer.json).error;
    expect(ERROR_STATUS).toHaveProperty(code, answer.status);
    return `${String(answer.status)} ${code}`;
  };
  const lane = async (): Promise<void> => {
    for (let post = waiting.pop(); post !== undefined; post = waiting.pop()) {
      const how = await send(post);
      answers[how] = (answers[how] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return answers;
}

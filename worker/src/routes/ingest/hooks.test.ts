import { describe, expect, test } from 'vitest';
import { errorBodySchema, LIMITS } from '@claude-monitor/protocol';
import { createApp } from '../../app.ts';
import { createFakeDeps, NOW, ORIGIN } from '../../testing/deps.fixture.ts';

const RUN = '4504c37c-106a-443e-b458-59740d52ff30';

const bash = {
  session_id: RUN,
  transcript_path: `/home/dev/.claude/projects/-home-dev-shop/${RUN}.jsonl`,
  cwd: '/home/dev/shop',
  prompt_id: 'c65325db-091c-4947-8782-fb9dbb83ae55',
  hook_event_name: 'PostToolUse',
  tool_name: 'Bash',
  tool_input: { command: 'cat secrets' },
  tool_response: { stdout: 'hunter2' },
  tool_use_id: 'toolu_01',
  duration_ms: 70,
};

async function post(body: BodyInit, headers: Record<string, string> = {}) {
  const fake = createFakeDeps();
  const key = await fake.keyOf('team', ['ingest']);
  const response = await createApp(fake.deps).request(`${ORIGIN}/v1/hooks/claude-code`, {
    method: 'POST',
    // As the client sends them.
    headers: {
      accept: 'application/json, text/plain, */*',
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });
  return { response, ingested: fake.hub('team').ingested, reports: fake.reports };
}

function utf16(text: string, order: 'little' | 'big'): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) {
    view.setUint16(at * 2, text.charCodeAt(at), order === 'little');
  }
  return new Uint8Array(view.buffer);
}

const hook = (changes: object) => JSON.stringify({ ...bash, ...changes });

describe('POST /v1/hooks/claude-code', () => {
  test('answers {} and nothing else, and hands the hub what the hook says at its arrival', async () => {
    const { response, ingested } = await post(hook({}));
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(ingested).toMatchObject([
      {
        events: [
          { type: 'tool.call', sessionId: RUN, source: 'hook', time: NOW, state: 'succeeded' },
        ],
        sentAt: null,
        rejected: {},
      },
    ]);
  });

  test.each<[string, (text: string) => Uint8Array<ArrayBuffer>]>([
    ['UTF-16 of Windows', (text) => utf16(`\ufeff${text}`, 'little')],
    ['UTF-16 without a mark', (text) => utf16(text, 'little')],
    ['UTF-16, big-endian', (text) => utf16(`\ufeff${text}`, 'big')],
    ['UTF-16, big-endian, without a mark', (text) => utf16(text, 'big')],
    ['UTF-8 with a mark', (text) => Uint8Array.from(new TextEncoder().encode(`\ufeff${text}`))],
  ])('reads %s', async (_, encode) => {
    const folder = '/home/dev/größe-表';
    const body = hook({ cwd: folder, transcript_path: '' });
    const { response, ingested } = await post(encode(body));
    expect(response.status).toBe(200);
    expect(ingested).toMatchObject([{ events: [{ sessionId: RUN, project: 'größe-表' }] }]);
  });

  const shiftJis = (text: string, twoBytes: string) => {
    const [before = '', after = ''] = text.split('@@');
    return Uint8Array.from(
      Buffer.concat([Buffer.from(before), Buffer.from(twoBytes, 'latin1'), Buffer.from(after)]),
    );
  };

  test.each([
    ['Shift JIS', '\x95\x5c'],
    ['Shift JIS before the end of a text', '\x83\x5c'],
    ['GBK', '\xb1\x5c'],
    ['Big5', '\xb3\x5c'],
  ])('reads %s, of which a character holds the byte of a backslash', async (_, bytes) => {
    const inside = hook({ cwd: '/home/dev/@@/shop', transcript_path: '', note: 'a' });
    const named = hook({ cwd: '/home/dev/@@', transcript_path: '' });
    const { ingested } = await post(shiftJis(inside, bytes));
    expect(ingested).toMatchObject([{ events: [{ sessionId: RUN, project: 'shop' }] }]);
    const [unnamed] = (await post(shiftJis(named, bytes))).ingested;
    expect(unnamed?.events).toMatchObject([{ sessionId: RUN, project: undefined }]);
  });

  test('reads line breaks in the middle of a text, and any number of marks', async () => {
    const raw = hook({ tool_input: { command: 'a@b' } }).replace('a@b', 'a\r\n\tb');
    for (const body of [raw, `\ufeff\ufeff${hook({})}`]) {
      const { response, ingested } = await post(body);
      expect(response.status).toBe(200);
      expect(ingested).toMatchObject([{ events: [{ sessionId: RUN, state: 'succeeded' }] }]);
    }
  });

  test('half of a UTF-16 character ends in words, not in a fault', async () => {
    const { response } = await post(utf16(hook({}), 'little').slice(0, 101));
    expect(response.status).toBe(400);
    expect(errorBodySchema.parse(await response.json()).error.code).toBe('invalid_json');
  });

  test('[PRX4] nothing of a tool input or output comes to the hub', async () => {
    const { ingested } = await post(hook({}));
    expect(JSON.stringify(ingested)).not.toMatch(/secrets|hunter2|home|tool_/);
  });

  test('a hook of a newer client is answered {} and counted', async () => {
    const { response, ingested } = await post(hook({ hook_event_name: 'FromTheFuture' }));
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    const name = { client: 'claude-code', version: null, kind: 'hook', name: 'FromTheFuture' };
    expect(ingested).toEqual([
      {
        events: [],
        sentAt: null,
        rejected: { unknown_hook: 1 },
        unknownNames: [{ ...name, count: 1 }],
      },
    ]);
  });

  test('a hook that says nothing shown here is answered {} and not counted', async () => {
    const { response, ingested } = await post(hook({ hook_event_name: 'MessageDisplay' }));
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(ingested).toEqual([{ events: [], sentAt: null, rejected: {}, unknownNames: [] }]);
  });

  test('[ING3] of a batch the good calls are kept, the bad ones counted', async () => {
    const tool_calls = [{ tool_use_id: 7 }, { tool_use_id: 'toolu_02' }, null];
    const { response, ingested } = await post(
      hook({ hook_event_name: 'PostToolBatch', tool_calls }),
    );
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(ingested).toMatchObject([
      { events: [{ toolUseId: 'toolu_02' }], rejected: { invalid_event: 2 } },
    ]);
  });

  test('takes an input that nests as deep as inputs of tools do', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`);
    expect((await post(hook({ tool_input: deep }))).response.status).toBe(200);
  });

  const whole = hook({});
  const manyCalls = Array.from({ length: LIMITS.batchItems + 1 }, (_, index) => ({
    tool_use_id: `toolu_${String(index)}`,
  }));
  const bad: [string, BodyInit, number, string, string | undefined][] = [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth): [string, BodyInit, number, string, undefined] => [
      `cut at ${String(tenth)} tenths`,
      whole.slice(0, Math.floor((whole.length * tenth) / 10)),
      400,
      'invalid_json',
      undefined,
    ]),
    ['nothing', '', 400, 'invalid_json', undefined],
    ['a list', '[]', 400, 'invalid_body', ''],
    ['a number', '7', 400, 'invalid_body', ''],
    ['no session', hook({ session_id: undefined }), 400, 'invalid_body', 'session_id'],
    ['a session of a wrong type', hook({ session_id: 7 }), 400, 'invalid_body', 'session_id'],
    [
      'a session of 10,000 characters',
      hook({ session_id: 'x'.repeat(10_000) }),
      400,
      'invalid_body',
      'session_id',
    ],
    ['no name', hook({ hook_event_name: undefined }), 400, 'invalid_body', 'hook_event_name'],
    ['no tool-use id', hook({ tool_use_id: undefined }), 400, 'invalid_body', 'tool_use_id'],
    ['deep nesting', `${'['.repeat(1e6)}${']'.repeat(1e6)}`, 400, 'too_deep', undefined],
    [
      'too many calls',
      hook({ hook_event_name: 'PostToolBatch', tool_calls: manyCalls }),
      413,
      'too_many_items',
      'tool_calls',
    ],
    ['20 MB', hook({ tool_input: 'x'.repeat(20e6) }), 413, 'body_too_large', undefined],
    [
      'bad UTF-8 that is no object either',
      Uint8Array.of(0x22, 0xff, 0x22),
      400,
      'invalid_body',
      '',
    ],
  ];
  test.each(bad)('[ING4] %s: a coded refusal', async (_, body, status, code, path) => {
    const { response, ingested, reports } = await post(body);
    const { error } = errorBodySchema.parse(await response.json());
    expect([response.status, error.code, error.path]).toEqual([status, code, path]);
    expect(ingested.flatMap(({ events }) => events)).toEqual([]);
    expect(reports).toEqual([]);
  });

  test.each<[string, string]>([
    ['bytes of another code page', '/home/dev/caf\u00e9'],
    ['half a character', '/home/dev/\u00ed\u00a0\u0080'],
  ])('%s in a path are no reason to lose what the hook says', async (_, cwd) => {
    const bytes = Uint8Array.from(hook({ cwd, transcript_path: undefined }), (letter) =>
      letter.charCodeAt(0),
    );
    const { response, ingested } = await post(bytes);
    expect(response.status).toBe(200);
    const [event] = ingested.flatMap(({ events }) => events);
    expect(event).toMatchObject({ type: 'tool.call' });
    expect(event?.project).toBeUndefined();
  });

  test('a byte-order mark before the body is no part of it', async () => {
    const { response } = await post(`\ufeff${hook({})}`);
    expect(response.status).toBe(200);
  });

  test('[SHR1] 401 where the variable of the key was not set', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer guessed']) {
      const { response } = await post(whole, { authorization });
      expect(errorBodySchema.parse(await response.json()).error.code).toBe('unauthorized');
      expect(response.status).toBe(401);
    }
  });

  test('415 for a body that is no JSON by its own word', async () => {
    expect((await post(whole, { 'content-type': 'text/plain' })).response.status).toBe(415);
  });
});

import { describe, expect, test } from 'vitest';
import { LIMITS, parseEvent } from '@claude-monitor/protocol';
import { normaliseHook } from './claude-hooks.ts';
import { isFields, type Fields } from './fields.ts';
import { HOOKS, hookOf } from '../testing/hooks.fixture.ts';

const NOW = Date.parse('2026-01-02T03:04:05Z');
const CANARY = 'CANARY of what somebody wrote';

/** Ids and names, by which things are known; all else is text until shown to be a code. */
const IDENTITY: ReadonlySet<string> = new Set([
  'session_id',
  'prompt_id',
  'agent_id',
  'agent_type',
  'hook_event_name',
  'mcp_server_name',
  'task_id',
  'tool_name',
  'tool_use_id',
  'tool_calls.tool_name',
  'tool_calls.tool_use_id',
  'tool_response.agentId',
  'tool_response.agentType',
]);

/** Words of the client's own; prose in their place is not taken either. */
const CODES: ReadonlySet<string> = new Set([
  'error',
  'from_model',
  'model',
  'notification_type',
  'reason',
  'source',
  'to_model',
  'trigger',
]);

/** The value with a canary for every text, but for those in `kept`, and a field that nobody knows. */
function withCanaries(value: unknown, kept: (path: string) => boolean, path = ''): unknown {
  if (typeof value === 'string') return kept(path) ? value : CANARY;
  if (Array.isArray(value)) return value.map((item) => withCanaries(item, kept, path));
  if (!isFields(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    withCanaries(field, kept, path === '' ? name : `${path}.${name}`),
  ]);
  return { ...Object.fromEntries(fields), of_the_future: CANARY, [CANARY]: 1 };
}

const strays = (body: unknown): string =>
  JSON.stringify(normaliseHook(body, NOW)).match(/.{0,80}CANARY.{0,20}/)?.[0] ?? '';

describe('[PRX4] no text of a hook goes further', () => {
  test.each([...HOOKS])('%s: not of any field', (_, body) => {
    expect(strays(withCanaries(body, (path) => IDENTITY.has(path)))).toBe('');
  });

  test.each([...HOOKS])('%s: not beside the codes it stands with', (_, body) => {
    const canaried = withCanaries(body, (path) => IDENTITY.has(path) || CODES.has(path));
    expect(strays(canaried)).toBe('');
    expect(normaliseHook(canaried, NOW).events).toHaveLength(
      normaliseHook(body, NOW).events.length,
    );
  });

  test('of a path only the last folder', () => {
    const at = (cwd: string, transcript_path?: string) =>
      normaliseHook({ ...hookOf('Stop'), cwd, transcript_path }, NOW).events[0];
    const event = at(`/home/${CANARY}/shop`);
    expect(event?.project).toBe('shop');
    expect(JSON.stringify(event)).not.toContain('CANARY');
  });
});

describe('hooks of any shape', () => {
  const WRONG = [null, true, -1, 1.5, 1e300, '', 'x'.repeat(10_000), [], [null, 7], {}, [[]]];

  const isSound = (body: unknown): void => {
    const { events, refused } = normaliseHook(body, NOW);
    for (const event of events) expect(parseEvent(event).ok).toBe(true);
    for (const { code, path } of refused) expect([typeof code, typeof path]).toMatchObject(TEXTS);
  };
  const TEXTS = ['string', 'string'];

  test.each([...HOOKS])('%s: with fields missing and of wrong types', (_, body) => {
    for (const name of Object.keys(body)) {
      isSound(Object.fromEntries(Object.entries(body).filter(([other]) => other !== name)));
      for (const wrong of WRONG) isSound({ ...body, [name]: wrong });
    }
  });

  test.each([...HOOKS])('%s: with bits flipped (seed 1)', (_, body) => {
    const random = randomFrom(1);
    const text = JSON.stringify(body);
    for (let round = 0; round < 200; round++) {
      const at = Math.floor(random() * text.length);
      const flipped = text.charCodeAt(at) ^ (1 << Math.floor(random() * 7));
      const damaged = parsed(text.slice(0, at) + String.fromCharCode(flipped) + text.slice(at + 1));
      if (damaged !== undefined) isSound(damaged);
    }
  });

  test('an unknown field changes nothing', () => {
    for (const body of HOOKS.values()) {
      const { unknown, ...more } = normaliseHook({ ...body, of_the_future: { a: [1] } }, NOW);
      expect({ ...more, unknown: [] }).toEqual(normaliseHook(body, NOW));
      expect(unknown).toMatchObject([{ kind: 'hook_field', name: 'of_the_future' }]);
    }
  });

  test.each([
    ['no object', 7, ''],
    ['nothing', null, ''],
    ['a list', [], ''],
    ['no name', {}, 'hook_event_name'],
    ['a name of a wrong type', { hook_event_name: 7, session_id: 'r' }, 'hook_event_name'],
    ['no session', { hook_event_name: 'Stop' }, 'session_id'],
    ['an empty session', { hook_event_name: 'Stop', session_id: '' }, 'session_id'],
    ['no tool-use id', { hook_event_name: 'PreToolUse', session_id: 'r' }, 'tool_use_id'],
    ['no agent', { hook_event_name: 'SubagentStart', session_id: 'r' }, 'agent_id'],
    ['no task', { hook_event_name: 'TaskCreated', session_id: 'r' }, 'task_id'],
    [
      'a call without id',
      { hook_event_name: 'PostToolBatch', session_id: 'r', tool_calls: [{}] },
      'tool_calls[0].tool_use_id',
    ],
  ])('[ING3] %s is refused by the name of its field', (_, body, path) => {
    const { events, refused } = normaliseHook(body, NOW);
    expect(events).toEqual([]);
    expect(refused).toMatchObject([{ code: 'invalid_event', path }]);
  });

  test('[ING4] an id past all bounds is refused, a name cut, a prompt left out', () => {
    const long = 'x'.repeat(LIMITS.idLength + 1);
    const stop = hookOf('Stop');
    expect(normaliseHook({ ...stop, session_id: long }, NOW).refused).toMatchObject([
      { code: 'too_long', path: 'session_id' },
    ]);
    expect(normaliseHook({ ...stop, prompt_id: long }, NOW).events[0]?.promptId).toBeUndefined();
    const { events } = normaliseHook({ ...hookOf('PreToolUse.Bash'), tool_name: long }, NOW);
    expect(events).toMatchObject([{ toolName: 'x'.repeat(LIMITS.nameLength) }]);
  });
});

const LONG_PATH = `/home/dev/${'deep/'.repeat(60)}last`;
const coded = (path: string): string => path.replaceAll(/[^a-zA-Z0-9]/g, '-');

function cut(path: string): string {
  let hash = 0;
  for (const char of path) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
  return `${coded(path).slice(0, 200)}-${Math.abs(hash).toString(36)}`;
}

describe('the project', () => {
  const TRANSCRIPT = '/home/dev/.claude/projects/-home-dev-my-shop/r.jsonl';

  test.each([
    ['/home/dev/my.shop', undefined, 'my.shop'],
    ['/home/dev/my.shop/', undefined, 'my.shop'],
    ['/home/dev/my.shop', TRANSCRIPT, 'my.shop'],
    // After `cd src`, and in a worktree of the client's own.
    ['/home/dev/my.shop/src/deep', TRANSCRIPT, 'my.shop'],
    ['/home/dev/my.shop/.claude/worktrees/wt/src', TRANSCRIPT, 'my.shop'],
    [
      '/home/dev/my.shop/.claude/worktrees/wt',
      '/home/dev/.claude/projects/-home-dev-my-shop--claude-worktrees-wt/r.jsonl',
      'my.shop',
    ],
    // After `cd /tmp` it is not known.
    ['/tmp', TRANSCRIPT, undefined],
    [
      'C:\\Users\\dev\\shop\\src',
      'C:\\Users\\dev\\.claude\\projects\\C--Users-dev-shop\\r.jsonl',
      'shop',
    ],
    // Drives have no case of their own, and shells mount them.
    [
      'c:\\Users\\dev\\shop',
      'C:\\Users\\dev\\.claude\\projects\\C--Users-dev-shop\\r.jsonl',
      'shop',
    ],
    [
      'C:/Users/dev/shop/src',
      'C:\\Users\\dev\\.claude\\projects\\c--Users-dev-shop\\r.jsonl',
      'shop',
    ],
    [
      '\\\\?\\C:\\Users\\dev\\shop',
      'C:\\Users\\dev\\.claude\\projects\\C--Users-dev-shop\\r.jsonl',
      'shop',
    ],
    ['/c/Users/dev/shop', 'C:\\Users\\dev\\.claude\\projects\\C--Users-dev-shop\\r.jsonl', 'shop'],
    [
      '/mnt/c/Users/dev/shop/src',
      'C:\\Users\\dev\\.claude\\projects\\C--Users-dev-shop\\r.jsonl',
      'shop',
    ],
    ['/cygdrive/d/shop', 'C:\\Users\\dev\\.claude\\projects\\D--shop\\r.jsonl', 'shop'],
    // A share of WSL, seen from Windows and from inside.
    [
      '\\\\wsl.localhost\\Ubuntu\\home\\dev\\shop',
      'C:\\Users\\dev\\.claude\\projects\\--wsl-localhost-Ubuntu-home-dev-shop\\r.jsonl',
      'shop',
    ],
    [
      '/home/dev/shop/src',
      'C:\\Users\\dev\\.claude\\projects\\--wsl--Ubuntu-home-dev-shop\\r.jsonl',
      'shop',
    ],
    // A long path is cut after 200 characters, and a hash of it follows.
    [LONG_PATH, `/home/dev/.claude/projects/${cut(LONG_PATH)}/r.jsonl`, 'last'],
    [`C:\\${LONG_PATH}`, `/projects/${cut(`c:\\${LONG_PATH}`)}/r.jsonl`, 'last'],
    // Bytes of another code page, and half a character.
    ['/home/dev/caf\ufffd', undefined, undefined],
    ['/home/dev/half\ud800', undefined, undefined],
    ['/', undefined, undefined],
    ['', undefined, undefined],
    ['a sentence', undefined, undefined],
  ])('of %j with transcript %j is %j', (cwd, transcript_path, project) => {
    const body: Fields = { ...hookOf('Stop'), cwd, transcript_path };
    expect(normaliseHook(body, NOW).events[0]?.project).toBe(project);
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

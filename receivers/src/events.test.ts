import { describe, expect, test } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol';
import { normaliseEvents } from './events.ts';
import { itemsOfNdjson } from './ndjson.ts';
import { isNestedDeeper } from './nesting.ts';
import { NOT_A_NAME } from './unknown-names.ts';

const start = { type: 'session.start', id: 'e1', time: 1_000, sessionId: 's1' };
const noKey = { idempotencyKey: null };

describe('normaliseEvents', () => {
  test('[ING3] keeps the good items, in order, and says why each other one was refused', () => {
    const { events, refused } = normaliseEvents(
      [start, { ...start, id: 'e2', type: 'nonsense' }, 7, { ...start, id: 'e4' }],
      noKey,
    );
    expect(events.map((event) => event.id)).toEqual(['e1', 'e4']);
    expect(refused).toMatchObject([
      { index: 1, id: 'e2', code: 'unknown_type', path: 'type' },
      { index: 2, id: null, code: 'invalid_event', path: '' },
    ]);
  });

  test('[ING3] drops unknown fields, and names them', () => {
    const misspelt = { ...start, agentNam: 'x', 'two words': 1 };
    const { events, unknown } = normaliseEvents(
      [misspelt, { ...misspelt, id: 'e2' }, start],
      noKey,
    );
    expect(events[0]).not.toHaveProperty('agentNam');
    const field = { client: 'api', version: null, kind: 'event_field' };
    expect(unknown).toEqual([
      { ...field, name: 'session.start.agentNam', count: 2 },
      { ...field, name: NOT_A_NAME, count: 2 },
    ]);
  });

  test.each([
    ['an empty id', { id: '' }, 'invalid_event', 'id'],
    ['an id of 10,000 characters', { id: 'x'.repeat(10_000) }, 'too_long', 'id'],
    ['a number as id', { id: 7 }, 'invalid_event', 'id'],
    ['a missing session', { sessionId: undefined }, 'invalid_event', 'sessionId'],
    ['a time without zone', { time: '2026-01-01T00:00:00' }, 'invalid_event', 'time'],
    ['negative time', { time: -1 }, 'invalid_event', 'time'],
    ['negative tokens', { type: 'usage', inputTokens: -1 }, 'invalid_event', 'inputTokens'],
    ['fractional tokens', { type: 'usage', inputTokens: 0.5 }, 'invalid_event', 'inputTokens'],
    ['tokens as text', { type: 'usage', inputTokens: '5' }, 'invalid_event', 'inputTokens'],
    ['no type', { type: undefined }, 'unknown_type', 'type'],
    ['a type of Object.prototype', { type: 'constructor' }, 'unknown_type', 'type'],
  ])('[ING3] refuses %s and names the field', (_, change, code, path) => {
    const { events, refused } = normaliseEvents([{ ...start, ...change }], noKey);
    expect(events).toEqual([]);
    expect(refused).toMatchObject([{ index: 0, code, path }]);
  });

  test('[ING2] refuses an item without id', () => {
    const { id: _, ...withoutId } = start;
    expect(normaliseEvents([withoutId], noKey).refused).toMatchObject([
      { index: 0, id: null, code: 'missing_id', path: 'id' },
    ]);
  });

  test('[ING2] makes ids of the Idempotency-Key for the items that have none', () => {
    const { id: _, ...withoutId } = start;
    const { events } = normaliseEvents([withoutId, start, withoutId], { idempotencyKey: 'k' });
    expect(events.map((event) => event.id)).toEqual(['k:0', 'e1', 'k:2']);
  });

  test('keeps HTML in names as the text it is', () => {
    const agentName = '<img src=x onerror=alert(1)>';
    expect(normaliseEvents([{ ...start, agentName }], noKey).events[0]).toMatchObject({
      agentName,
    });
  });

  test('never repeats a refused id that is longer than an id may be', () => {
    const { refused } = normaliseEvents([{ ...start, id: 'x'.repeat(10_000) }], noKey);
    expect(refused[0]?.id).toBeNull();
  });
});

describe('itemsOfNdjson', () => {
  test('[ING3] a line that is no JSON refuses only itself', () => {
    const lines = `${JSON.stringify(start)}\n\n{"broken\r\n${JSON.stringify({ ...start, id: 'e2' })}\n`;
    const { events, refused } = normaliseEvents(itemsOfNdjson(lines), noKey);
    expect(events.map((event) => event.id)).toEqual(['e1', 'e2']);
    expect(refused).toMatchObject([{ index: 1, code: 'invalid_event' }]);
    expect(refused[0]?.message).toMatch(/not JSON/);
  });

  test('[ING4] a line nested too deep refuses only itself', () => {
    const deep = '['.repeat(LIMITS.nestingDepth + 1);
    const { events, refused } = normaliseEvents(
      itemsOfNdjson(`${deep}\n${JSON.stringify(start)}`),
      noKey,
    );
    expect(events).toHaveLength(1);
    expect(refused).toMatchObject([{ index: 0 }]);
    expect(refused[0]?.message).toMatch(/nested deeper/);
  });
});

describe('isNestedDeeper', () => {
  test.each([
    ['[[1]]', 2, false],
    ['[[1]]', 1, true],
    ['{"a":{"b":[]}}', 2, true],
    ['[1],[2],[3]', 1, false],
    ['"[[[["', 0, false],
    ['"\\"[[[["', 0, false],
    ['"\\\\"[', 0, true],
    ['', 0, false],
  ])('of %s at %d', (json, limit, isDeeper) => {
    expect(isNestedDeeper(json, limit)).toBe(isDeeper);
  });
});

describe('[TSK1] planned tasks of a batch', () => {
  const plan = (taskId: string, dependsOn: string[], fields = {}) => ({
    id: `plan ${taskId}`,
    type: 'task.plan',
    time: 5,
    sessionId: 'lead',
    project: 'dex',
    taskId,
    dependsOn,
    ...fields,
  });
  const normalise = (items: readonly unknown[]) => normaliseEvents(items, { idempotencyKey: null });

  test('are refused one by one where they wait in a circle, with its path', () => {
    const batch = normalise([
      plan('a', ['x', 'b']),
      { type: 'nonsense' },
      plan('b', ['a']),
      plan('waits', ['a']),
      plan('self', ['self']),
      plan('later', ['not here yet']),
    ]);
    expect(batch.events.map(({ id }) => id)).toEqual(['plan waits', 'plan later']);
    expect(
      batch.refused.map(({ index, code, path, message }) => [index, code, path, message]),
    ).toEqual([
      [0, 'invalid_plan', 'dependsOn[1]', 'dependency cycle: a -> b -> a'],
      [1, 'unknown_type', 'type', expect.any(String)],
      [2, 'invalid_plan', 'dependsOn[0]', 'dependency cycle: b -> a -> b'],
      [4, 'invalid_plan', 'dependsOn[0]', `a task can't depend on itself: self -> self`],
    ]);
  });

  test.each([
    ['of other sessions', { sessionId: 'other' }],
    ['of other projects', { project: 'atlas' }],
    ['of other devices', { device: 'laptop' }],
  ])('%s are other tasks', (_, fields) => {
    expect(normalise([plan('a', ['b']), plan('b', ['a'], fields)]).refused).toEqual([]);
  });

  test('mean what was said of them last', () => {
    const mended = [plan('a', ['b']), plan('b', ['a']), plan('b', [], { id: 'mended', time: 6 })];
    expect(normalise(mended).refused).toEqual([]);
  });

  test('are judged in time that grows with their number: a circle of 2,000', () => {
    const circle = Array.from({ length: 2_000 }, (_, index) =>
      plan(String(index), [String((index + 1) % 2_000)]),
    );
    const { refused } = normalise(circle);
    expect(refused).toHaveLength(2_000);
    expect(refused[0]?.message).toContain('(1977 more)');
  });
});

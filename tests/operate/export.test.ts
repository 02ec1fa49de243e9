import { expect, test } from 'vitest';
import { createApp } from '../../worker/src/app.ts';
import { createFakeWorld, EMPTY_HISTORY, ORIGIN } from '../../worker/src/testing/world.fixture.ts';

const ROWS = 1_000_000;
/** Garbage that was not collected yet; the file as a whole has more. */
const MORE_BYTES = 100 * 1024 * 1024;

const errorOf = (index: number) => ({
  fingerprint: `f${String(index % 7)}`,
  errorType: index % 2 === 0 ? '=HYPERLINK("https://example.com")' : 'BashFailed',
  message: `error number ${String(index)}`,
  severity: 'low' as const,
  agentName: 'ada',
  session: `session-${String(index)}`,
  sessionId: 's',
  count: 1,
  firstAt: index,
  lastAt: index,
});

test('[STO3] a million rows are sent as CSV in flat memory', async () => {
  const world = createFakeWorld({
    history: {
      ...EMPTY_HISTORY,
      errors: async (_, { cursor = '0', limit }) => {
        const from = Number(cursor);
        const items = Array.from({ length: limit }, (__, index) => errorOf(from + index));
        const next = from + limit < ROWS ? String(from + limit) : null;
        return await Promise.resolve({ items, next, countedFrom: null });
      },
    },
  });
  const key = await world.keyOf('acme', ['read']);
  const answer = await createApp(world.deps).request(`${ORIGIN}/v1/errors?format=csv`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const decoder = new TextDecoder();
  let [lines, bytes, most, first] = [0, 0, 0, Infinity];
  for await (const chunk of answer.body ?? []) {
    const text = decoder.decode(chunk, { stream: true });
    lines += text.split('\r\n').length - 1;
    bytes += chunk.byteLength;
    expect(text).not.toMatch(/(?:^|,|")=/m);
    const { heapUsed } = process.memoryUsage();
    first = Math.min(first, heapUsed);
    most = Math.max(most, heapUsed);
  }
  expect(lines).toBe(ROWS + 1);
  expect(bytes).toBeGreaterThan(MORE_BYTES);
  expect(most - first).toBeLessThan(MORE_BYTES);
});

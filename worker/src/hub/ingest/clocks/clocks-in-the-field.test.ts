import { TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import type { Core } from '../../hub.fixture.ts';
import {
  HOUR,
  hook,
  inHub,
  MINUTE,
  otlp,
  request,
  SECOND,
  seen,
  type Said,
} from './clocks.fixture.ts';

const DAY = TIME.dayMs;
/** Readings of two clocks, and what an export waits. */
const NEAR_MS = 10 * SECOND;

/** What really happened: a prompt's hook at once, then its record and two requests by the machine's clock. */
async function turn(
  core: Core,
  {
    number,
    clock,
    user = 'installation',
  }: { number: number; clock: (at: number) => number; user?: string },
): Promise<{ at: number[]; records: Said[] }> {
  const promptId = `cccccccc-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const at = core.clock.at;
  await hook(core, 'UserPromptSubmit', { prompt: 'Build it', prompt_id: promptId });
  const of = { 'prompt.id': promptId };
  const requestTimes = [at + SECOND, at + 2 * SECOND];
  const records: Said[] = [
    { name: 'user_prompt', at: clock(at), more: { prompt_length: 8, ...of } },
    ...requestTimes.map((when, index) => {
      const eventsAt = request(clock(when), `${user} ${String(number)} ${String(index)}`);
      return { ...eventsAt, more: { ...eventsAt.more, ...of } };
    }),
  ];
  core.clock.at += 3 * SECOND;
  return { at: requestTimes, records };
}

/** One session, each prompt once, each request once and at its time, and the page says that they moved. */
function expectTrue(
  core: Core,
  { requestTimes, prompts }: { requestTimes: readonly number[]; prompts: number },
) {
  const { session, prompts: counted, requestsAt, clock } = seen(core.hub);
  expect(counted).toBe(prompts);
  expect(session.usage).toMatchObject({
    requests: requestTimes.length,
    inputTokens: 100 * requestTimes.length,
  });
  const [shown, real] = [requestsAt.toSorted(), requestTimes.toSorted()];
  for (const [index, at] of real.entries()) {
    expect(Math.abs((shown[index] ?? 0) - at), `request ${String(index)}`).toBeLessThan(NEAR_MS);
  }
  expect(core.hub.workspaceState.state.totals.sessions).toBe(1);
  return clock;
}

const behind = (ms: number) => (at: number) => at - ms;
const right = behind(0);

describe('[ING5] a machine whose clock is off', () => {
  test.each([
    ['18 h behind', 18 * HOUR],
    ['right', 0],
    ['18 h ahead', -18 * HOUR],
  ])('%s, that sleeps in mid-session and wakes with a full buffer', async (_, off) => {
    await inHub(async (core) => {
      const clock = behind(off);
      const first = await turn(core, { number: 1, clock });
      await otlp(core, first.records);
      const second = await turn(core, { number: 2, clock });
      // The lid is closed before the export; hours later all goes out with what is new.
      core.clock.at += 9 * HOUR;
      const third = await turn(core, { number: 3, clock });
      await otlp(core, [...second.records, ...third.records]);
      const requestTimes = [...first.at, ...second.at, ...third.at];
      const eventsAt = expectTrue(core, { requestTimes, prompts: 3 });
      if (off !== 0) expect(eventsAt?.shiftMs).toBe(off);
    });
  });

  test.each([
    ['18 h behind', 18 * HOUR],
    ['18 h ahead', -18 * HOUR],
  ])('%s, whose buffer goes out in pieces after it woke, each on its own', async (_, off) => {
    await inHub(async (core) => {
      const clock = behind(off);
      const turns = [];
      for (const number of [1, 2, 3]) turns.push(await turn(core, { number, clock }));
      core.clock.at += 9 * HOUR;
      for (const { records } of turns) {
        core.clock.at += 200;
        await otlp(core, records);
      }
      expectTrue(core, { requestTimes: turns.flatMap(({ at }) => at), prompts: 3 });
    });
  });

  test.each([
    ['in spring, west', 5 * HOUR, 4 * HOUR],
    ['in autumn, west', 4 * HOUR, 5 * HOUR],
    ['in spring, east', -HOUR, -2 * HOUR],
    ['in autumn, east', -2 * HOUR, -HOUR],
    ['in spring, from UTC', 0, -HOUR],
    ['in autumn, to UTC', -HOUR, 0],
  ])('by local time taken for UTC, at the change of the hour %s', async (_, before, after) => {
    await inHub(async (core) => {
      const requestTimes: number[] = [];
      for (const number of [1, 2, 3, 4]) {
        const clock = behind(number <= 2 ? before : after);
        const { at, records } = await turn(core, { number, clock });
        await otlp(core, records);
        requestTimes.push(...at);
        core.clock.at += MINUTE;
      }
      expectTrue(core, { requestTimes, prompts: 4 });
    });
  });

  test.each([
    ['by 2 h', 2 * HOUR],
    ['by 40 s', 40 * SECOND],
    ['by 20 d', 20 * DAY],
  ])('that jumps back %s during a session, and forth again', async (_, off) => {
    await inHub(async (core) => {
      const requestTimes: number[] = [];
      for (const [index, clock] of [right, behind(off), behind(off), right].entries()) {
        const { at, records } = await turn(core, { number: index + 1, clock });
        await otlp(core, records);
        requestTimes.push(...at);
        core.clock.at += 5 * MINUTE;
      }
      expectTrue(core, { requestTimes, prompts: 4 });
    });
  });

  test('that jumps back between two records of one body', async () => {
    await inHub(async (core) => {
      const first = await turn(core, { number: 1, clock: right });
      const second = await turn(core, { number: 2, clock: behind(2 * HOUR) });
      await otlp(core, [...first.records, ...second.records]);
      expectTrue(core, { requestTimes: [...first.at, ...second.at], prompts: 2 });
    });
  });

  test.each([
    ['18 h behind', 18 * HOUR],
    ['20 d ahead', -20 * DAY],
    ['3 min behind', 3 * MINUTE],
  ])('%s, beside another one of the same session that is right', async (_, off) => {
    await inHub(async (core) => {
      const requestTimes: number[] = [];
      for (const number of [1, 2, 3, 4]) {
        const isOff = number % 2 === 0;
        const clock = isOff ? behind(off) : right;
        const user = isOff ? 'desk' : 'laptop';
        const { at, records } = await turn(core, { number, clock, user });
        await otlp(core, records, user);
        requestTimes.push(...at);
        core.clock.at += MINUTE;
      }
      expectTrue(core, { requestTimes, prompts: 4 });
    });
  });

  test('18 h behind, beside another one that is 6 h ahead', async () => {
    await inHub(async (core) => {
      const requestTimes: number[] = [];
      for (const number of [1, 2, 3, 4]) {
        const clock = behind(number % 2 === 0 ? 18 * HOUR : -6 * HOUR);
        const user = number % 2 === 0 ? 'desk' : 'laptop';
        const { at, records } = await turn(core, { number, clock, user });
        await otlp(core, records, user);
        requestTimes.push(...at);
        core.clock.at += MINUTE;
      }
      expectTrue(core, { requestTimes, prompts: 4 });
    });
  });

  test('20 days ahead: nothing is lost, and it is said', async () => {
    await inHub(async (core) => {
      const requestTimes: number[] = [];
      for (const number of [1, 2]) {
        const { at, records } = await turn(core, { number, clock: behind(-20 * DAY) });
        await otlp(core, records);
        requestTimes.push(...at);
        core.clock.at += 2 * HOUR;
      }
      expect(expectTrue(core, { requestTimes, prompts: 2 })).toEqual({
        shiftMs: -20 * DAY,
        lateMs: null,
      });
    });
  });
});

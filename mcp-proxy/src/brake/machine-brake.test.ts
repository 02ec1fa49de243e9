import type { AskBrakes, Brake, BrakesAnswer } from '@claude-monitor/protocol/api/brakes';
import { describe, expect, test, vi } from 'vitest';
import type { BrakesOutcome } from './fetch-brakes.ts';
import { MachineBrake } from './brake-extension.ts';
import { brakeWords } from './brake-status.ts';

const EVERYONE: Brake = {
  ...{ budget: 'b1', reason: 'the budget is used up', everyone: true },
  ...{ project: null, doers: [] },
};

const answerOf = (brakes: Brake[], rest: Partial<BrakesAnswer> = {}): BrakesAnswer => ({
  ...{ version: JSON.stringify(brakes), isArmed: true, brakes, unknown: [] },
  ...rest,
});

/** A machine whose clock and monitor are the test's: what is asked waits until it is answered. */
function machine() {
  let nowMs = 1_000;
  const lines: string[] = [];
  const questions: {
    query: AskBrakes;
    answer: (fields: BrakesOutcome) => void;
    isAborted: boolean;
  }[] = [];
  const brake = new MachineBrake({
    monotonic: () => nowMs,
    log: (line) => lines.push(line),
    fetchBrakes: (query, signal) =>
      new Promise((resolve) => {
        const question = { query, answer: resolve, isAborted: false };
        questions.push(question);
        signal.addEventListener('abort', () => {
          question.isAborted = true;
          resolve({ ok: false, fault: 'ended', isRefused: false });
        });
      }),
  });
  const nextQuery = async (count: number) => {
    await vi.waitFor(() => {
      expect(questions.length).toBeGreaterThanOrEqual(count);
    });
    const question = questions.at(-1);
    if (question === undefined) throw new Error('nothing was asked');
    return question;
  };
  const hook = (
    name: string,
    {
      session = 's',
      agent = null,
      project = 'shop',
    }: { session?: string; agent?: string | null; project?: string } = {},
  ) => brake.decide({ hook: name, session, agent, project });
  return {
    brake,
    lines,
    questions,
    nextQuery,
    hook,
    pass: (ms: number) => (nowMs += ms),
    /** Answers the next question, and waits until it is heard. */
    receive: async (answer: BrakesAnswer, count = 1) => {
      (await nextQuery(count)).answer({ ok: true, answer });
      await nextQuery(count + 1);
    },
  };
}

const DENIED = { hookSpecificOutput: { permissionDecision: 'deny' } };

describe('the brake of a machine', () => {
  test('denies by what was said last, from memory, and asks nothing of anybody at rest', async () => {
    const { hook, receive, questions, brake } = machine();
    expect(hook('PreToolUse')).toBeNull();
    await receive(answerOf([EVERYONE]));
    expect(hook('PreToolUse')).toMatchObject(DENIED);
    expect(questions[0]?.query).toMatchObject({ sessions: [{ id: 's', agents: [] }], known: null });
    expect(questions[1]?.query.known).toBe(answerOf([EVERYONE]).version);
    hook('SessionEnd');
    const before = questions.length;
    await brake.stop();
    expect(questions).toHaveLength(before);
    expect(brake.status()).toMatchObject({ denied: 1, isAsking: false });
  });

  test('a session and a subagent that begin are asked about at once', async () => {
    const { hook, receive, nextQuery, questions, brake } = machine();
    hook('UserPromptSubmit');
    await receive(answerOf([]));
    hook('UserPromptSubmit', { session: 'other' });
    hook('PreToolUse', { agent: 'helper' });
    const { query: about } = await nextQuery(3);
    expect(questions[1]?.isAborted).toBe(true);
    expect(about.sessions).toEqual([
      { id: 'other', agents: [] },
      { id: 's', agents: ['helper'] },
    ]);
    await brake.stop();
  });

  test('holds for whom it is about: the session asked about, a new one of its project, a subagent', async () => {
    const { hook, receive, brake } = machine();
    hook('PreToolUse', { agent: 'helper' });
    await receive(
      answerOf([
        {
          ...{ ...EVERYONE, everyone: false, project: 'shop' },
          doers: [{ session: 's', agent: 'helper' }],
        },
      ]),
    );
    expect(hook('PreToolUse', { agent: 'helper' })).toMatchObject(DENIED);
    // Its main loop works for another project by what the monitor knows.
    expect(hook('PreToolUse', { session: 's' })).toBeNull();
    expect(hook('PreToolUse', { session: 'new' })).toMatchObject(DENIED);
    expect(hook('PreToolUse', { session: 'new too', project: 'elsewhere' })).toBeNull();
    await brake.stop();
  });

  test('[USE7] fails open after a minute without a word, says so once, and holds again', async () => {
    const { hook, receive, nextQuery, pass, lines, brake } = machine();
    hook('PreToolUse');
    await receive(answerOf([EVERYONE]));
    pass(60_000);
    expect(hook('PreToolUse')).toMatchObject(DENIED);
    pass(1);
    expect(hook('PreToolUse')).toBeNull();
    expect(hook('PreToolUse')).toBeNull();
    expect(brake.status()).toMatchObject({ isFresh: false, unchecked: 2 });
    const passed = lines.filter((line) => line.includes('pass unchecked'));
    expect(passed).toEqual([
      'tool calls pass unchecked: the monitor hasn’t answered for 60 s (it was not asked yet)',
    ]);
    (await nextQuery(2)).answer({ ok: true, answer: answerOf([EVERYONE]) });
    await nextQuery(3);
    expect(hook('PreToolUse')).toMatchObject(DENIED);
    expect(lines).toContain('the monitor answers again: tool calls are checked');
    await brake.stop();
  });

  test('a monitor that is away stops nobody, and `status` and `doctor` say so', async () => {
    const { hook, nextQuery, brake } = machine();
    hook('PreToolUse');
    (await nextQuery(1)).answer({ ok: false, fault: 'no answer within 35 s', isRefused: false });
    await vi.waitFor(() => {
      expect(brake.status().fault).not.toBeNull();
    });
    expect(hook('PreToolUse')).toBeNull();
    expect(brakeWords(brake.status())).toEqual({
      words: 'tool calls pass unchecked: no answer within 35 s; 1 passed unchecked',
      isWrong: true,
    });
    await brake.stop();
  });

  test('[USE7] ends the turn with the first call that it denies, of a batch with each, and after each prompt', async () => {
    const { hook, receive, brake } = machine();
    hook('UserPromptSubmit');
    await receive(answerOf([EVERYONE]));
    const ended = { ...DENIED, continue: false, stopReason: EVERYONE.reason };
    for (const name of ['PreToolUse', 'PreToolUse', 'PostToolBatch', 'UserPromptSubmit']) {
      if (name === 'PreToolUse') expect(hook(name)).toMatchObject(ended);
      else expect(hook(name)).toBeNull();
    }
    expect(hook('PreToolUse')).toMatchObject(ended);
    await brake.stop();
  });

  test('[PRX5] decides in microseconds with 50 brakes and 100 sessions', async () => {
    const { hook, receive, brake } = machine();
    for (let session = 0; session < 100; session++)
      hook('UserPromptSubmit', { session: `s${String(session)}` });
    const doers = Array.from({ length: 100 }, (_, place) => ({
      session: `s${String(place)}`,
      agent: 'somebody else',
    }));
    const brakes = Array.from({ length: 50 }, (_, place) => ({
      ...{ ...EVERYONE, budget: `b${String(place)}`, everyone: false, doers },
    }));
    await receive(answerOf(brakes));
    const before = performance.now();
    for (let call = 0; call < 1_000; call++)
      hook('PreToolUse', { session: `s${String(call % 100)}` });
    expect((performance.now() - before) / 1_000).toBeLessThan(5);
    await brake.stop();
  });
});

import type { AskBrakes, BrakesAnswer, NewBudget } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { eventOf, untilFlushed } from '../hub.fixture.ts';
import { withReports, workAt, type ReportCore } from '../reports/reports.fixture.ts';
import { changeBudget, createBudget, deleteBudget, liftBudget, resumeBudget } from './calls.ts';

const NOW = '2026-11-11T12:00:00Z';
const ORIGIN = 'https://monitor.example.com';
const RELAY = { id: 'key-1', user: null, device: null };
const BY = { by: 'ops' };

let count = 0;

/** Of ten cents, unless it is another; looked at once. */
async function brake(core: ReportCore, change: Partial<NewBudget> = {}): Promise<string> {
  const made = createBudget(
    core.hub,
    {
      ...{
        id: `brake${String(count++)}`,
        scope: { kind: 'workspace' },
        unit: 'dollars',
        limit: 0.1,
      },
      ...{ period: 'month', timezone: 'UTC', brake: true, ...change },
    },
    BY,
  );
  if (!made.ok) throw new Error(made.error.message);
  await core.hub.budgets.run();
  return made.value.id;
}

/** So many pieces of work at a cent each, folded, and not yet in libSQL. */
async function work(core: ReportCore, works: number, name = 'builder'): Promise<string> {
  for (let piece = 0; piece < works; piece++) {
    core.clock.at += 60_000;
    await core.send(workAt(new Date(core.clock.at).toISOString(), name));
  }
  return `${name} ${new Date(core.clock.at).toISOString()}`;
}

async function flush(core: ReportCore): Promise<void> {
  core.clock.at += 20_000;
  await untilFlushed(core);
  await core.hub.budgets.run();
}

const ask = (
  core: ReportCore,
  query: Partial<AskBrakes> = {},
  by: { id: string; user: string | null; device: string | null } = RELAY,
): BrakesAnswer =>
  core.hub.budgets.brakes.answer({ sessions: [], known: null, waitMs: 0, ...query }, by, ORIGIN);

const about = (...ids: string[]) => ({ sessions: ids.map((id) => ({ id, agents: [] })) });

const trips = (core: ReportCore): number =>
  core.hub.audit.list().filter(({ kind }) => kind === 'budget_tripped').length;

describe('a brake', () => {
  test('[USE7] holds as soon as the request that reaches the limit is folded, for everyone of a workspace', () =>
    withReports(NOW, async (core) => {
      const id = await brake(core);
      await work(core, 9);
      expect(ask(core)).toMatchObject({ isArmed: true, brakes: [] });
      await work(core, 1);
      expect(ask(core).brakes).toMatchObject([{ budget: id, everyone: true, doers: [] }]);
      expect(trips(core)).toBe(1);
    }));

  test('says which budget, its figures, who set it, until when, and how to lift it', () =>
    withReports(NOW, async (core) => {
      const id = await brake(core, { timezone: 'Europe/Berlin' });
      await work(core, 11);
      expect(ask(core).brakes[0]?.reason).toBe(
        'Claude Monitor stopped this tool call: the budget of the workspace for this month is used up, $0.10 of $0.10. ' +
          'It was set by “ops”, and stops tool calls until an administrator lifts it, or until Tue 1 Dec 00:00 (Europe/Berlin). ' +
          `To lift it: https://monitor.example.com/settings/budgets, or \`claude-monitor budget --lift ${id}\`. ` +
          'Do not try other tools. Say what is done and what is left, then stop.',
      );
    }));

  test('that is not asked for stops nobody', () =>
    withReports(NOW, async (core) => {
      await brake(core, { brake: false });
      await work(core, 20);
      await flush(core);
      expect(ask(core)).toMatchObject({ isArmed: false, brakes: [] });
    }));

  test('that is switched on later holds at once, by what was used before', () =>
    withReports(NOW, async (core) => {
      const id = await brake(core, { brake: false, scope: { kind: 'project', name: 'dex' } });
      await work(core, 10);
      changeBudget(core.hub, { id, brake: true }, BY);
      await core.hub.budgets.run();
      expect(ask(core).brakes).toMatchObject([{ budget: id, project: 'dex' }]);
    }));

  test('of a budget made late holds at once, by what was used before', () =>
    withReports(NOW, async (core) => {
      await work(core, 10);
      await brake(core);
      expect(ask(core).brakes).toHaveLength(1);
    }));

  test('adds to what libSQL has what it does not have, over any flush', () =>
    withReports(NOW, async (core) => {
      await brake(core, { limit: 0.3 });
      for (const works of [3, 1, 7, 2, 9, 4, 3]) {
        await work(core, works);
        await flush(core);
      }
      expect(ask(core).brakes).toEqual([]);
      await work(core, 1);
      expect(ask(core).brakes[0]?.reason).toContain('$0.30 of $0.30');
    }));

  test('of 0 holds with the first request, one of 1e12 with none', () =>
    withReports(NOW, async (core) => {
      const none = await brake(core, { limit: 0 });
      await brake(core, { limit: 1e12 });
      expect(ask(core).brakes).toEqual([]);
      await work(core, 1);
      expect(ask(core).brakes.map(({ budget }) => budget)).toEqual([none]);
    }));

  test('lets go when its period ends', () =>
    withReports(NOW, async (core) => {
      await brake(core, { period: 'day' });
      await work(core, 10);
      expect(ask(core).brakes).toHaveLength(1);
      core.clock.at = Date.parse('2026-11-12T00:00:01Z');
      expect(ask(core).brakes).toEqual([]);
      await flush(core);
      await work(core, 9);
      expect(ask(core).brakes).toEqual([]);
      await work(core, 1);
      expect(ask(core).brakes).toHaveLength(1);
      expect(trips(core)).toBe(2);
    }));

  test('[USE7] is lifted for the period, stops again when that is taken back, and starts over with another limit', () =>
    withReports(NOW, async (core) => {
      const id = await brake(core);
      await work(core, 10);
      expect(liftBudget(core.hub, id, { by: 'lead' })).toMatchObject({ ok: true });
      await work(core, 3);
      await flush(core);
      expect(ask(core).brakes).toEqual([]);
      expect(liftBudget(core.hub, id, BY)).toMatchObject({
        ok: false,
        error: { code: 'conflict' },
      });
      expect(resumeBudget(core.hub, id)).toMatchObject({ ok: true });
      expect(ask(core).brakes).toHaveLength(1);
      expect(resumeBudget(core.hub, id)).toMatchObject({ ok: false });
      changeBudget(core.hub, { id, limit: 0.14 }, { by: 'lead' });
      await core.hub.budgets.run();
      expect(ask(core).brakes).toEqual([]);
      await work(core, 1);
      expect(ask(core).brakes[0]?.reason).toContain('set by “lead”');
      deleteBudget(core.hub, id);
      expect(ask(core)).toMatchObject({ isArmed: false, brakes: [] });
    }));

  test('[HUB3] holds over a kill, also by what was folded before it and is not in libSQL', () =>
    withReports(NOW, async (core) => {
      await brake(core);
      await work(core, 5);
      core.kill();
      await core.hub.budgets.run();
      await work(core, 4);
      expect(ask(core).brakes).toEqual([]);
      await work(core, 1);
      expect(ask(core).brakes).toHaveLength(1);
      core.kill();
      expect(ask(core).brakes).toHaveLength(1);
      expect(trips(core)).toBe(1);
    }));

  test('stops nobody by a guess while libSQL is away, and holds once it answers', () =>
    withReports(NOW, async (core) => {
      await work(core, 10);
      core.faults.before = () => Promise.reject(new Error('away'));
      await brake(core);
      expect(ask(core).brakes).toEqual([]);
      core.faults.before = () => Promise.resolve();
      await core.at(new Date(core.clock.at + 60_000).toISOString());
      expect(ask(core).brakes).toHaveLength(1);
    }));
});

describe('whom a brake stops', () => {
  test('an agent, a project or a session: those at work for it, and nobody else', () =>
    withReports(NOW, async (core) => {
      const writer = await work(core, 2, 'writer');
      const builder = await work(core, 1);
      await brake(core, { scope: { kind: 'agent', name: 'writer' }, limit: 0.02 });
      await brake(core, { scope: { kind: 'project', name: 'dex' }, limit: 0.03 });
      await brake(core, { scope: { kind: 'session', name: builder }, limit: 0.01, period: 'run' });
      const [agent, project, session] = ask(core, about(writer, builder, 'new')).brakes;
      expect(agent).toMatchObject({ everyone: false, project: null });
      expect(agent?.doers).toEqual([{ session: writer, agent: null }]);
      expect(project).toMatchObject({ project: 'dex' });
      expect(project?.doers.map((doer) => doer.session)).toEqual([writer, builder]);
      expect(session?.doers).toEqual([{ session: builder, agent: null }]);
      expect(ask(core, about('new')).unknown).toEqual(['new']);
    }));

  test('each run that used up its own share', () =>
    withReports(NOW, async (core) => {
      await brake(core, { period: 'run', limit: 0.01 });
      const first = await work(core, 1);
      const small = eventOf({
        id: 'small',
        type: 'session.start',
        sessionId: 'small',
        time: core.clock.at,
      });
      await core.send([small]);
      const { brakes } = ask(core, about(first, 'small'));
      expect(brakes[0]?.doers).toEqual([{ session: first, agent: null }]);
    }));

  test('a task, a label, a user', () =>
    withReports(NOW, async (core) => {
      const whose = { sessionId: 's', agentName: 'a', project: 'p', user: 'ann' };
      const of = (id: string, type: 'session.start' | 'task.start' | 'usage', rest: object = {}) =>
        eventOf({ id, type, ...whose, time: core.clock.at, ...rest });
      await core.send([
        of('1', 'session.start'),
        of('2', 'task.start', { taskId: 't', taskDescription: 'Build it' }),
        of('3', 'usage', {
          ...{ requestId: 'r1', inputTokens: 10, outputTokens: 10, model: 'claude-sonnet-4-5' },
          labels: { team: 'core' },
        }),
      ]);
      const task = [...core.hub.workspaceState.newest.tasks(5)][0] ?? '';
      await brake(core, { scope: { kind: 'task', name: task }, limit: 0.001 });
      await brake(core, { scope: { kind: 'label', key: 'team', value: 'core' }, limit: 0.001 });
      await brake(core, { scope: { kind: 'user', name: 'ann' }, limit: 0.001 });
      await brake(core, { scope: { kind: 'user', name: 'bob' }, limit: 0.001 });
      const { brakes } = ask(core, about('s'));
      expect(brakes.map(({ doers }) => doers.length)).toEqual([1, 1, 1]);
      const anns = ask(core, {}, { ...RELAY, user: 'ann' }).brakes;
      expect(anns.map(({ everyone }) => everyone)).toEqual([false, false, true]);
    }));
});

describe('a relay that waits', () => {
  test('is answered when a brake trips, when it is lifted, and not before', () =>
    withReports(NOW, async (core) => {
      const { brakes } = core.hub.budgets;
      const id = await brake(core);
      const waits = (known: string) =>
        brakes.answerWhenNew({ sessions: [], known, waitMs: 20_000 }, RELAY, ORIGIN);
      const before = ask(core);
      let isAnswered = false;
      const tripped = waits(before.version).finally(() => (isAnswered = true));
      await work(core, 9);
      expect(isAnswered).toBe(false);
      await work(core, 1);
      const holding = await tripped;
      expect(holding.brakes).toHaveLength(1);
      const lifted = waits(holding.version);
      liftBudget(core.hub, id, BY);
      expect((await lifted).brakes).toEqual([]);
    }));

  test('one of too many of a key is answered early, with what it knows', () =>
    withReports(NOW, async (core) => {
      await brake(core);
      const { version } = ask(core);
      const query = { sessions: [], known: version, waitMs: 20_000 };
      const { brakes } = core.hub.budgets;
      const all = Array.from({ length: 21 }, () => brakes.answerWhenNew(query, RELAY, ORIGIN));
      expect((await Promise.race(all)).version).toBe(version);
      await work(core, 10);
      expect((await Promise.all(all)).filter((one) => one.brakes.length === 1)).toHaveLength(20);
    }));
});

test('[USE7] a hook that comes straight here is denied, and its turn is ended', () =>
  withReports(NOW, async (core) => {
    const { brakes } = core.hub.budgets;
    const hook = () =>
      brakes.hook({ session: 'run', agent: null, project: 'dex', origin: ORIGIN }, RELAY);
    const id = await brake(core);
    expect(hook()).toEqual({});
    await work(core, 10);
    const denied = hook();
    expect(denied).toMatchObject({
      hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny' },
      continue: false,
      stopReason: denied.hookSpecificOutput?.permissionDecisionReason,
    });
    // Each call of one answer of the model.
    expect(hook()).toEqual(denied);
    liftBudget(core.hub, id, BY);
    expect(hook()).toEqual({});
  }));

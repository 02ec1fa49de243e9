import { LIMITS, type NewBudget } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { untilFlushed } from '../hub.fixture.ts';
import { withReports, workAt, type ReportCore } from '../reports/reports.fixture.ts';
import { changeBudget, createBudget, deleteBudget, type BudgetCall } from './calls.ts';

/** Ten requests at a thousand micro-dollars: each piece of work costs a cent. */
const NOW = '2026-11-11T12:00:00Z';

let count = 0;

function budget(core: ReportCore, change: Partial<NewBudget> = {}): BudgetCall {
  const call: BudgetCall = {
    ...{
      id: `budget${String(count++)}`,
      scope: { kind: 'workspace' },
      unit: 'dollars',
      limit: 0.1,
    },
    ...{ period: 'month', timezone: 'UTC', brake: false, ...change },
  };
  const made = createBudget(core.hub, call, { by: 'ops' });
  if (!made.ok) throw new Error(made.error.message);
  return call;
}

/** So many pieces of work, each a minute after the other; flushed, and looked at. */
async function spend(core: ReportCore, works: number, name = 'builder'): Promise<void> {
  // What a new budget is held against at once.
  await core.hub.budgets.run();
  for (let work = 0; work < works; work++) {
    core.clock.at += 60_000;
    await core.send(workAt(new Date(core.clock.at).toISOString(), name));
  }
  core.clock.at += LIMITS.budgetPauseMs;
  await untilFlushed(core);
  await core.at(new Date(core.clock.at).toISOString());
}

describe('a budget', () => {
  test('alerts channels once at 50, 80 and 100%, by the sums of usage', () =>
    withReports(NOW, async (core) => {
      core.channel();
      budget(core);
      await spend(core, 4);
      expect(core.platform.titles).toEqual([]);
      await spend(core, 1);
      await spend(core, 1);
      await spend(core, 2);
      await spend(core, 1);
      await spend(core, 1);
      await spend(core, 5);
      expect(core.platform.titles).toEqual([
        'Budget of the workspace this month: 50% used',
        'Budget of the workspace this month: 80% used',
        'Budget of the workspace this month: used up',
      ]);
      expect(core.platform.posts[0]?.notice.facts[0]).toEqual({
        label: 'Used',
        value: '$0.05 of $0.10',
      });
    }));

  test('that is jumped over alerts the highest alone, and starts over with its period', () =>
    withReports(NOW, async (core) => {
      core.channel();
      budget(core, { period: 'day' });
      await spend(core, 12);
      core.clock.at = Date.parse('2026-11-12T09:00:00Z');
      await spend(core, 1);
      expect(core.platform.titles).toEqual(['Budget of the workspace this day: used up']);
      await spend(core, 4);
      expect(core.platform.titles).toHaveLength(2);
      expect(core.platform.titles[1]).toContain('50% used');
    }));

  test('of a project, an agent or a run counts what is its own', () =>
    withReports(NOW, async (core) => {
      core.channel();
      budget(core, { scope: { kind: 'agent', name: 'writer' }, limit: 0.02 });
      budget(core, { scope: { kind: 'project', name: 'none' }, limit: 0 });
      budget(core, { period: 'run', limit: 0.02 });
      await spend(core, 4);
      expect(core.platform.titles).toEqual(
        Array.from({ length: 4 }, () => 'Budget of the workspace each run: 50% used'),
      );
      expect(core.platform.posts[0]?.notice.path).toMatch(/^\/sessions\//);
      await spend(core, 2, 'writer');
      expect(core.platform.titles).toContain('Budget of agent writer this month: used up');
    }));

  test('of 0 is used up by the first request, one of 1e12 by none, and tokens count as tokens', () =>
    withReports(NOW, async (core) => {
      core.channel();
      budget(core, { limit: 0 });
      budget(core, { limit: 1e12 });
      budget(core, { unit: 'tokens', limit: 11_000 });
      await spend(core, 1);
      expect(core.platform.posts.map(({ notice }) => notice.facts[0]?.value)).toEqual([
        '$0.01 of $0.00',
        '11,000 tokens of 11,000 tokens',
      ]);
    }));

  test('that is raised starts over; one that is removed alerts nobody', () =>
    withReports(NOW, async (core) => {
      core.channel();
      const { id } = budget(core);
      const { id: gone } = budget(core, { limit: 0.001 });
      deleteBudget(core.hub, gone);
      await spend(core, 5);
      changeBudget(core.hub, { id, limit: 0.2 }, { by: 'ops' });
      await spend(core, 5);
      expect(core.platform.titles).toHaveLength(2);
      expect(core.platform.posts[1]?.notice.facts[0]?.value).toBe('$0.10 of $0.20');
    }));

  test('that is made late is held against what was used before', () =>
    withReports(NOW, async (core) => {
      core.channel();
      await spend(core, 9);
      budget(core);
      await core.hub.budgets.run();
      await spend(core, 0);
      expect(core.platform.titles).toEqual(['Budget of the workspace this month: 80% used']);
    }));
});

describe('budgets', () => {
  test('are read where usage changed, and not otherwise', () =>
    withReports(NOW, async (core) => {
      core.channel();
      let reads = 0;
      core.faults.before = () => {
        reads++;
        return Promise.resolve();
      };
      budget(core);
      await spend(core, 1);
      const before = reads;
      for (let hour = 0; hour < 24; hour++) {
        core.clock.at += 3_600_000;
        await core.at(new Date(core.clock.at).toISOString());
      }
      expect(reads).toBe(before);
      await spend(core, 1);
      expect(reads).toBeGreaterThan(before);
    }));

  test('[HUB3] alert each threshold once over any number of kills', () =>
    withReports(NOW, async (core) => {
      core.channel();
      budget(core);
      for (let work = 0; work < 12; work++) {
        await spend(core, 1);
        core.kill();
        core.hub.budgets.lookAgain();
        await core.hub.budgets.run();
        core.kill();
      }
      await spend(core, 1);
      expect(core.platform.posts).toHaveLength(3);
    }));

  test('wait for libSQL, and are looked at once it answers', () =>
    withReports(NOW, async (core) => {
      core.channel();
      budget(core);
      core.faults.before = () => Promise.reject(new Error('away'));
      await spend(core, 10);
      expect(core.platform.titles).toEqual([]);
      core.faults.before = () => Promise.resolve();
      await core.at(new Date(core.clock.at + 60_000).toISOString());
      expect(core.platform.titles).toHaveLength(1);
    }));

  test('are bounded', () =>
    withReports(NOW, async (core) => {
      for (let made = 0; made < LIMITS.budgets; made++) budget(core);
      expect(() => budget(core)).toThrow('50 budgets');
      await Promise.resolve();
    }));
});

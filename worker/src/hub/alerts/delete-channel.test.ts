import { expect, test } from 'vitest';
import { runCommand } from '../commands.ts';
import { KEY } from '../hub.fixture.ts';
import { withAlerts } from './alerts.fixture.ts';

test('a channel that is removed is left out of budgets and schedules, which then say that nobody is notified', () =>
  withAlerts(async (core) => {
    const gone = core.channel({ name: 'gone' });
    const stays = core.channel({ name: 'stays' });
    const { hub } = core;
    for (const [id, channels] of [
      ['one', [gone.id]],
      ['both', [gone.id, stays.id]],
      ['all', undefined],
    ] as const) {
      const whom = channels === undefined ? {} : { channels: [...channels] };
      await runCommand({ hub, hash: KEY.hash }, 'createBudget', {
        ...{ id, scope: { kind: 'workspace' }, unit: 'dollars', limit: 1 },
        ...{ period: 'month', timezone: 'UTC', brake: false },
        ...whom,
      });
      const schedule = { id, period: 'week', timezone: 'UTC', hour: 8 } as const;
      await runCommand({ hub, hash: KEY.hash }, 'createSchedule', { ...schedule, ...whom });
    }
    expect(await runCommand({ hub, hash: KEY.hash }, 'deleteChannel', 'none')).toMatchObject({
      ok: false,
    });
    expect(await runCommand({ hub, hash: KEY.hash }, 'deleteChannel', gone.id)).toMatchObject({
      ok: true,
    });
    const told = (items: { id: string; channels: string[] | null }[]) =>
      Object.fromEntries(items.map(({ id, channels }) => [id, channels]));
    const left = { one: [], both: [stays.id], all: null };
    for (const woken of [hub, core.wakeAgain()]) {
      expect(told(woken.budgets.budgets.all)).toEqual(left);
      expect(told(woken.reports.schedules.all)).toEqual(left);
    }
  }));

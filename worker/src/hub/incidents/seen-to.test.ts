import { describe, expect, test } from 'vitest';
import { eventsOf, withAlerts, type AlertCore } from '../alerts/alerts.fixture.ts';
import { changeRuleOf } from '../alerts/calls.ts';
import { HOUR, MINUTE } from '../alerts/delivery.fixture.ts';

/** Late in the evening: quiet hours of the rule begin in two hours, and end at seven. */
const EVENING = Date.parse('2026-11-24T20:00:00Z');
const QUIET = { from: '22:00', to: '07:00', timezone: 'UTC' };

const incidentOf = (core: AlertCore): string => {
  const { items } = core.hub.alerts.incidents.store.list({ limit: 10 }, core.clock.at);
  return items[0]?.id ?? expect.fail('no incident is open');
};

const begins = (core: AlertCore): Promise<void> =>
  core.ingest([eventsOf(core)('w', 'session.state', { state: 'waiting', reason: 'permission' })]);

const goesOn = async (core: AlertCore): Promise<void> => {
  await core.ingest([eventsOf(core)('go on', 'prompt')]);
  await core.later(MINUTE);
};

const told = (core: AlertCore): string[] => core.platform.posts.map(({ notice }) => notice.purpose);

/** An alarm rings at each hour, as the hub sets it or for any other reason. */
async function hours(core: AlertCore, count: number): Promise<void> {
  for (let hour = 0; hour < count; hour++) await core.later(HOUR);
}

const inTheEvening = (work: (core: AlertCore) => Promise<void>): Promise<void> =>
  withAlerts(async (core) => {
    core.clock.at = EVENING;
    core.channel();
    await work(core);
  });

describe('an incident that somebody sees to before it is told', () => {
  test('is not told while it is acknowledged, nor its end', () =>
    inTheEvening(async (core) => {
      await begins(core);
      await core.later(2 * MINUTE);
      core.hub.alerts.act(incidentOf(core), { action: 'acknowledge' }, 'Ana');
      await hours(core, 30);
      expect(told(core)).toEqual([]);
      await goesOn(core);
      expect(told(core)).toEqual([]);
    }));

  test('is told once it is opened again, at once', () =>
    inTheEvening(async (core) => {
      await begins(core);
      await core.later(2 * MINUTE);
      const id = incidentOf(core);
      core.hub.alerts.act(id, { action: 'acknowledge' }, 'Ana');
      await hours(core, 1);
      core.wakeAgain();
      core.hub.alerts.act(id, { action: 'reopen' }, 'Ana');
      await core.later(0);
      expect(told(core)).toEqual(['alert']);
      await goesOn(core);
      expect(told(core)).toEqual(['alert', 'recovery']);
    }));

  test('is told when its snooze ends, if it stands', () =>
    inTheEvening(async (core) => {
      await begins(core);
      await core.later(2 * MINUTE);
      core.hub.alerts.act(incidentOf(core), { action: 'snooze', minutes: 90 }, 'Ana');
      await core.later(89 * MINUTE);
      expect(told(core)).toEqual([]);
      await core.later(MINUTE);
      expect(told(core)).toEqual(['alert']);
    }));

  test.each([
    ['in the middle of quiet hours is told when they end', 5 * 60, '2026-11-25T07:00:00Z'],
    ['after quiet hours is told then', 12 * 60, '2026-11-25T08:02:00Z'],
  ])('whose snooze ends %s', (_, minutes, at) =>
    inTheEvening(async (core) => {
      changeRuleOf(core.hub.alerts, 'waiting', { quietHours: QUIET });
      await begins(core);
      await core.later(2 * MINUTE);
      core.hub.alerts.act(incidentOf(core), { action: 'snooze', minutes }, 'Ana');
      await core.later(Date.parse(at) - MINUTE - core.clock.at);
      expect(told(core)).toEqual([]);
      await core.later(MINUTE);
      expect(told(core)).toEqual(['alert']);
    }),
  );

  test('at night, is not told in the morning', () =>
    inTheEvening(async (core) => {
      changeRuleOf(core.hub.alerts, 'waiting', { quietHours: QUIET });
      await core.later(3 * HOUR);
      await begins(core);
      await hours(core, 2);
      core.hub.alerts.act(incidentOf(core), { action: 'acknowledge' }, 'Ana');
      await hours(core, 10);
      expect(told(core)).toEqual([]);
    }));
});

test('what waits for the end of quiet hours is not sent by a rule that was turned off meanwhile', () =>
  inTheEvening(async (core) => {
    changeRuleOf(core.hub.alerts, 'waiting', { quietHours: QUIET });
    await core.later(3 * HOUR);
    await begins(core);
    await hours(core, 2);
    changeRuleOf(core.hub.alerts, 'waiting', { isOn: false });
    await hours(core, 10);
    await goesOn(core);
    expect(told(core)).toEqual([]);
  }));

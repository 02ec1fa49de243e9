import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { opened } from '../../domain/incidents/incident-record.ts';
import { serviceCondition } from '../../domain/incidents/conditions.ts';
import { eventsOf, failure, refused, TAKEN, withAlerts, type AlertCore } from './alerts.fixture.ts';
import { changeRuleOf, deleteChannel } from './calls.ts';
import { channelOf, HOUR, MINUTE, reportOne } from './delivery.fixture.ts';

const waits = async (core: AlertCore, session = 'infra-001'): Promise<void> => {
  await core.ingest([eventsOf(core, session)('w', 'session.state', { state: 'waiting' })]);
  await core.later(5 * MINUTE);
};

const goesOn = async (core: AlertCore, session = 'infra-001'): Promise<void> => {
  await core.ingest([eventsOf(core, session)('go on', 'prompt')]);
  await core.later(MINUTE);
};

const purposes = (core: AlertCore): string[] =>
  core.platform.posts.map(({ notice }) => notice.purpose);

describe('a platform that refuses for ever', () => {
  test('with 400 is asked once for each message, and the inbox says that nothing arrives', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => refused('refused');
      for (let index = 0; index < 5; index++) {
        const of = eventsOf(core, `agent-${String(index)}`);
        await core.ingest([of('e', 'error', failure)]);
        await core.later(MINUTE);
      }
      for (let hour = 0; hour < 30; hour++) await core.later(HOUR);
      const about = core.platform.posts.filter(({ notice }) => notice.rule === 'error');
      expect(about).toHaveLength(5);
      expect(core.log().every(({ state }) => state === 'parked')).toBe(true);
      const wanted = { limit: 10, kind: ['service' as const] };
      const { items } = core.hub.alerts.incidents.store.list(wanted, core.clock.at);
      expect(items).toMatchObject([{ kind: 'service', reason: { code: 'channel_failing' } }]);
    }));

  test('with 429 and no word of how long is asked ever less, and given up after a day', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => ({ ...refused('rate_limited'), retryAfterMs: null });
      await reportOne(core);
      const first = core.platform.posts[0]?.envelope.id;
      const ofFirst = (): number =>
        core.platform.posts.filter(({ envelope }) => envelope.id === first).length;
      for (let minute = 0; minute < 60; minute++) await core.later(MINUTE);
      expect(ofFirst()).toBeGreaterThan(5);
      expect(ofFirst()).toBeLessThan(20);
      for (let step = 0; step < 100; step++) await core.later(15 * MINUTE);
      expect(ofFirst()).toBeLessThan(120);
      expect(core.log().find(({ id }) => id === first)).toMatchObject({ state: 'parked' });
    }));
});

describe('a clock that jumps', () => {
  test('back by a day holds up no message', () =>
    withAlerts(async (core) => {
      core.channel();
      await reportOne(core);
      core.clock.at -= 24 * HOUR;
      await core.ingest([eventsOf(core)('b', 'error', { ...failure, errorType: 'Other' })]);
      await core.later(0);
      expect(core.platform.posts).toHaveLength(2);
    }));

  test('back while a channel pauses does not pause it for the day', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => refused('failed');
      await reportOne(core);
      core.clock.at -= 24 * HOUR;
      core.platform.answer = () => TAKEN;
      await core.later(MINUTE);
      expect(channelOf(core)?.failing).toBeNull();
      expect(core.log()).toMatchObject([{ state: 'delivered' }]);
    }));

  test('back under a cooldown does not mute a rule until it has caught up', () =>
    withAlerts(async (core) => {
      core.channel();
      for (let index = 0; index < 12; index++) {
        await core.ingest([eventsOf(core, `a-${String(index)}`)('e', 'error', failure)]);
      }
      core.clock.at -= 24 * HOUR;
      await core.ingest([eventsOf(core, 'after')('e', 'error', failure)]);
      await core.later(0);
      expect(core.platform.titles.join('\n')).toContain('3 more errors in one minute');
      expect(core.platform.titles.filter((title) => title.includes('severity'))).toHaveLength(10);
    }));

  test('forward by two days parks what waited as of no use, and goes on', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => refused('failed');
      await reportOne(core);
      core.platform.answer = () => TAKEN;
      await core.later(48 * HOUR);
      expect(core.log()).toMatchObject([{ state: 'parked', lastError: { code: 'expired' } }]);
      await core.ingest([eventsOf(core, 'later')('b', 'error', failure)]);
      await core.later(0);
      expect(core.log()[0]).toMatchObject({ state: 'delivered' });
    }));
});

describe('while an incident is open', () => {
  test('its rule is turned off: its end is told, and nothing new', () =>
    withAlerts(async (core) => {
      core.channel();
      await waits(core);
      changeRuleOf(core.hub.alerts, 'waiting', { isOn: false });
      await waits(core, 'other');
      core.wakeAgain();
      await goesOn(core);
      expect(purposes(core)).toEqual(['alert', 'recovery']);
    }));

  test('its channel is removed: the others are told the end', () =>
    withAlerts(async (core) => {
      const gone = core.channel({ url: 'https://gone.example.com/' });
      core.channel({ url: 'https://stays.example.com/' });
      await waits(core);
      deleteChannel(core.hub.alerts, gone.id);
      await goesOn(core);
      const recoveries = core.platform.posts.filter(({ notice }) => notice.purpose === 'recovery');
      expect(recoveries.map(({ url }) => url)).toEqual(['https://stays.example.com/']);
    }));

  test('its rule gets other filters: what was told has its end told', () =>
    withAlerts(async (core) => {
      core.channel();
      await waits(core);
      const filters = { projects: ['none'], agents: [], models: [], labels: [] };
      changeRuleOf(core.hub.alerts, 'waiting', { filters });
      await goesOn(core);
      expect(purposes(core)).toEqual(['alert', 'recovery']);
    }));
});

test(
  '10,000 incidents are counted, listed and made room for, and no receiver is flooded',
  () =>
    withAlerts(async (core) => {
      core.channel();
      const { store } = core.hub.alerts.incidents;
      for (let index = 0; index < LIMITS.openIncidents + 10; index++) {
        const reason = { code: 'parked_rows', detail: null, count: index, of: null } as const;
        const condition = serviceCondition(`trouble ${String(index)}`, reason, core.clock.at);
        store.add(opened(store.nextId, condition, core.clock.at), core.clock.at);
      }
      expect(store.size).toBe(LIMITS.openIncidents);
      expect(store.openCount(core.clock.at)).toBe(LIMITS.openIncidents);
      const all = { kinds: [], projects: [], hasDetail: true };
      expect(store.openOf(all, core.clock.at)).toMatchObject({ count: LIMITS.openIncidents });
      expect(store.openOf({ ...all, kinds: ['lost'] }, core.clock.at).count).toBe(0);
      expect(store.newest(LIMITS.incidentsPerFrame).standing).toBe(LIMITS.openIncidents);
      // All of them are over at once.
      await core.later(MINUTE);
      expect(store.size).toBe(0);
      expect(core.platform.posts.length).toBeLessThanOrEqual(LIMITS.alertsOfRule + 1);
    }),
  60_000,
);

import { TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { eventsOf, withAlerts, type AlertCore } from '../alerts/alerts.fixture.ts';

const { minuteMs: MINUTE } = TIME;

const listed = (core: AlertCore, state?: 'resolved') =>
  core.hub.alerts.incidents.store.list(
    { limit: 100, ...(state === undefined ? {} : { state }) },
    core.clock.at,
  );

describe('an incident', () => {
  test('is opened once, updated, and resolves by itself, without any channel', () =>
    withAlerts(async (core) => {
      const of = eventsOf(core);
      await core.ingest([of('start', 'session.start', { agentName: 'builder', project: 'shop' })]);
      expect(listed(core).items).toEqual([]);
      const since = core.clock.at;
      await core.ingest([of('w1', 'session.state', { state: 'waiting', reason: 'Bash' })]);
      core.clock.at += 1000;
      await core.ingest([of('w2', 'session.state', { state: 'waiting', reason: 'Write' })]);
      const { items, open } = listed(core);
      expect(open).toBe(1);
      expect(items).toMatchObject([
        {
          id: 'inc_1',
          kind: 'waiting',
          state: 'open',
          agentName: 'builder',
          project: 'shop',
          session: { sessionId: 'infra-001' },
          reason: { code: 'waiting', detail: 'Write' },
          evidence: [{ event: 'infra-001 w1', at: since }, { event: 'infra-001 w2' }],
        },
      ]);
      core.clock.at += MINUTE;
      await core.ingest([of('go on', 'prompt')]);
      expect(listed(core).items).toEqual([]);
      expect(listed(core, 'resolved').items).toMatchObject([
        { id: 'inc_1', state: 'resolved', resolution: 'recovered', resolvedAt: core.clock.at },
      ]);
      expect(core.platform.posts).toEqual([]);
    }));

  test('stays as it is when the hub wakes', () =>
    withAlerts(async (core) => {
      const of = eventsOf(core);
      await core.ingest([of('w', 'session.state', { state: 'waiting', reason: 'Bash' })]);
      const before = listed(core).items;
      core.wakeAgain().alerts.woke();
      expect(listed(core).items).toEqual(before);
      await core.ingest([of('end', 'session.end')]);
      expect(listed(core, 'resolved').items).toMatchObject([{ resolution: 'session_ended' }]);
    }));

  test('of an agent that falls silent opens by the clock, and names since when', () =>
    withAlerts(async (core) => {
      const of = eventsOf(core);
      const since = core.clock.at;
      await core.ingest([of('start', 'prompt')]);
      await core.later(30 * MINUTE);
      expect(listed(core).items).toEqual([]);
      await core.later(2);
      expect(listed(core).items).toMatchObject([{ kind: 'lost', since }]);
      await core.ingest([of('back', 'prompt')]);
      expect(listed(core).items).toEqual([]);
    }));
});

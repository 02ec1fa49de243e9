import { TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { eventsOf, withAlerts } from './alerts.fixture.ts';

const { minuteMs: MINUTE, hourMs: HOUR } = TIME;

describe('the rule of waiting for a person', () => {
  const waiting = { state: 'waiting', reason: 'permission for Bash' };

  test('a wait of five minutes is sent, and that it was answered', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      const since = core.clock.at;
      await core.ingest([of('start', 'session.start', { agentName: 'builder' })]);
      await core.ingest([of('wait', 'session.state', waiting)]);
      await core.later(5 * MINUTE - 1);
      expect(core.platform.posts).toEqual([]);
      await core.later(1);
      expect(core.platform.titles).toEqual(['builder is waiting for a person']);
      expect(core.platform.posts[0]?.notice).toMatchObject({
        at: since,
        text: 'permission for Bash',
      });
      await core.later(10 * MINUTE);
      core.clock.at += MINUTE;
      await core.ingest([of('go on', 'prompt')]);
      expect(core.platform.titles).toHaveLength(2);
      expect(core.platform.titles[1]).toBe('builder is no longer waiting for a person');
    }));

  test('[FLD4] a wait that only a reminder tells of is seen too', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('ask', 'prompt')]);
      core.clock.at += MINUTE;
      await core.ingest([of('remind', 'session.state', { state: 'waiting' })]);
      await core.later(5 * MINUTE);
      expect(core.platform.posts.map(({ notice }) => notice.rule)).toEqual(['waiting']);
    }));

  test('a shorter wait is not', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('wait', 'session.state', waiting)]);
      core.clock.at += 4 * MINUTE;
      await core.ingest([of('go on', 'prompt')]);
      await core.later(2 * MINUTE);
      expect(core.platform.posts).toEqual([]);
    }));

  test('one that waits through the night is sent once, not as lost as well', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('wait', 'session.state', waiting)]);
      for (let hour = 0; hour < 10; hour++) await core.later(HOUR);
      expect(core.platform.posts).toHaveLength(1);
      await core.ingest([of('end', 'session.end')]);
      expect(core.platform.titles[1]).toContain('the session ended while it waited');
    }));
});

describe('the rule of lost agents', () => {
  test('half an hour without an event is sent, and that it came back', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('start', 'session.start', { agentName: 'builder' })]);
      await core.later(30 * MINUTE);
      expect(core.platform.posts).toEqual([]);
      await core.later(1);
      expect(core.platform.titles).toEqual(['builder is lost: no events for too long']);
      await core.ingest([of('back', 'prompt')]);
      expect(core.platform.titles[1]).toBe('builder is back');
    }));

  test('what puts it off, and what brings it forward, is seen', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      const tool = { toolUseId: 'tool', toolName: 'Bash' };
      await core.ingest([of('open', 'tool.call', { ...tool, state: 'started' })]);
      await core.later(31 * MINUTE);
      await core.later(31 * MINUTE);
      expect(core.platform.posts).toEqual([]);
      await core.ingest([of('closed', 'tool.call', { ...tool, state: 'succeeded' })]);
      await core.later(29 * MINUTE);
      expect(core.platform.posts).toEqual([]);
      await core.later(2 * MINUTE);
      expect(core.platform.posts).toHaveLength(1);
    }));

  test('an agent that has nothing to do is no loss', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('ask', 'prompt'), of('over', 'session.state', { state: 'turn_over' })]);
      await core.ingest([eventsOf(core, 'ended')('end', 'session.end')]);
      for (let hour = 0; hour < 6; hour++) await core.later(HOUR);
      expect(core.platform.posts).toEqual([]);
    }));
});

describe('an idle hub', () => {
  test('has no alarm left once nothing is to come', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('ask', 'prompt'), of('over', 'session.state', { state: 'turn_over' })]);
      await core.ctx.storage.deleteAlarm();
      core.hub.alarm.rang();
      await core.later(HOUR);
      expect(await core.ctx.storage.getAlarm()).toBeNull();
    }));
});

import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../domain/alerts/retry.ts';
import { eventsOf, failure, refused, TAKEN, withAlerts } from './alerts.fixture.ts';
import {
  changeChannel,
  changeRuleOf,
  deleteChannel,
  listChannels,
  retryDelivery,
  testChannel,
} from './calls.ts';
import { HOUR, reportOne, channelOf } from './delivery.fixture.ts';

describe('the outbox', () => {
  test('is bounded: the oldest parked message goes first, and that is counted', () =>
    withAlerts(async (core) => {
      const channel = core.hub.alerts.settings.channel(core.channel().id);
      if (channel === null) throw new Error('no channel');
      core.platform.answer = () => refused('refused');
      await reportOne(core);
      core.platform.answer = () => new Promise<Outcome>(() => {});
      const { outbox } = core.hub.alerts;
      const notice = core.platform.posts[0]?.notice;
      if (notice === undefined) throw new Error('no notice');
      for (let index = 0; index < LIMITS.outboxKept + 5; index++) {
        core.hub.alerts.put(channel, { ...notice, title: String(index) });
      }
      const oldest = outbox.next(channel.id);
      expect(oldest?.notice.title).toBe('5');
      expect(outbox.dropped).toBe(6);
      expect(outbox.list({ limit: 500, state: 'parked' }).items).toEqual([]);
    }));

  test('its log is read page by page, the newest first', () =>
    withAlerts(async (core) => {
      core.channel();
      for (let index = 0; index < 5; index++) {
        const errorType = `Type${String(index)}`;
        await core.ingest([eventsOf(core)(errorType, 'error', { ...failure, errorType })]);
      }
      const { outbox } = core.hub.alerts;
      const first = outbox.list({ limit: 3 });
      expect(first.items).toHaveLength(3);
      const second = outbox.list({ limit: 3, cursor: first.next ?? '' });
      expect(second.next).toBeNull();
      const titles = [...first.items, ...second.items].map(({ title }) => title);
      expect(titles[0]).toContain('Type4');
      expect(titles[4]).toContain('Type0');
    }));
});

describe('a channel', () => {
  test('is tested by the way of every message, and says what the platform said', () =>
    withAlerts(async (core) => {
      const { id } = core.channel();
      core.platform.answer = () => ({
        ...refused('bad_answer'),
        status: 200,
        text: 'invalid_token',
      });
      const bad = await testChannel(core.hub.alerts, id, core.clock.at);
      expect(bad).toMatchObject({
        ok: true,
        value: {
          purpose: 'test',
          state: 'retrying',
          lastError: { code: 'bad_answer' },
          answer: { status: 200, text: 'invalid_token' },
        },
      });
      core.platform.answer = () => TAKEN;
      const good = await testChannel(core.hub.alerts, id, core.clock.at);
      expect(good).toMatchObject({ ok: true, value: { answer: { status: 200, text: 'ok' } } });
      expect(await testChannel(core.hub.alerts, 'none', 0)).toMatchObject({ ok: false });
    }));

  test('that is deleted is sent nothing more; what was on its way is parked', () =>
    withAlerts(async (core) => {
      const { id } = core.channel();
      core.platform.answer = () => refused('failed');
      await reportOne(core);
      expect(deleteChannel(core.hub.alerts, id)).toMatchObject({ ok: true, value: { id } });
      await core.later(HOUR);
      expect(core.platform.posts).toHaveLength(1);
      expect(core.log()).toMatchObject([
        { state: 'parked', lastError: { code: 'channel_deleted' } },
      ]);
      const again = await retryDelivery(core.hub.alerts, core.log()[0]?.id ?? '', 0);
      expect(again).toMatchObject({ ok: false, error: { code: 'conflict' } });
    }));

  test('that is deleted leaves the rules that named it: they can be changed after it', () =>
    withAlerts(async (core) => {
      const { alerts } = core.hub;
      const [gone, stays] = [core.channel(), core.channel()];
      changeRuleOf(alerts, 'error', { channels: [gone.id, stays.id] });
      deleteChannel(alerts, gone.id);
      const { channels } = core.wakeAgain().alerts.settings.rule('error');
      expect(channels).toEqual([stays.id]);
      expect(changeRuleOf(core.hub.alerts, 'error', { channels })).toMatchObject({ ok: true });
      await reportOne(core);
      expect(core.platform.posts).toHaveLength(1);
    }));

  test('[SHR2] that is changed names from then on what it may, also after the hub slept', () =>
    withAlerts(async (core) => {
      const { id } = core.channel({ shows: [] });
      await reportOne(core);
      changeChannel(core.hub.alerts, id, { shows: ['errors', 'texts'] });
      core.wakeAgain();
      await core.ingest([eventsOf(core, 'other')('b', 'error', failure)]);
      expect(core.platform.titles).toEqual([
        'An agent: error, severity high',
        'An agent: error Timeout, severity high',
      ]);
      expect(core.platform.posts.map(({ notice }) => notice.text)).toEqual([null, 'no answer']);
      expect(channelOf(core)).toMatchObject({ id, name: 'on call', shows: ['errors', 'texts'] });
    }));

  test('[SHR2] is sent no name of a model that is none, for it could be any text', () =>
    withAlerts(async (core) => {
      core.channel({ shows: [] });
      await core.ingest([
        eventsOf(core)('s', 'session.start', { model: 'canary of a client' }),
        eventsOf(core)('a', 'error', failure),
        eventsOf(core, 'other')('s', 'session.start', { model: 'claude-sonnet-4-5' }),
        eventsOf(core, 'other')('a', 'error', failure),
      ]);
      const facts = core.platform.posts.map(({ notice }) => notice.facts);
      expect(facts).toEqual([[], [{ label: 'Model', value: 'claude-sonnet-4-5' }]]);
    }));

  test('that says at once, and refuses again, is not asked in a circle', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => ({ ...refused('rate_limited'), retryAfterMs: 0 });
      await reportOne(core);
      for (let second = 0; second < 60; second++) await core.later(1_000);
      expect(core.platform.posts.length).toBeLessThan(12);
    }));

  test('[SHR5] whose URL leads to a private address is not made', () =>
    withAlerts(async (core) => {
      expect(() => core.channel({ url: 'https://169.254.169.254/' })).toThrow('not an IP address');
      expect(() => core.channel({ kind: 'slack' })).toThrow('Not a Slack incoming webhook');
    }));

  test('shows neither its URL nor its secret', () =>
    withAlerts(async (core) => {
      core.channel();
      const shown = JSON.stringify(listChannels(core.hub.alerts));
      expect(shown).toContain('hooks.example.com');
      expect(shown).not.toContain('/hook');
      expect(shown).not.toContain('whsec');
      expect(shown).not.toContain('monitor.example.com');
    }));
});

import { LIMITS, type Delivery } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../domain/alerts/retry.ts';
import { stamped } from '../hub.fixture.ts';
import { eventsOf, failure, refused, TAKEN, withAlerts, type AlertCore } from './alerts.fixture.ts';
import { retryDelivery } from './calls.ts';
import { MINUTE, reportOne, channelOf } from './delivery.fixture.ts';

const statesOf = (core: AlertCore): Delivery['state'][] => core.log().map(({ state }) => state);

describe('[HUB3] a kill or an eviction', () => {
  test('between the journal and the outbox: what was stored is evaluated on waking', () =>
    withAlerts(async (core) => {
      core.channel();
      const event = stamped(eventsOf(core)('a', 'error', failure));
      const seq = core.hub.workspaceState.progress.seq + 1;
      const body = JSON.stringify([event]);
      const row = { firstSeq: seq, lastSeq: seq, at: core.clock.at, body, bytes: body.length };
      core.hub.journal.append(row);
      core.wakeAgain();
      await core.delivered();
      expect(core.platform.posts).toHaveLength(1);
      core.wakeAgain();
      await core.later(MINUTE);
      expect(core.platform.posts).toHaveLength(1);
    }));

  test('between sending and marking: sent once more at most, under the same id', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => new Promise<Outcome>(() => {});
      await reportOne(core);
      expect(core.platform.posts).toHaveLength(1);
      core.platform.answer = () => TAKEN;
      core.wakeAgain();
      await core.delivered();
      core.wakeAgain();
      await core.later(MINUTE);
      const ids = core.platform.posts.map(({ envelope }) => envelope.id);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
      expect(core.log()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
    }));

  test('while alerts are open: their end is sent after it, and how often they came again', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('wait', 'session.state', { state: 'waiting', reason: 'permission' })]);
      core.wakeAgain();
      await core.later(5 * MINUTE);
      const times = Array.from({ length: 20 }, (_, index) => String(index));
      for (const id of times) await core.ingest([eventsOf(core, 'other')(id, 'error', failure)]);
      core.wakeAgain();
      await core.later(MINUTE);
      await core.ingest([of('go on', 'prompt')]);
      core.hub.workspaceState.checkpoint();
      core.wakeAgain();
      await core.later(15 * MINUTE);
      const sent = core.platform.posts.map(({ notice }) => [
        notice.rule,
        notice.purpose,
        notice.more,
      ]);
      expect(sent).toEqual([
        ['waiting', 'alert', 0],
        ['error', 'alert', 0],
        ['waiting', 'recovery', 0],
        ['error', 'alert', 18],
      ]);
    }));

  test('of an overflow: the number is sent all the same', () =>
    withAlerts(async (core) => {
      core.channel();
      const sessions = Array.from({ length: 30 }, (_, index) => `agent-${String(index)}`);
      await core.ingest(sessions.map((session) => eventsOf(core, session)('e', 'error', failure)));
      core.hub.workspaceState.checkpoint();
      core.wakeAgain();
      await core.later(MINUTE);
      expect(core.platform.titles.at(-1)).toBe('20 more errors in one minute');
      expect(core.platform.posts).toHaveLength(11);
    }));

  test('in a pause that the platform asked for: it is kept', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => refused('rate_limited');
      await reportOne(core);
      core.wakeAgain();
      await core.later(59 * MINUTE);
      expect(core.platform.posts).toHaveLength(1);
      core.platform.answer = () => TAKEN;
      await core.later(MINUTE);
      expect(core.platform.posts.map(({ notice }) => notice.rule).slice(0, 2)).toEqual([
        'error',
        'error',
      ]);
      expect(statesOf(core)).not.toContain('retrying');
    }));
});

describe('a platform that does not take a message', () => {
  test('is tried again, later each time, and sent what waits when it takes messages again', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => refused('failed');
      await reportOne(core);
      const at = core.clock.at;
      expect(core.log()).toMatchObject([
        { state: 'retrying', attempts: 1, nextAt: at + 3_750, lastError: { code: 'failed', at } },
      ]);
      expect(channelOf(core)?.failing).toEqual({ since: at, code: 'failed', nextAt: at + 3_750 });
      await core.later(700);
      expect(core.platform.posts).toHaveLength(1);
      await core.later(3_050);
      expect(core.platform.posts).toHaveLength(2);
      core.platform.answer = () => TAKEN;
      await core.later(10_000);
      expect(core.log()).toMatchObject([{ state: 'delivered', attempts: 3, nextAt: null }]);
      expect(channelOf(core)).toMatchObject({ failing: null, lastDeliveredAt: core.clock.at });
    }));

  test('ten times has its message parked, which may be asked for again', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => refused('bad_answer');
      await reportOne(core);
      for (let hour = 0; hour < 12; hour++) await core.later(16 * MINUTE);
      const first = core.log().at(-1);
      expect(first).toMatchObject({
        state: 'parked',
        attempts: LIMITS.deliveryTries,
        nextAt: null,
      });
      core.platform.answer = () => TAKEN;
      const again = await retryDelivery(core.hub.alerts, first?.id ?? '', core.clock.at);
      expect(again).toMatchObject({ ok: true, value: { id: first?.id, state: 'delivered' } });
      const twice = await retryDelivery(core.hub.alerts, first?.id ?? '', core.clock.at);
      expect(twice).toMatchObject({ ok: false, error: { code: 'conflict' } });
    }));

  test('for good has it parked at once', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => refused('refused');
      await reportOne(core);
      expect(core.log()).toMatchObject([{ state: 'parked', lastError: { code: 'refused' } }]);
    }));

  test('delays no other channel', () =>
    withAlerts(async (core) => {
      core.channel({ url: 'https://hangs.example.com/' });
      core.channel({ url: 'https://works.example.com/' });
      core.platform.answer = ({ url }) =>
        url.includes('hangs') ? new Promise<Outcome>(() => {}) : TAKEN;
      await reportOne(core);
      await core.ingest([eventsOf(core)('b', 'error', { ...failure, errorType: 'RateLimit' })]);
      expect(statesOf(core)).toEqual(['delivered', 'queued', 'delivered', 'queued']);
    }));
});

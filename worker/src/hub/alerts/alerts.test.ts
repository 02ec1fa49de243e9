import { LIMITS, TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { eventsOf, failure, withAlerts } from './alerts.fixture.ts';

const { minuteMs: MINUTE, hourMs: HOUR } = TIME;

describe('the rule of errors', () => {
  test('an error of severity high is sent at once, with a link', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([
        of('start', 'session.start', { agentName: 'builder', project: 'shop' }),
        of('error', 'error', failure),
      ]);
      expect(core.platform.titles).toEqual(['builder: error Timeout, severity high']);
      const [post] = core.platform.posts;
      expect(post?.notice.text).toBe('no answer');
      expect(post?.notice.facts).toContainEqual({ label: 'Project', value: 'shop' });
      expect(post?.envelope.pageUrl).toMatch(
        /^https:\/\/monitor\.example\.com\/sessions\/\w+\?at=\d+$/,
      );
      expect(core.log()).toMatchObject([{ state: 'delivered', attempts: 1, rule: 'error' }]);
    }));

  test('less severe ones are not sent, nor any while the rule is off', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('medium', 'error', { ...failure, severity: 'medium' })]);
      const { settings } = core.hub.alerts;
      settings.saveRule({ ...settings.rule('error'), isOn: false });
      await core.ingest([of('critical', 'error', { ...failure, severity: 'critical' })]);
      expect(core.platform.posts).toEqual([]);
    }));

  test('one that comes 1,000 times a second is sent once, then as a number', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      for (let batch = 0; batch < 10; batch++) {
        const ids = Array.from({ length: 100 }, (_, index) => `${String(batch)} ${String(index)}`);
        await core.ingest(ids.map((id) => of(id, 'error', failure)));
        core.clock.at += 100;
      }
      expect(core.platform.posts).toHaveLength(1);
      await core.later(15 * MINUTE);
      await core.later(14 * MINUTE);
      expect(core.platform.posts.map(({ notice }) => notice.more)).toEqual([99, 899]);
    }));

  test('another type, or another session, is another thing', () =>
    withAlerts(async (core) => {
      core.channel();
      await core.ingest([
        eventsOf(core)('a', 'error', failure),
        eventsOf(core)('b', 'error', { ...failure, errorType: 'RateLimit' }),
        eventsOf(core, 'infra-002')('c', 'error', failure),
      ]);
      expect(core.platform.posts).toHaveLength(3);
    }));

  test('what is more than ten new things in a minute is sent as a number', () =>
    withAlerts(async (core) => {
      core.channel();
      const sessions = Array.from({ length: 60 }, (_, index) => `agent-${String(index)}`);
      await core.ingest(sessions.map((session) => eventsOf(core, session)('e', 'error', failure)));
      expect(core.platform.posts).toHaveLength(LIMITS.alertsOfRule);
      await core.later(MINUTE);
      expect(core.platform.titles.at(-1)).toBe('50 more errors in one minute');
    }));

  test('the same event sent again makes no second alert, also after the hub hibernated', () =>
    withAlerts(async (core) => {
      core.channel();
      const error = eventsOf(core)('a', 'error', failure);
      await core.ingest([error]);
      core.clock.at += HOUR;
      core.wakeAgain();
      await core.ingest([error]);
      expect(core.platform.posts).toHaveLength(1);
    }));
});

describe('[FLD3] what arrives late', () => {
  test('alerts, one message a rule and session, and says when it happened', () =>
    withAlerts(async (core) => {
      core.channel();
      const at = core.clock.at - 2 * HOUR;
      const of = eventsOf(core);
      const types = ['Timeout', 'RateLimit', 'Timeout'];
      await core.ingest(
        types.map((errorType, index) =>
          of(errorType + String(index), 'error', { ...failure, errorType, time: at + index }),
        ),
      );
      await core.ingest([of('later', 'error', { ...failure, time: at + 10 })]);
      await core.later(HOUR);
      expect(core.platform.posts).toHaveLength(1);
      const notice = core.platform.posts[0]?.notice;
      expect(notice).toMatchObject({ isLate: true, at: at + 2, more: 2 });
      expect(notice?.title).toContain('earlier error');
    }));

  test('a day late, it is history and alerts nobody', () =>
    withAlerts(async (core) => {
      core.channel();
      const time = core.clock.at - 25 * HOUR;
      const of = eventsOf(core);
      await core.ingest([
        of('start', 'session.start', { time }),
        of('error', 'error', { ...failure, time }),
        of('task', 'task.complete', { taskId: 'T1', status: 'failed', time }),
        of('wait', 'session.state', { state: 'waiting', time }),
      ]);
      await core.later(HOUR);
      expect(core.platform.posts).toEqual([]);
    }));
});

describe('the rule of failed tasks', () => {
  const complete = (status: string) => ({ taskId: 'T1', taskDescription: 'Build it', status });

  test('a failure is sent, and a success after it', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([of('start', 'task.start', { taskId: 'T1', agentName: 'builder' })]);
      await core.ingest([of('failed', 'task.complete', complete('failed'))]);
      core.clock.at += 1_000;
      await core.ingest([of('again', 'task.start', { taskId: 'T1' })]);
      core.clock.at += 1_000;
      await core.ingest([of('done', 'task.complete', complete('success'))]);
      expect(core.platform.titles).toEqual([
        'builder: task T1 failed',
        'builder: task T1 succeeded after a failure',
      ]);
      expect(core.platform.posts[1]?.notice.purpose).toBe('recovery');
    }));

  test('one that was over before its alert was sent makes none', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.ingest([
        of('failed', 'task.complete', complete('failed')),
        of('again', 'task.start', { taskId: 'T1', time: core.clock.at + 1 }),
        of('done', 'task.complete', { ...complete('success'), time: core.clock.at + 2 }),
      ]);
      expect(core.platform.posts).toEqual([]);
    }));

  test('one that fails again under the cooldown is sent when that ends', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      for (const [index, status] of ['failed', 'success', 'failed'].entries()) {
        core.clock.at += 1_000;
        await core.ingest([of(`begin ${String(index)}`, 'task.start', { taskId: 'T1' })]);
        core.clock.at += 1_000;
        await core.ingest([of(`end ${String(index)}`, 'task.complete', complete(status))]);
      }
      expect(core.platform.posts.map(({ notice }) => notice.purpose)).toEqual([
        'alert',
        'recovery',
      ]);
      await core.later(15 * MINUTE);
      expect(core.platform.titles.at(-1)).toContain('task T1 failed');
    }));
});

describe('the channels of an alert', () => {
  test('without a channel nobody is, and what happened before the first is not news', () =>
    withAlerts(async (core) => {
      const of = eventsOf(core);
      await core.ingest([of('a', 'error', failure)]);
      core.clock.at += 1;
      await core.ingest([of('wait', 'session.state', { state: 'waiting', reason: 'permission' })]);
      core.clock.at += 10 * MINUTE;
      core.channel();
      core.wakeAgain();
      await core.later(HOUR);
      expect(core.platform.posts).toEqual([]);
    }));

  test('a channel gets what its rules name it for', () =>
    withAlerts(async (core) => {
      const first = core.channel();
      const second = core.channel({ url: 'https://second.example.com/' });
      const { settings } = core.hub.alerts;
      settings.saveRule({ ...settings.rule('error'), channels: [second.id] });
      const of = eventsOf(core);
      await core.ingest([of('a', 'error', failure)]);
      await core.ingest([of('t', 'task.complete', { taskId: 'T1', status: 'failed' })]);
      const sent = core.platform.posts.map(({ url, notice }) => [url, notice.rule]).sort();
      expect(sent).toEqual([
        ['https://hooks.example.com/hook', 'task_failed'],
        ['https://second.example.com/', 'error'],
        ['https://second.example.com/', 'task_failed'],
      ]);
      expect(first.id).not.toBe(second.id);
    }));

  test('[SHR4] a channel that shows nothing by name gets none of it, stored or sent', () =>
    withAlerts(async (core) => {
      core.channel({ shows: [] });
      const names = {
        agentName: 'canary-agent',
        project: 'canary-project',
        user: 'canary-user',
        device: 'canary-device',
      };
      const of = eventsOf(core, 'canary-session');
      await core.ingest([
        of('start', 'session.start', names),
        of('task', 'task.start', {
          ...names,
          taskId: 'canary-task',
          taskDescription: 'canary-text',
        }),
        of('e', 'error', {
          ...names,
          errorType: 'canary-type',
          errorMessage: 'canary-message',
          severity: 'critical',
        }),
        of('f', 'task.complete', { ...names, taskId: 'canary-task', status: 'failed' }),
        of('w', 'session.state', { ...names, state: 'waiting', reason: 'canary-reason' }),
      ]);
      await core.later(6 * MINUTE);
      expect(core.platform.posts).toHaveLength(3);
      expect(JSON.stringify(core.platform.posts)).not.toContain('canary');
      const stored = [...core.ctx.storage.sql.exec('select body from delivery')];
      expect(JSON.stringify(stored)).not.toContain('canary');
    }));
});

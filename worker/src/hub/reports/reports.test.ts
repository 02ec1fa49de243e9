import { incidentsByKind, type ScheduleChange } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { slackMessage } from '../../alerts/slack.ts';
import { runCommand } from '../commands.ts';
import { eventOf, KEY } from '../hub.fixture.ts';
import { changeSchedule, createSchedule, deleteSchedule, listSchedules } from './calls.ts';
import { withReports, workAt } from './reports.fixture.ts';

/** A Monday; Berlin is an hour ahead. */
const MADE = '2026-11-16T12:00:00Z';
const DUE = '2026-11-23T07:00:00Z';

describe('a weekly report', () => {
  test('is sent once at its hour, with the sentence, four figures and the link of its page', () =>
    withReports(MADE, async (core) => {
      core.channel();
      core.schedule();
      await core.send(workAt('2026-11-16T12:00:00Z'));
      await core.at('2026-11-23T06:59:00Z');
      expect(core.platform.posts).toEqual([]);
      await core.at(DUE);
      await core.at('2026-11-23T07:01:00Z');
      await core.at('2026-11-29T07:01:00Z');
      expect(core.platform.titles).toEqual(['Week 47: 1 task done for $0.01']);
      const [post] = core.platform.posts;
      expect(post?.notice).toMatchObject({
        purpose: 'report',
        isLate: false,
        path: '/reports/2026-W47?tz=Europe%2FBerlin',
        text: 'There is nothing in the week before to compare.',
      });
      expect(post?.notice.facts).toEqual([
        { label: 'Cost', value: '$0.01' },
        { label: 'Tasks', value: '1 done, 0 failed' },
        { label: 'Errors', value: '0, 0 new kinds' },
        { label: 'Mon to Sun', value: '█▁▁▁▁▁▁' },
        { label: 'Incidents', value: 'none that is still kept' },
        { label: 'Ingest', value: 'not measured' },
        { label: 'Live hub', value: 'not measured' },
        { label: 'History', value: 'not measured' },
      ]);
      expect(post?.envelope.pageUrl).toBe(
        'https://monitor.example.com/reports/2026-W47?tz=Europe%2FBerlin',
      );
      const slack = JSON.stringify(
        slackMessage(post?.notice ?? expect.fail(), {
          pageUrl: 'https://m.test',
          acknowledgeUrl: null,
        }),
      );
      expect(slack).toContain('16 – 22 Nov 2026, Berlin time');
    }));

  test('counts the incidents that its page counts', () =>
    withReports(MADE, async (core) => {
      core.channel();
      core.schedule();
      const asks = (session: string, id: string, type: 'prompt' | 'session.state') =>
        eventOf({
          ...{ id: `${session} ${id}`, sessionId: session, agentName: session, project: 'dex' },
          ...{ time: core.clock.at, type },
          ...(type === 'prompt' ? {} : { state: 'waiting', reason: 'permission' }),
        });
      await core.at('2026-11-18T12:00:00Z');
      await core.send(['a', 'b', 'c'].map((session) => asks(session, '1', 'session.state')));
      await core.at('2026-11-18T12:10:00Z');
      await core.send([asks('a', '2', 'prompt')]);
      await core.at(DUE);
      const { facts } = core.platform.posts.find(({ notice }) => notice.purpose === 'report')
        ?.notice ?? { facts: [] };
      const period = { from: Date.parse('2026-11-15T23:00Z'), to: Date.parse('2026-11-22T23:00Z') };
      const window = { ...period, project: null };
      const page = await runCommand({ hub: core.hub, hash: KEY.hash }, 'reportContext', window);
      if (!page.ok || page.value.incidents === null) expect.fail();
      expect(page.value.incidents.opened).toBeGreaterThanOrEqual(3);
      expect(facts).toContainEqual({
        label: 'Incidents',
        value: incidentsByKind(page.value.incidents),
      });
    }));

  test('of a week without anything says so', () =>
    withReports(MADE, async (core) => {
      core.channel();
      core.schedule();
      await core.at(DUE);
      expect(core.platform.titles).toEqual(['Week 47: nothing happened']);
      expect(core.platform.posts[0]?.notice.facts.map(({ label }) => label)).toEqual([
        ...['Incidents', 'Ingest', 'Live hub', 'History'],
      ]);
    }));

  test('names no project and no agent in a channel that may not have them', () =>
    withReports(MADE, async (core) => {
      core.channel('quiet', []);
      core.schedule({ project: 'dex' });
      await core.send(workAt('2026-11-17T12:00:00Z'));
      await core.at(DUE);
      expect(JSON.stringify(core.platform.posts.map(({ notice }) => notice))).not.toContain('dex');
      expect(core.platform.titles[0]).toContain('one project');
    }));

  test('goes to the channels that were chosen, or to all', () =>
    withReports(MADE, async (core) => {
      const chosen = core.channel('chosen');
      core.channel('other');
      core.schedule({ channels: [chosen] });
      core.schedule({ project: 'dex' });
      await core.at(DUE);
      expect(core.platform.posts).toHaveLength(3);
      const listed = listSchedules(core.hub);
      const sent = listed.ok ? listed.value.map((one) => one.sent[0]?.channels) : [];
      expect(sent).toEqual([['chosen'], ['chosen', 'other']]);
    }));
});

describe('a report that was missed', () => {
  test('is sent late, once, and says so; of several the newest, with how many are missing', () =>
    withReports(MADE, async (core) => {
      core.channel();
      core.schedule();
      await core.at('2026-11-23T11:00:00Z');
      expect(core.platform.posts[0]?.notice).toMatchObject({ isLate: true });
      expect(core.platform.posts[0]?.notice.text).toContain(
        'Sent late: it was due Mon 23 Nov 08:00.',
      );
      await core.at('2026-12-14T07:00:00Z');
      expect(core.platform.posts).toHaveLength(2);
      expect(core.platform.posts[1]?.notice).toMatchObject({ isLate: false });
      expect(core.platform.posts[1]?.notice.text).toContain('2 earlier reports were not sent');
      await core.at('2026-12-14T08:00:00Z');
      expect(core.platform.posts).toHaveLength(2);
    }));

  test('waits for libSQL, says that it does, and is sent once it answers', () =>
    withReports(MADE, async (core) => {
      core.channel();
      core.schedule();
      core.faults.before = () => Promise.reject(new Error('away'));
      await core.at(DUE);
      const failing = listSchedules(core.hub);
      expect(failing).toMatchObject({ value: [{ failingSince: Date.parse(DUE), sent: [] }] });
      core.faults.before = () => Promise.resolve();
      await core.at('2026-11-23T07:01:00Z');
      expect(core.platform.posts).toHaveLength(1);
      expect(listSchedules(core.hub)).toMatchObject({ value: [{ failingSince: null }] });
    }));
});

describe('[HUB3] a kill', () => {
  test(
    'at any step of a month of days leaves exactly one report for each, across both changes',
    () =>
      withReports('2026-10-20T12:00:00Z', async (core) => {
        core.channel();
        core.schedule({ period: 'day', timezone: 'America/New_York', hour: 1 });
        let step = 0;
        for (let day = 0; day < 30; day++) {
          const due = new Date(Date.parse('2026-10-21T06:30:00Z') + day * 86_400_000).toISOString();
          // Killed before the read, in the middle of it, after it was sent; each several times.
          core.faults.before = () => new Promise(() => undefined);
          core.clock.at = Date.parse(due);
          void core.hub.reports.run();
          core.kill();
          core.kill();
          core.faults.before = () => Promise.resolve();
          if (step++ % 3 === 0) {
            void core.hub.reports.run();
            await Promise.resolve();
            core.kill();
          }
          await core.at(due);
          core.kill();
          await core.at(due);
          core.kill();
        }
        const ids = core.platform.posts.map(({ notice }) => notice.path.slice(9, 19));
        expect(ids).toHaveLength(30);
        expect(new Set(ids).size).toBe(30);
        expect(ids).toContain('2026-11-01');
      }),
    60_000,
  );
});

describe('schedules', () => {
  test('need a channel, and one that there is', () =>
    withReports(MADE, async (core) => {
      const schedule = { id: 'a', period: 'week', timezone: 'UTC', hour: 8 } as const;
      expect(createSchedule(core.hub, schedule)).toMatchObject({ error: { code: 'conflict' } });
      core.channel();
      const gone = createSchedule(core.hub, { ...schedule, channels: ['none'] });
      expect(gone).toMatchObject({ error: { code: 'invalid_body' } });
      await Promise.resolve();
    }));

  test('are bounded, and send nothing once they are removed', () =>
    withReports(MADE, async (core) => {
      core.channel();
      const first = core.schedule();
      for (let more = 1; more < 20; more++) core.schedule();
      expect(() => core.schedule()).toThrow('20 report schedules');
      for (const { id } of core.hub.reports.schedules.all) {
        if (id !== first.id) deleteSchedule(core.hub, id);
      }
      core.faults.before = async () => {
        deleteSchedule(core.hub, first.id);
        await Promise.resolve();
      };
      await core.at(DUE);
      expect(core.platform.posts).toEqual([]);
    }));

  test('are changed: to other channels, and to an hour at which nothing is sent twice', () =>
    withReports(MADE, async (core) => {
      const team = core.channel('team');
      core.channel('other');
      const { id } = core.schedule();
      const change = (wanted: ScheduleChange) => changeSchedule(core.hub, id, wanted);
      expect(change({ channels: [team] })).toMatchObject({ value: { channels: [team], hour: 8 } });
      expect(change({ channels: ['none'] })).toMatchObject({ error: { code: 'invalid_body' } });
      expect(changeSchedule(core.hub, 'none', {})).toMatchObject({ error: { code: 'not_found' } });
      await core.at(DUE);
      expect(core.platform.posts).toHaveLength(1);
      // Later on the same Monday, and in another zone.
      change({ hour: 12, timezone: 'UTC' });
      await core.at('2026-11-23T12:00:00Z');
      expect(core.platform.posts).toHaveLength(1);
      change({ channels: null });
      core.kill();
      await core.at('2026-11-30T12:00:00Z');
      expect(core.platform.posts).toHaveLength(3);
    }));

  test('that become daily ones have missed no days, and the report under way is not of the former project', () =>
    withReports(MADE, async (core) => {
      core.channel();
      const { id } = core.schedule({ project: 'dex' });
      core.clock.at = Date.parse('2026-11-20T12:00:00Z');
      changeSchedule(core.hub, id, { period: 'day' });
      await core.at('2026-11-20T13:00:00Z');
      expect(core.platform.posts).toEqual([]);
      core.faults.before = async () => {
        core.faults.before = () => Promise.resolve();
        changeSchedule(core.hub, id, { project: null });
        await Promise.resolve();
      };
      await core.at('2026-11-21T07:00:00Z');
      await core.at('2026-11-21T07:01:00Z');
      expect(core.platform.posts.map(({ notice }) => notice.path)).toEqual([
        '/reports/2026-11-20?tz=Europe%2FBerlin',
      ]);
    }));

  test('[SHR7] are in the audit log by what they are', () =>
    withReports(MADE, async (core) => {
      core.channel();
      const body = { id: 'mine', project: 'dex', period: 'day', timezone: 'UTC', hour: 8 } as const;
      await runCommand({ hub: core.hub, hash: KEY.hash }, 'createSchedule', body);
      await runCommand({ hub: core.hub, hash: KEY.hash }, 'deleteSchedule', 'mine');
      expect(core.hub.audit.list()).toMatchObject([
        { kind: 'report_schedule_removed', name: 'daily report of dex' },
        { kind: 'report_schedule_created', name: 'daily report of dex' },
      ]);
    }));

  test('with channels that are gone report to nobody, and say so', () =>
    withReports(MADE, async (core) => {
      const id = core.channel();
      core.schedule({ channels: [id] });
      core.hub.alerts.settings.deleteChannel(id);
      await core.at(DUE);
      expect(core.platform.posts).toEqual([]);
      expect(listSchedules(core.hub)).toMatchObject({ value: [{ sent: [{ channels: [] }] }] });
    }));
});

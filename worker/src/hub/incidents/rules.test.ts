import { LIMITS, TIME, type RuleChange } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { serviceCondition } from '../../domain/incidents/conditions.ts';
import { changeRuleOf, previewRuleOf } from '../alerts/calls.ts';
import { eventsOf, failure, withAlerts, type AlertCore } from '../alerts/alerts.fixture.ts';

const { minuteMs: MINUTE, hourMs: HOUR } = TIME;

const change = (core: AlertCore, rule: string, wanted: RuleChange): void => {
  expect(changeRuleOf(core.hub.alerts, rule, wanted)).toMatchObject({ ok: true });
};

const sameCall = (core: AlertCore, times: number, session = 'infra-001') =>
  Array.from({ length: times }, (_, index) =>
    eventsOf(core, session)(`call ${String(index)}`, 'tool.call', {
      toolUseId: `${session} ${String(index)}`,
      toolName: 'Bash',
      fingerprint: 'same',
      state: 'succeeded',
    }),
  );

describe('a rule', () => {
  test('sends what only the inbox knows, once, and that it is over', () =>
    withAlerts(async (core) => {
      core.channel();
      await core.ingest(sameCall(core, 12));
      expect(core.platform.posts.map(({ notice }) => [notice.rule, notice.text])).toEqual([
        ['stuck', 'Bash ran 12 times with the same input'],
      ]);
      await core.ingest([eventsOf(core)('go on', 'prompt')]);
      expect(core.platform.titles[1]).toContain('is making progress again');
    }));

  test('with filters sends what passes all of them', () =>
    withAlerts(async (core) => {
      core.channel();
      const filters = { projects: ['shop'], agents: [], models: [], labels: ['team:web'] };
      for (const rule of ['error', 'waiting', 'stuck']) change(core, rule, { filters });
      const report = async (session: string, about: object): Promise<void> => {
        const of = eventsOf(core, session);
        await core.ingest([
          of('start', 'session.start', { agentName: session, ...about }),
          of('error', 'error', { ...failure, ...about }),
        ]);
        core.clock.at += 1_000;
        await core.ingest([of('wait', 'session.state', { state: 'waiting', ...about })]);
      };
      await report('other', { project: 'web', labels: { team: 'web' } });
      await report('unlabelled', { project: 'shop' });
      await report('meant', { project: 'shop', labels: { team: 'web' } });
      await core.later(6 * MINUTE);
      const sent = core.platform.posts.map(({ notice }) => notice.title);
      expect(sent.filter((title) => !title.startsWith('meant'))).toEqual([]);
      expect(sent).toHaveLength(2);
    }));

  test('in its quiet hours sends nothing, and then what still stands', () =>
    withAlerts(async (core) => {
      core.clock.at = Date.parse('2026-12-01T21:30:00Z');
      core.channel();
      const quietHours = { from: '22:00', to: '07:00', timezone: 'Europe/Berlin' };
      change(core, 'waiting', { quietHours });
      change(core, 'lost', { isOn: false });
      const of = eventsOf(core);
      await core.ingest([of('wait', 'session.state', { state: 'waiting' })]);
      await core.ingest([eventsOf(core, 'over')('wait', 'session.state', { state: 'waiting' })]);
      await core.later(6 * MINUTE);
      await core.ingest([eventsOf(core, 'over')('go on', 'prompt')]);
      for (let hour = 0; hour < 8; hour++) await core.later(HOUR);
      expect(core.platform.posts).toEqual([]);
      core.clock.at = Date.parse('2026-12-02T06:00:00Z');
      await core.later(0);
      expect(core.platform.posts.map(({ notice }) => notice.title)).toEqual([
        expect.stringContaining('is waiting for a person'),
      ]);
    }));

  test('says before it is saved how often it would have fired', () =>
    withAlerts(async (core) => {
      for (const [index, minutes] of [1, 7, 20].entries()) {
        const of = eventsOf(core, `waits ${String(index)}`);
        await core.ingest([of('wait', 'session.state', { state: 'waiting' })]);
        await core.later(minutes * MINUTE);
        await core.ingest([of('end', 'session.end')]);
      }
      const times = (minutes: number) => {
        const answer = previewRuleOf(core.hub.alerts, {
          kind: 'waiting',
          change: { minutes },
          now: core.clock.at,
        });
        return answer.ok ? answer.value.times : answer.error.code;
      };
      expect([times(1), times(5), times(15), times(60)]).toEqual([3, 2, 1, 0]);
      expect(core.platform.posts).toEqual([]);
      const wrong = previewRuleOf(core.hub.alerts, {
        kind: 'lost',
        change: { minutes: 5 },
        now: core.clock.at,
      });
      expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid_body' } });
    }));
});

describe('[HUB8] what is too much', () => {
  test('a thousand events a second that match are one incident, written a few times', () =>
    withAlerts(async (core) => {
      const { store } = core.hub.alerts.incidents;
      const written: string[] = [];
      const save = store.save.bind(store);
      store.save = (record) => {
        written.push(record.key);
        save(record);
      };
      for (let batch = 0; batch < 10; batch++) {
        core.clock.at += 1_000;
        const of = eventsOf(core, `batch`);
        await core.ingest(
          Array.from({ length: 1_000 }, (_, index) =>
            of(`${String(batch)} ${String(index)}`, 'error', failure),
          ),
        );
      }
      expect(store.list({ limit: 10 }, core.clock.at).items).toMatchObject([
        { kind: 'stuck', reason: { code: 'repeated_errors' } },
      ]);
      expect(written.length).toBeLessThanOrEqual(2);
    }));

  test('of ten thousand and more incidents the oldest make room, and a page is as long as asked', () =>
    withAlerts(async (core) => {
      const { incidents } = core.hub.alerts;
      const reason = { code: 'parked_rows', detail: null, count: 1, of: null } as const;
      const many = (count: number) =>
        Array.from({ length: count }, (_, index) =>
          serviceCondition(String(index), reason, core.clock.at),
        );
      incidents.service(many(LIMITS.openIncidents + 50), core.clock.at);
      expect(incidents.store.size).toBe(LIMITS.openIncidents);
      const page = incidents.store.list({ limit: 20 }, core.clock.at);
      expect(page.items).toHaveLength(20);
      expect(page.next).not.toBeNull();
      expect(incidents.newest()).toMatchObject({
        items: { length: LIMITS.incidentsPerFrame },
        standing: LIMITS.openIncidents,
      });
      incidents.service([], core.clock.at);
      expect(incidents.store.size).toBe(0);
      const over = incidents.store.list({ limit: 5_000, state: 'resolved' }, core.clock.at);
      expect(over.items).toHaveLength(LIMITS.resolvedIncidents);
    }));
});

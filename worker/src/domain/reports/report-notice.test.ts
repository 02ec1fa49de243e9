import {
  incidentsInWords,
  noActivity,
  noFigures,
  reportMarkdown,
  SERVICE_WORDS,
  uptimeInWords,
  type Report,
} from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { discordMessage } from '../../alerts/discord.ts';
import { slackMessage } from '../../alerts/slack.ts';
import { reportNotice } from './report-notice.ts';

const FROM = Date.UTC(2026, 10, 16);
const DAY = 86_400_000;
const NOTHING = { usage: noFigures(), activity: noActivity() };

const reportOf = (change: Partial<Report> = {}): Report => ({
  ...{ id: '2026-W47', period: 'week', timezone: 'UTC', project: null, isOver: true },
  ...{ from: FROM, to: FROM + 7 * DAY, before: { from: FROM - 7 * DAY, to: FROM } },
  ...{ previousId: '2026-W46', nextId: null, totals: { now: NOTHING, before: NOTHING } },
  ...{ points: [], projects: [], agents: [], moreAgents: 0, moreProjects: 0, movers: [] },
  ...{ slowest: [], longestWaits: [], isEveryTaskOrdered: true, completeness: null },
  errors: { kinds: 0, newKinds: 0, items: [] },
  changed: { newAgents: [], goneAgents: [], newModels: [], goneModels: [] },
  incidents: {
    ...{ opened: 1_234, open: 3, isWhole: false },
    kinds: [
      { kind: 'waiting', opened: 1_200 },
      { kind: 'context_full', opened: 34 },
    ],
  },
  uptime: [
    { service: 'ingest', up: 10_078, down: 2, unknown: 0 },
    { service: 'hub', up: 10_000, down: 0, unknown: 80 },
    { service: 'database', up: 0, down: 0, unknown: 10_080 },
  ],
  ...change,
});

const SENDING = { shows: [], dueAt: FROM + 7 * DAY, isLate: false, missed: 0 };
const ABOUT = { pageUrl: 'https://monitor.example.com/', acknowledgeUrl: null };

/** The same report in all that is sent, without what markup adds. */
const formsOf = (report: Report): Record<string, string> => {
  const notice = reportNotice(report, SENDING);
  return {
    slack: JSON.stringify(slackMessage(notice, ABOUT)),
    discord: JSON.stringify(discordMessage(notice, ABOUT)).replaceAll('\\\\', ''),
    markdown: reportMarkdown(report, { asOf: report.to }),
  };
};

describe('a report that is sent', () => {
  test.each(Object.entries(formsOf(reportOf())))(
    'as %s has the incidents and the uptime of its page',
    (_, text) => {
      const { incidents, uptime } = reportOf();
      if (incidents === null) expect.fail();
      expect(text).toContain(incidentsInWords(incidents));
      expect(text).toMatch(/at least 1,234 opened, 3 still open/);
      expect(text).toMatch(/waiting:? 1,200/i);
      expect(text).toMatch(/context nearly full:? 34/i);
      for (const one of uptime) {
        expect(text).toContain(SERVICE_WORDS[one.service]);
        expect(text).toContain(uptimeInWords(one));
      }
      expect(text).toMatch(/99\.9% up, 2 min down/);
      expect(text).toMatch(/100% up, 80 min not measured/);
    },
  );

  test('says that there was none, that none is kept, and nothing where they may not be seen', () => {
    const none = { opened: 0, open: 0, kinds: [], isWhole: true };
    for (const text of Object.values(formsOf(reportOf({ incidents: none })))) {
      expect(text).toMatch(/Incidents[^]{1,30}none\b/i);
    }
    const cut = formsOf(reportOf({ incidents: { ...none, isWhole: false } }));
    for (const text of Object.values(cut)) expect(text).toMatch(/none that is still kept/i);
    for (const text of Object.values(formsOf(reportOf({ incidents: null, uptime: [] })))) {
      expect(text).not.toMatch(/incidents|uptime|not measured/i);
    }
  });

  test('fits into a message of each platform with all that there may be', () => {
    const busy = { ...noFigures(), requests: 1, inputTokens: 1, costMicros: 1_000_000 };
    const now = { usage: busy, activity: { ...noActivity(), sessions: 1, tasksDone: 1 } };
    const { facts } = reportNotice(reportOf({ totals: { now, before: NOTHING } }), SENDING);
    // Slack takes ten fields of a section; what is more would be left out.
    expect(facts.length).toBeLessThanOrEqual(10);
    for (const { value } of facts) expect(value.length).toBeLessThanOrEqual(200);
  });
});

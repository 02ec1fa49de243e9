import { describe, expect, test } from 'vitest';
import type { Report, ReportFigures } from '../api/reports.ts';
import { noActivity } from '../api/history/activity.ts';
import { noFigures } from '../figures.ts';
import { reportMarkdown } from './report-markdown.ts';
import { reportSentence } from './report-sentence.ts';
import { blocksOf, growthInWords, periodDates, periodName, spanInWords } from './report-words.ts';

const FROM = Date.UTC(2026, 10, 16);
const DAY = 86_400_000;

type Sums = { cost?: number; requests?: number; done?: number; failed?: number; unpriced?: number };

const figuresOf = ({
  cost = 0,
  requests = 100,
  done = 0,
  failed = 0,
  unpriced = 0,
}: Sums): ReportFigures => ({
  usage: {
    ...noFigures(),
    requests,
    inputTokens: requests,
    costMicros: cost * 1e6,
    unpricedRequests: unpriced,
  },
  activity: { ...noActivity(), sessions: 1, tasksDone: done, tasksFailed: failed },
});

const NOTHING: ReportFigures = { usage: noFigures(), activity: noActivity() };

const reportOf = (
  now: ReportFigures,
  before: ReportFigures,
  change: Partial<Report> = {},
): Report => ({
  ...{ id: '2026-W47', period: 'week', timezone: 'UTC', project: null },
  ...{ from: FROM, to: FROM + 7 * DAY, isOver: true },
  before: { from: FROM - 7 * DAY, to: FROM },
  ...{ previousId: '2026-W46', nextId: '2026-W48' },
  totals: { now, before },
  ...{ points: [], projects: [], agents: [], moreAgents: 0, moreProjects: 0, movers: [] },
  ...{ slowest: [], longestWaits: [], isEveryTaskOrdered: true },
  ...{ incidents: null, uptime: [] },
  errors: { kinds: 0, newKinds: 0, items: [] },
  completeness: null,
  changed: { newAgents: [], goneAgents: [], newModels: [], goneModels: [] },
  ...change,
});

const mover = (changeMicros: number) => ({
  ...{ agentName: 'migration', model: 'claude-opus-4-5-20251101', changeMicros },
  ...{ requests: 50, requestsBefore: 50 },
});

const sentence = (report: Report): string => Object.values(reportSentence(report)).join(' ');

describe('the sentence', () => {
  test('says what was done for what, against the week before, and who made the difference', () => {
    const report = reportOf(
      figuresOf({ cost: 363.39, done: 205 }),
      figuresOf({ cost: 347.04, done: 229 }),
      { movers: [mover(26_980_000)] },
    );
    expect(sentence(report)).toBe(
      '205 tasks done for $363.39. $16.35 more than the week before, for 24 fewer tasks: migration on opus-4-5 alone cost $26.98 more.',
    );
    expect(reportSentence(report, { namesAgents: false }).rest).not.toContain('migration');
  });

  test.each<[string, Report, string]>([
    ['nothing', reportOf(NOTHING, NOTHING), 'Nothing happened in week 47.'],
    [
      'nothing before',
      reportOf(figuresOf({ cost: 1, done: 1 }), NOTHING),
      'There is nothing in the week before to compare.',
    ],
    [
      'too little',
      reportOf(figuresOf({ cost: 1, requests: 5 }), figuresOf({ cost: 1 })),
      'Too little was used',
    ],
    [
      'the same',
      reportOf(figuresOf({ cost: 100, done: 2 }), figuresOf({ cost: 100.5, done: 2 })),
      'About as much as the week before, for as many tasks.',
    ],
    [
      'no prices',
      reportOf(figuresOf({ unpriced: 3, done: 1 }), figuresOf({ cost: 1 })),
      'Without 3 requests that have no list price.',
    ],
    [
      'only failures',
      reportOf(figuresOf({ cost: 2, failed: 3 }), NOTHING),
      'No task done and 3 failed for $2.00.',
    ],
    [
      'under way',
      reportOf(figuresOf({ cost: 50, done: 1 }), figuresOf({ cost: 100, done: 2 }), {
        isOver: false,
      }),
      '$50.00 less than the week before by the same time, for 1 fewer task.',
    ],
    [
      'a mover the other way',
      reportOf(figuresOf({ cost: 50 }), figuresOf({ cost: 100 }), { movers: [mover(60_000_000)] }),
      '$50.00 less than the week before, for as many tasks.',
    ],
  ])('of %s claims no more than the figures show', (_, report, part) => {
    expect(sentence(report)).toContain(part);
  });
});

describe('the words', () => {
  test('of periods are those of the calendar, and bars run from nothing to the most', () => {
    const report = reportOf(NOTHING, NOTHING);
    expect([periodName(report), periodDates(report)]).toEqual(['Week 47', '16 – 22 Nov 2026']);
    const point = { at: 0, until: 1, beforeMicros: null, tasksDone: 0, tasksFailed: 0 };
    const bars = [0, 1, 5, 10].map((costMicros) => ({ ...point, costMicros }));
    expect(blocksOf(bars)).toBe('▁▂▅█');
    expect(blocksOf([{ ...point, costMicros: 0 }])).toBe('');
  });

  test('of changes and times are short', () => {
    expect([growthInWords(104, 100), growthInWords(1, 2), growthInWords(1, 0)]).toEqual([
      ...['+4%', '−50%', null],
    ]);
    expect([27_000, 6 * 60_000, 6_720_000, 2 * DAY].map(spanInWords)).toEqual([
      ...['27 s', '6 min', '1 h 52 min', '2 d'],
    ]);
  });
});

test('names in Markdown are no markup, and a half character is cut off', () => {
  const now = figuresOf({ cost: 1, done: 12 });
  const name = `| [x](http://x) <b>\u202e\n# ${'🦊'.repeat(120)}`;
  const report = reportOf(now, NOTHING, {
    agents: [{ agentName: name, now, before: NOTHING }],
  });
  const text = reportMarkdown(report, { asOf: FROM });
  const row = text.split('\n').find((line) => line.includes('\\[x\\]'));
  expect(row?.startsWith('| \\| \\[x\\](http://x) \\<b\\> \\# 🦊')).toBe(true);
  expect(row).toContain('| 12 | 0 | $1.00 | +$1.00 | $0.08 |');
  expect(text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});

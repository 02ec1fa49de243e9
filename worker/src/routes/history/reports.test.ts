import {
  activityAnswerSchema,
  errorBodySchema,
  reportAnswerSchema,
  reportsAnswerSchema,
  TIME,
  usageAnswerSchema,
  type ReportAnswer,
} from '@claude-monitor/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { periodOfId } from '../../domain/reports/periods.ts';
import { ask, browserOf, newTeam } from '../../testing/links.fixture.ts';

const ZONE = 'America/New_York';
const AGENTS = ['migration', 'reviewer', '| <b>agent</b>'] as const;

let team: Awaited<ReturnType<typeof newTeam>>;

/** Two weeks of three agents up to this moment; the first is dearer in the last seven days. */
beforeAll(async () => {
  team = await newTeam();
  const now = Date.now();
  for (let day = 0; day < 21; day++) {
    await team.send(AGENTS.flatMap((agent, index) => workOf(now, day, { agent, index })));
  }
});

function workOf(now: number, day: number, { agent, index }: { agent: string; index: number }) {
  const sessionId = `${String(day)}-${String(index)}`;
  const outputTokens = index === 0 && day < 7 ? 9_000 : 1_000;
  const whose = {
    ...{ sessionId, agentName: agent, model: 'claude-sonnet-4-5', source: 'mcp' },
    project: index === 1 ? 'docs' : 'dex',
  };
  const task = { taskId: `t-${sessionId}`, taskDescription: `Work of ${sessionId}` };
  const events = [
    { type: 'session.start' },
    { type: 'task.start', ...task },
    ...Array.from({ length: 10 }, (_, request) => ({
      ...{ type: 'usage', requestId: `${sessionId} ${String(request)}` },
      ...{ inputTokens: 100, outputTokens },
    })),
    { type: 'error', errorType: index === 2 ? 'Odd|Error' : 'Timeout', errorMessage: 'no answer' },
    { type: 'task.complete', ...task, status: day % 3 === 0 ? 'failed' : 'success' },
    { type: 'session.end' },
  ];
  const at = now - day * TIME.dayMs - TIME.hourMs;
  return events.map((event, place) => ({ ...whose, time: at + place * 1_000, ...event }));
}

async function get<Schema extends z.ZodType>(path: string, schema: Schema) {
  const answer = await ask(path, { bearer: team.key });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return schema.parse(await answer.json());
}

const zoned = (path: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}timezone=${encodeURIComponent(ZONE)}`;

const windowOf = ({ from, to }: { from: number; to: number }): string =>
  `from=${String(from)}&to=${String(to)}`;

async function expectSameAsPages(report: ReportAnswer, project = ''): Promise<void> {
  for (const [window, own] of [
    [report, report.totals.now],
    [report.before, report.totals.before],
  ] as const) {
    const query = zoned(`?${windowOf(window)}&groupBy=agent&interval=day${project}`);
    const usage = await get(`/v1/usage${query}`, usageAnswerSchema);
    const activity = await get(`/v1/activity${query}`, activityAnswerSchema);
    expect(own).toEqual({ usage: usage.totals, activity: activity.totals });
    const which = window === report ? 'now' : 'before';
    for (const group of usage.groups) {
      const agent = report.agents.find(({ agentName }) => agentName === group.key);
      expect(agent?.[which].usage.costMicros).toBe(group.costMicros);
    }
    for (const group of activity.groups) {
      const agent = report.agents.find(({ agentName }) => agentName === group.keys[0]);
      expect(agent?.[which].activity.tasksDone).toBe(group.tasksDone);
    }
  }
}

describe('the report of a week', () => {
  test('has the figures of the pages, for the workspace and for a project', async () => {
    const whole = await get(zoned('/v1/reports/preview?period=week'), reportAnswerSchema);
    expect(whole).toMatchObject({ isOver: true, project: null, fresh: true, timezone: ZONE });
    expect(whole.totals.now.activity.tasksDone).toBeGreaterThan(0);
    await expectSameAsPages(whole);
    const dex = await get(zoned('/v1/reports/preview?period=week&project=dex'), reportAnswerSchema);
    expect(dex.agents.map(({ agentName }) => agentName)).not.toContain('reviewer');
    await expectSameAsPages(dex, '&project=dex');
  });

  test('adds up: days, agents and projects are the whole', async () => {
    const report = await get(zoned('/v1/reports/preview'), reportAnswerSchema);
    const { costMicros } = report.totals.now.usage;
    const sum = (costs: number[]): number => costs.reduce((all, cost) => all + cost, 0);
    expect(report.points).toHaveLength(7);
    expect(sum(report.points.map((point) => point.costMicros))).toBe(costMicros);
    expect(sum(report.agents.map(({ now }) => now.usage.costMicros))).toBe(costMicros);
    expect(sum(report.projects.map(({ now }) => now.usage.costMicros))).toBe(costMicros);
    const before = sum(report.points.map((point) => point.beforeMicros ?? 0));
    expect(before).toBe(report.totals.before.usage.costMicros);
  });

  test('that is under way is held against the week before up to the same time', async () => {
    const now = Date.now();
    const query = zoned(`/v1/reports/preview?at=${String(now)}`);
    const report = await get(query, reportAnswerSchema);
    expect(report.isOver).toBe(false);
    expect(report.to).toBeGreaterThan(now);
    const passed = report.before.to - report.before.from;
    expect(Math.abs(passed - (now - report.from))).toBeLessThan(TIME.minuteMs);
    await expectSameAsPages(report);
  });

  test('is found again by its id, and is in the list with the same sums', async () => {
    const preview = await get(zoned('/v1/reports/preview'), reportAnswerSchema);
    const same = await get(zoned(`/v1/reports/${preview.id}`), reportAnswerSchema);
    expect({ ...same, asOf: 0 }).toEqual({ ...preview, asOf: 0 });
    const { items } = await get(zoned('/v1/reports'), reportsAnswerSchema);
    expect(items[0]?.isOver).toBe(false);
    const listed = items.find(({ id }) => id === preview.id);
    expect(listed).toMatchObject({
      costMicros: preview.totals.now.usage.costMicros,
      tasksDone: preview.totals.now.activity.tasksDone,
      errors: preview.totals.now.activity.errors,
    });
    const days = await get(zoned('/v1/reports?period=day'), reportsAnswerSchema);
    expect(days.items.length).toBeGreaterThanOrEqual(20);
  });

  test('names the slowest tasks, kinds of errors, and who worked', async () => {
    const report = await get(zoned('/v1/reports/preview'), reportAnswerSchema);
    expect(report.slowest.length).toBe(5);
    const lengths = report.slowest.map(({ ms }) => ms);
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(report.errors.kinds).toBe(2);
    expect(report.agents.map(({ agentName }) => agentName).sort()).toEqual([...AGENTS].sort());
  });
});

describe('a report in Markdown', () => {
  test.each([
    ['by format', '&format=md', {}],
    ['by Accept', '', { accept: 'text/markdown, application/json;q=0.5' }],
  ])('is asked for %s, and no name in it is markup', async (_, query, headers) => {
    const path = zoned(`/v1/reports/preview?period=week${query}`);
    const answer = await ask(path, { bearer: team.key, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const text = await answer.text();
    expect(text).toMatch(/^# Week \d+, /);
    expect(text).toContain('\\| \\<b\\>agent\\</b\\>');
    expect(text).not.toContain('<b>');
    const report = await get(zoned('/v1/reports/preview'), reportAnswerSchema);
    expect(text).toContain(`${String(report.totals.now.activity.tasksDone)} tasks done for $`);
  });
});

describe('bad input', () => {
  test.each([
    ['/v1/reports/2026-W60', 404],
    ['/v1/reports/2026-02-30', 404],
    ['/v1/reports/yesterday', 404],
    ['/v1/reports/preview?period=year', 400],
    ['/v1/reports/preview?at=99999999999999999', 400],
    ['/v1/reports/preview?timezone=Mars/Olympus', 400],
    ['/v1/reports/preview?format=pdf', 400],
    ['/v1/reports?project=', 400],
  ])('%s is %i', async (path, status) => {
    const answer = await ask(path, { bearer: team.key });
    expect(answer.status).toBe(status);
    errorBodySchema.parse(await answer.json());
  });

  test('a week without anything is a report that says so', async () => {
    const empty = await newTeam();
    const answer = await ask('/v1/reports/preview?format=md', { bearer: empty.key });
    expect(await answer.text()).toMatch(/\*\*Nothing happened in week \d+\.\*\*/);
    const list = await ask('/v1/reports', { bearer: empty.key });
    expect(reportsAnswerSchema.parse(await list.json()).items).toEqual([]);
  });
});

describe('a link', () => {
  test('[SHR2] shows the report redacted, without names, messages and descriptions', async () => {
    const { token } = await team.share({});
    const browser = await browserOf(token);
    const answer = await browser.get('/v1/reports/preview');
    expect(answer.status, await answer.clone().text()).toBe(200);
    const text = await answer.text();
    for (const name of [
      'migration',
      'reviewer',
      'dex',
      'docs',
      'Timeout',
      'no answer',
      'Work of',
    ]) {
      expect(text).not.toContain(name);
    }
    const whole = await get('/v1/reports/preview', reportAnswerSchema);
    const redacted = reportAnswerSchema.parse(JSON.parse(text));
    expect(redacted.totals).toEqual(whole.totals);
    expect(redacted.id).toBe(whole.id);
    const markdown = await browser.get('/v1/reports/preview?format=md');
    expect(await markdown.text()).not.toContain('migration');
  });

  test('[HUB5] to a project shows that project alone', async () => {
    const { token } = await team.share({ scope: { kind: 'project', project: 'docs' } });
    const browser = await browserOf(token);
    const answer = await browser.get('/v1/reports/preview');
    const report = reportAnswerSchema.parse(await answer.json());
    const own = await get('/v1/reports/preview?project=docs', reportAnswerSchema);
    expect(report.totals).toEqual(own.totals);
    expect(report.agents).toHaveLength(1);
  });
});

test('periodOfId reads what the routes answer', () => {
  expect(periodOfId('2026-W53', 'UTC')?.from).toBe(Date.UTC(2026, 11, 28));
  expect(periodOfId('2025-W53', 'UTC')).toBeNull();
});

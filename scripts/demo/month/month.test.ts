import { describe, expect, test } from 'vitest';
import { eventSchema, TIME, type TelemetryEvent } from '@claude-monitor/protocol';
import { calendarOf, MONTH_DAYS } from './calendar.ts';
import { DEAR_MODEL, MEMBERS } from './members.ts';
import { monthEvents } from './month.ts';
import { MovingTeam } from '../moving-team.ts';
import { teamEvents } from '../team.ts';

const NOW = Date.parse('2026-11-30T14:00:00Z');
const calendar = calendarOf(NOW);
const events = monthEvents(NOW).map((event) => eventSchema.parse(event));

const tokensOf = (event: TelemetryEvent): number =>
  event.type === 'usage' ? event.cacheReadTokens + event.outputTokens : 0;

/** What an agent does of a kind on an average day that passes. */
function perDay(
  agent: string,
  of: (event: TelemetryEvent) => number,
  isMeant: (at: number) => boolean,
) {
  const { short } = MEMBERS.find((member) => member.agent === agent) ?? MEMBERS[0];
  const meant = events.filter(
    ({ sessionId, time }) => sessionId.startsWith(`${short}-`) && isMeant(time),
  );
  const days = new Set(meant.map(({ time }) => Math.floor(time / TIME.dayMs))).size;
  return meant.reduce((sum, event) => sum + of(event), 0) / days;
}

describe('thirty days of the sample team', () => {
  test('are the same each time, and no event has the id of another', () => {
    expect(monthEvents(NOW)).toEqual(monthEvents(NOW));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  test('reach from thirty days ago to before the present, with all nine agents at work', () => {
    const times = events.map(({ time }) => time);
    expect(Math.min(...times)).toBeLessThan(calendar.dayAt(MONTH_DAYS - 1));
    expect(Math.max(...times)).toBeLessThan(NOW - 2 * TIME.hourMs);
    const agents = events.flatMap((event) =>
      event.type === 'session.start' ? [event.agentName] : [],
    );
    expect(new Set(agents)).toEqual(new Set(MEMBERS.map(({ agent }) => agent)));
  });

  test('have an outage: work breaks off with an error, and nobody is heard of until it is over', () => {
    const { from, to } = calendar.outage;
    const during = events.filter(({ time }) => time > from && time < to);
    expect(during.length).toBeGreaterThan(0);
    expect(new Set(during.map((event) => event.type === 'error' && event.errorType))).toEqual(
      new Set(['ApiUnavailable']),
    );
  });

  test('have a week in which the migration used far more tokens, of a dear model', () => {
    const costly = perDay('migration-agent', tokensOf, calendar.isCostly);
    const usual = perDay('migration-agent', tokensOf, (at) => !calendar.isCostly(at));
    expect(costly).toBeGreaterThan(1.5 * usual);
    const models = events.flatMap((event) =>
      event.type === 'usage' && event.sessionId.startsWith('mig-') && calendar.isCostly(event.time)
        ? [event.model]
        : [],
    );
    expect(models.filter((model) => model === DEAR_MODEL).length).toBeGreaterThan(100);
  });

  test('have a regression: tests fail more often since a week', () => {
    const failure = (event: TelemetryEvent): number =>
      event.type === 'task.complete' && event.status === 'failed' ? 1 : 0;
    const now = perDay('test-writer', failure, calendar.isRegressed);
    expect(now).toBeGreaterThan(
      2 * perDay('test-writer', failure, (at) => !calendar.isRegressed(at)),
    );
  });

  test.each(['2026-03-01', '2027-01-01', '2028-02-29'])(
    'hold for a month that ends at %s',
    (day) => {
      const other = monthEvents(Date.parse(`${day}T09:30:00Z`));
      expect(other.length).toBeGreaterThan(10_000);
      for (const event of other) eventSchema.parse(event);
    },
  );
});

describe('the sample team at work', () => {
  test('goes on from where it is, with events of now and ids of their own', () => {
    const team = new MovingTeam(NOW);
    const moves = Array.from({ length: 2_000 }, (_, index) => team.next(NOW + index * 1_500))
      .flat()
      .map((event) => eventSchema.parse(event));
    expect(new Set(moves.map(({ id }) => id)).size).toBe(moves.length);
    const kinds = new Set(moves.map(({ type }) => type));
    for (const kind of [
      'usage',
      'tool.call',
      'task.complete',
      'task.start',
      'session.state',
      'compaction',
    ]) {
      expect(kinds).toContain(kind);
    }
    const present = new Set(teamEvents(NOW).map(({ sessionId }) => sessionId));
    for (const { sessionId } of moves) expect(present).toContain(sessionId);
  });
});

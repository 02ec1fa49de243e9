import type { ServiceUptime, UptimeAnswer } from '@claude-monitor/protocol/api/index';
import { TIME } from '@claude-monitor/protocol/limits';
import { noStateTimes, type StateTimes } from '@claude-monitor/protocol/live/state-times';
import { describe, expect, test } from 'vitest';
import { bandsOf, mostOf, placeIn, ticksOf } from '../../lib/states/bands.ts';
import { gapsOf } from './gaps.ts';
import { sentenceOf } from './sentence.ts';
import { shareFigure, timeFigure, timesInWords } from './times.ts';

const HOUR = TIME.hourMs;
const DAY = Date.UTC(2026, 9, 21);
const clock = { now: DAY + TIME.dayMs, zone: 'UTC' };

const times = (part: Partial<StateTimes>): StateTimes => ({ ...noStateTimes(), ...part });

const service = (
  name: ServiceUptime['service'],
  part: Partial<ServiceUptime> = {},
): ServiceUptime => ({
  service: name,
  up: 1_440,
  down: 0,
  unknown: 0,
  spans: [],
  moreSpans: 0,
  ...part,
});

const allUp = [service('ingest'), service('hub'), service('database')];

function says(
  services: ServiceUptime[],
  totals: Partial<StateTimes> = {},
  isFiltered = false,
): string {
  const answer = { services, totals: times(totals) };
  return sentenceOf(answer, { when: 'in the last 7 days', isFiltered })
    .map(({ text }) => text)
    .join('');
}

describe('the sentence of uptime', () => {
  test('claims the whole time only where every minute was probed', () => {
    expect(says(allUp, { activeMs: 1_798.5 * HOUR, waitingMs: 91 * HOUR })).toBe(
      'The service was up the whole time. Agents worked 1,798 h and waited 91 h for people.',
    );
    const probed = [service('ingest', { unknown: 60 }), service('hub'), service('database')];
    const few = allUp.map((one) => ({ ...one, up: 12, unknown: 10_000 }));
    expect(says(few)).toContain('The service was up for the 12 min that it was probed.');
    expect(says(probed)).toBe(
      'The service was up whenever it was probed. No agent had an open session.',
    );
  });

  test('names what was down, and that events were received only where that is known', () => {
    const down = service('database', { up: 1_290, down: 150 });
    expect(says([service('ingest'), service('hub'), down])).toContain(
      'Events were received the whole time. History was down for 2 h 30 min.',
    );
    const unknown = service('ingest', { unknown: 60 });
    expect(says([unknown, service('hub'), down])).not.toContain('Events were received');
  });

  test('without a probe nothing is said of the service', () => {
    const none = allUp.map((one) => ({ ...one, up: 0, unknown: 1_440 }));
    expect(says(none, { lostMs: 2 * HOUR, activeMs: HOUR })).toBe(
      'No probe ran in the last 7 days. Agents worked 1 h; 2 h were lost.',
    );
    expect(says(none, {}, true)).toContain('No matching agent had an open session.');
  });
});

describe('figures', () => {
  test('shares are rounded down, so that only all is 100%', () => {
    expect(shareFigure(1_440, 1_440)).toBe('100%');
    expect(shareFigure(14_399, 14_400)).toBe('99.99%');
    expect(shareFigure(0, 10)).toBe('0.00%');
    expect(shareFigure(0, 0)).toBeNull();
  });

  test('times are said in words, with a dash for none', () => {
    expect([0, 30_000, 45 * TIME.minuteMs, 3.5 * HOUR, 30.9 * HOUR].map(timeFigure)).toEqual([
      '–',
      'under a minute',
      '45 min',
      '3 h 30 min',
      '30 h',
    ]);
    expect(timesInWords(times({ activeMs: HOUR, lostMs: 2 * HOUR }))).toBe('working 1 h, lost 2 h');
    expect(timesInWords(times({}))).toBe('no session');
    expect(mostOf(times({ idleMs: 3, waitingMs: 4 }))).toBe('waitingMs');
    expect(mostOf(times({}))).toBeNull();
  });
});

const points = Array.from({ length: 24 }, (_, hour) => ({
  at: DAY + hour * HOUR,
  until: DAY + (hour + 1) * HOUR,
}));

const answer = (part: Partial<UptimeAnswer> = {}) => ({
  from: DAY,
  to: DAY + TIME.dayMs,
  services: allUp,
  agents: [] as UptimeAnswer['agents'],
  points,
  open: [] as UptimeAnswer['open'],
  ...part,
});

describe('bands', () => {
  test('join neighbours of one state, and leave out where there was no session', () => {
    const at = (place: number, part: Partial<StateTimes>) => ({ place, ...times(part) });
    const bands = bandsOf(
      { points: [at(1, { activeMs: 9 }), at(2, { activeMs: 5, idleMs: 4 }), at(5, { lostMs: 9 })] },
      points,
    );
    expect(bands).toEqual([
      { state: 'activeMs', from: DAY + HOUR, to: DAY + 3 * HOUR },
      { state: 'lostMs', from: DAY + 5 * HOUR, to: DAY + 6 * HOUR },
    ]);
  });

  test('stand within the picture, wide enough to be seen', () => {
    const window = { from: DAY, to: DAY + TIME.dayMs };
    const size = { width: 1_000, least: 2 };
    expect(placeIn({ from: DAY, to: DAY + 12 * HOUR }, window, size)).toEqual({ x: 0, width: 500 });
    const last = { from: window.to - 1, to: window.to };
    expect(placeIn(last, window, size)).toEqual({ x: 998, width: 2 });
  });

  test('days of 23 and 25 hours are named where they begin', () => {
    const zone = 'Europe/Berlin';
    const from = Date.parse('2026-10-24T00:00:00+02:00');
    const to = Date.parse('2026-10-27T00:00:00+01:00');
    expect(
      ticksOf({ from, to }, { now: to, zone }).map(({ at }) => new Date(at).toISOString()),
    ).toEqual(['2026-10-23T22:00:00.000Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
  });
});

describe('gaps in words', () => {
  const minute = (count: number): number => DAY + count * TIME.minuteMs;

  test('say what was down and when, and when nothing was known', () => {
    const down = { state: 'down' as const, from: minute(130), to: minute(280) };
    const unknown = { state: 'unknown' as const, from: minute(840), to: minute(924) };
    const services = [
      service('ingest', { unknown: 84, spans: [unknown] }),
      service('hub', { unknown: 84, spans: [unknown] }),
      service('database', { down: 150, unknown: 84, spans: [down, unknown] }),
    ];
    const words = gapsOf(answer({ services }), clock).map((gap) => gap.words);
    expect(words).toEqual(['No data 14:00–15:24: no probe ran', 'History down 02:10–04:40']);
  });

  test('what goes on stands first, and of before the first probe is said so', () => {
    const spans = [{ state: 'unknown' as const, from: DAY, to: minute(60) }];
    const services = [
      service('ingest', { spans }),
      service('hub', {
        spans: [...spans, { state: 'down', from: minute(1_430), to: minute(1_440) }],
      }),
      service('database', { spans }),
    ];
    const gaps = gapsOf(answer({ services }), clock);
    expect(gaps.map(({ words, isOpen }) => [words, isOpen])).toEqual([
      ['Live hub down since 23:50', true],
      ['No data before 01:00: no probe ran', false],
    ]);
  });

  test('an agent that is lost now is said once, and one that was lost with how long', () => {
    const lost = (place: number) => ({ place, ...times({ lostMs: HOUR }) });
    const agents = [
      { agentName: 'docs', ...times({ lostMs: 5 * HOUR }), points: [3, 4, 5, 22, 23].map(lost) },
    ];
    const open = [
      {
        session: 's1',
        sessionId: 'docs-1',
        agentName: 'docs',
        project: null,
        state: 'lost' as const,
        since: DAY + 22 * HOUR,
      },
    ];
    expect(
      gapsOf(answer({ agents, open }), clock).map(({ agent, words }) => `${agent ?? ''} ${words}`),
    ).toEqual(['docs lost since 22:00', 'docs lost for 3 h']);
    // Of a silence that goes on a day is counted: it is the same one.
    const earlier = open.map((session) => ({ ...session, since: DAY + 3.5 * HOUR }));
    expect(gapsOf(answer({ agents, open: earlier }), clock).map(({ words }) => words)).toEqual([
      'lost since 03:30',
    ]);
    const few = agents.map((agent) => ({
      ...agent,
      points: [{ place: 1, ...times({ lostMs: 60_000 }) }],
    }));
    expect(gapsOf(answer({ agents: few }), clock)).toEqual([]);
  });
});

import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { LIMITS, STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import {
  noStateTimes,
  statesBetween,
  stateTimeField,
  type StateTimes,
} from '@claude-monitor/protocol/live/state-times';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { describe, expect, it } from 'vitest';
import { event, TEN } from '../testing/events.fixture.ts';
import {
  foldAll,
  foldOne,
  hoursOf,
  pictureOf,
  sessionIds,
  startFolding,
} from '../testing/picture.fixture.ts';
import { seedsOr } from '../testing/seeds.fixture.ts';
import { lifeBacklogOf } from '../state.ts';
import { sessionView } from '../views/session-view.ts';
import { recomputeLife } from './recompute-life.ts';
import { addTimes } from './times.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const MINUTE = 60;
const HOUR = 60 * MINUTE;

const minutes = (count: number): number => count * TIME.minuteMs;

/** By owner, and by hour after ten where it is not that one: what was counted. */
function timesIn(events: readonly TelemetryEvent[]): Record<string, Partial<StateTimes>> {
  const found: Record<string, Partial<StateTimes>> = {};
  const folded = foldAll(events);
  const names = new Map(sessionIds(folded).map((id) => [id, sessionView(folded.state, id)]));
  for (const hour of hoursOf(folded)) {
    for (const row of hour.rows.values()) {
      if (row.kind !== 'activity') continue;
      const after = (hour.hour - TEN) / TIME.hourMs;
      const name = names.get(row.owner)?.sessionId ?? row.owner;
      const times = Object.entries(row.times).filter(([, time]) => time !== 0);
      if (times.length === 0) continue;
      found[after === 0 ? name : `${name} +${String(after)}`] = Object.fromEntries(times);
    }
  }
  return found;
}

const sumOf = (rows: Record<string, Partial<StateTimes>>): StateTimes => {
  const sums = noStateTimes();
  for (const times of Object.values(rows)) addTimes(sums, { ...noStateTimes(), ...times });
  return sums;
};

const prompt = (second: number) => event('prompt', RUN, { second, length: 1, source: 'hook' });
const tool = (
  second: number,
  id: string,
  fields: { state: 'started' | 'succeeded'; duration?: number },
) =>
  event('tool.call', RUN, { second, toolUseId: id, toolName: 'Bash', source: 'hook', ...fields });
const turn = (second: number, state: 'waiting' | 'turn_over' | 'working') =>
  event('session.state', RUN, {
    second,
    state,
    source: 'hook',
    ...(state === 'waiting' ? { reason: 'Asks to use Bash' } : {}),
  });
const end = (second: number) => event('session.end', RUN, { second, source: 'hook' });

describe('[STO11] how long sessions were in each state', () => {
  it('counts what lies between two signs of life, and nothing after the last', () => {
    expect(timesIn([prompt(0)])).toEqual({});
    expect(timesIn([prompt(0), tool(3 * MINUTE, 'a', { state: 'succeeded' })])).toEqual({
      [RUN]: { activeMs: minutes(3) },
    });
  });

  it('tells working, waiting, idle, stalled and lost apart', () => {
    const events = [
      prompt(0),
      turn(2 * MINUTE, 'waiting'),
      tool(7 * MINUTE, 'a', { state: 'succeeded' }),
      tool(8 * MINUTE, 'b', { state: 'started' }),
      tool(20 * MINUTE, 'b', { state: 'succeeded' }),
      turn(21 * MINUTE, 'turn_over'),
      prompt(59 * MINUTE),
    ];
    expect(timesIn(events)).toEqual({
      [RUN]: {
        activeMs: minutes(2 + 1 + 5 + 1),
        waitingMs: minutes(5),
        stalledMs: minutes(7),
        idleMs: minutes(30),
        lostMs: minutes(8),
      },
    });
  });

  it('a silence counts in the hours that it lies in, and a day of it at most', () => {
    const night = timesIn([turn(0, 'waiting'), prompt(2 * HOUR + 30 * MINUTE)]);
    expect(night).toEqual({
      [RUN]: { waitingMs: TIME.hourMs },
      [`${RUN} +1`]: { waitingMs: TIME.hourMs },
      [`${RUN} +2`]: { waitingMs: minutes(30) },
    });
    const weekend = timesIn([turn(0, 'waiting'), prompt(60 * HOUR)]);
    expect(sumOf(weekend)).toMatchObject({ waitingMs: LIMITS.silenceCountedMs });
    expect(Object.keys(weekend)).toHaveLength(24);
  });

  it('what ended is in no state until somebody begins again', () => {
    const late = event('usage', RUN, {
      second: 11 * MINUTE,
      inputTokens: 1,
      outputTokens: 1,
      requestId: 'late',
      source: 'otlp',
    });
    const events = [prompt(0), end(4 * MINUTE), late, prompt(40 * MINUTE), end(42 * MINUTE)];
    expect(timesIn(events)).toEqual({ [RUN]: { activeMs: minutes(4 + 2) } });
  });

  it('a call that is reported at its end alone was open until then', () => {
    const events = [
      prompt(0),
      tool(20 * MINUTE, 'a', { state: 'succeeded', duration: minutes(18) }),
    ];
    expect(timesIn(events)).toEqual({
      [RUN]: { activeMs: minutes(2 + 5), stalledMs: minutes(13) },
    });
  });

  it('a run that is shown as its declared session has one time with it', () => {
    const declared = event('session.start', 'infra-001', {
      second: 30,
      agentName: 'infra',
      parentSessionId: RUN,
      toolUseId: 'log',
      source: 'mcp',
    });
    const times = timesIn([
      prompt(0),
      declared,
      ...[3, 6, 9, 12].map((minute) =>
        tool(minute * MINUTE, String(minute), { state: 'succeeded' }),
      ),
    ]);
    expect(times).toEqual({ 'infra-001': { activeMs: minutes(12) } });
  });

  it.each(seedsOr([1, 2, 3, 4, 5, 6]))(
    '[FLD4] they are the states that `stateOf` gave meanwhile, seed %i',
    (seed) => {
      const events = randomLife(seeded(seed), 60);
      const folded = startFolding();
      const expected = noStateTimes();
      for (const [index, one] of events.entries()) {
        foldOne(folded, one);
        const next = events[index + 1];
        const view = sessionView(folded.state, sessionIds(folded)[0] ?? '');
        if (next === undefined || view === null) continue;
        for (const span of statesBetween(view, { from: one.time, to: next.time }, STATE_LIMITS)) {
          const field = stateTimeField(span.name);
          if (field !== null) expected[field] += span.to - span.from;
        }
      }
      expect(sumOf(timesIn(events))).toEqual(expected);
      const shuffled = seeded(seed).shuffled([...events, ...events]);
      expect(timesIn(shuffled)).toEqual(timesIn(events));
    },
  );
});

/** One thing a minute at most, as a session with hooks reports it; one call at a time. */
function randomLife(random: Random, count: number): TelemetryEvent[] {
  const events: TelemetryEvent[] = [prompt(0)];
  let second = 0;
  let open: string | null = null;
  while (events.length < count) {
    second += MINUTE * random.pick([1, 2, 4, 7, 20, 45, 130]);
    if (open !== null) {
      events.push(tool(second, open, { state: 'succeeded' }));
      open = null;
      continue;
    }
    const what = random.pick(['prompt', 'call', 'call', 'waiting', 'turn_over', 'usage'] as const);
    if (what === 'prompt') events.push(prompt(second));
    else if (what === 'call') {
      open = `call ${String(second)}`;
      events.push(tool(second, open, { state: 'started' }));
    } else if (what === 'usage') {
      const fields = { inputTokens: 1, outputTokens: 1, requestId: `r${String(second)}` };
      events.push(event('usage', RUN, { second, ...fields, source: 'otlp' }));
    } else events.push(turn(second, what));
  }
  return events;
}

describe('a session that is heard once a day for years', () => {
  /** Records that are read to compute its times, of an event. */
  function readsPerEvent(days: number): number {
    const folded = startFolding();
    for (let day = 0; day < days; day++) {
      foldOne(folded, event('prompt', RUN, { second: day * 25 * HOUR, length: 1 }));
    }
    const before = folded.records.reads();
    recomputeLife(folded.state);
    return (folded.records.reads() - before) / days;
  }

  it('[HUB8] costs as much for each event, however many came before', () => {
    expect(readsPerEvent(160) / readsPerEvent(40)).toBeLessThan(1.3);
  });

  it('[STO11] has the same times, whether computed at once or some hours at a time', () => {
    const events = Array.from({ length: 30 }, (_, day) =>
      event('prompt', RUN, { second: day * 25 * HOUR, length: 1 }),
    );
    const inSteps = startFolding();
    for (const one of events) {
      foldOne(inSteps, one);
      recomputeLife(inSteps.state, 3);
      inSteps.state.budget.endEvent();
    }
    expect(lifeBacklogOf(inSteps.state)).toBeLessThan(30);
    expect(pictureOf(inSteps)).toEqual(pictureOf(foldAll(events)));
  });
});

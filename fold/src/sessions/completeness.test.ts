import { describe, expect, it } from 'vitest';
import { findAttempt } from '../state.ts';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { event, TEN } from '../testing/events.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { sessionIds, foldAll, foldOne } from '../testing/picture.fixture.ts';
import { permutations, seeded } from '@claude-monitor/protocol/testing/random';
import { totalsView } from '../views/totals-view.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const reported = { source: 'mcp', parentSessionId: RUN } as const;

const records = (
  second: number,
  { from, to, run = RUN }: { from: number; to: number; run?: string },
): TelemetryEvent =>
  event('sequence', run, {
    second,
    source: 'otlp',
    process: `${String(from)}@${String(TEN + second * 1_000)}`,
    from,
    to,
    count: to - from + 1,
  });

/** Whose process numbered records of another session right before. */
const continued = (second: number, from: number, to: number): TelemetryEvent => {
  const fields = { source: 'otlp', from, to, count: to - from + 1, isContinued: true } as const;
  return event('sequence', RUN, {
    second,
    ...fields,
    process: `${String(from)}@${String(TEN + second * 1_000)}`,
  });
};

describe('completeness by the numbers of records', () => {
  it('[USE5] is unknown, never whole, where nothing is numbered', () => {
    const folded = foldAll([event('usage', RUN, { second: 0, source: 'otlp', requestId: 'r' })]);
    expect(sessionOf(folded, RUN).completeness).toBeNull();
    expect(totalsView(folded.state).all.completeness).toBeNull();
  });

  it('[USE5] misses what lies between the records that arrived', () => {
    const folded = foldAll([
      records(0, { from: 0, to: 9 }),
      records(10, { from: 15, to: 19 }),
      records(20, { from: 20, to: 20 }),
    ]);
    const completeness = { of: 'records', received: 16, expected: 21 };
    expect(sessionOf(folded, RUN).completeness).toEqual(completeness);
    expect(totalsView(folded.state).all.completeness).toEqual(completeness);
  });

  it('[USE5] a gap closes when the late part comes, and a repetition counts once', () => {
    const folded = foldAll([
      records(20, { from: 20, to: 29 }),
      records(0, { from: 0, to: 9 }),
      records(0, { from: 0, to: 9 }),
    ]);
    expect(sessionOf(folded, RUN).completeness).toMatchObject({ received: 20, expected: 30 });
    foldOne(folded, records(10, { from: 10, to: 19 }));
    expect(sessionOf(folded, RUN).completeness).toMatchObject({ received: 30, expected: 30 });
  });

  it('[USE5] a restart counts from 0 again; a session after /clear does not begin there', () => {
    const folded = foldAll([
      continued(0, 40, 60),
      records(30, { from: 0, to: 5 }),
      records(40, { from: 8, to: 70 }),
    ]);
    expect(sessionOf(folded, RUN).completeness).toMatchObject({ received: 90, expected: 92 });
  });

  it('[USE5] is unknown, never whole, where the first records of a process are missing', () => {
    const events = [records(0, { from: 40, to: 49 }), records(10, { from: 50, to: 60 })];
    expect(sessionOf(foldAll(events), RUN).completeness).toBeNull();
    for (const order of permutations([
      ...events,
      continued(0, 40, 45),
      records(0, { from: 40, to: 45 }),
    ])) {
      expect(sessionOf(foldAll(order), RUN).completeness).toMatchObject({
        received: 21,
        expected: 21,
      });
    }
    const restarted = [records(0, { from: 0, to: 60 }), records(30, { from: 8, to: 20 })];
    expect(sessionOf(foldAll(restarted), RUN).completeness).toBeNull();
    const whole = sessionOf(
      foldAll([...restarted, records(25, { from: 0, to: 7 })]),
      RUN,
    ).completeness;
    expect(whole).toMatchObject({ received: 82, expected: 82 });
  });

  it('[USE5] two processes of one session at a time are distinguished while nothing is missing', () => {
    const folded = foldAll([
      continued(0, 100, 105),
      records(1, { from: 0, to: 5 }),
      records(2, { from: 106, to: 110 }),
      records(3, { from: 6, to: 8 }),
    ]);
    expect(sessionOf(folded, RUN).completeness).toMatchObject({ received: 20, expected: 20 });
  });

  it('[USE5] of a session is that of the runs linked to it, also after it ended', () => {
    const folded = foldAll([
      records(0, { from: 0, to: 9 }),
      event('session.start', 'infra-001', { second: 5, ...reported }),
      event('session.end', 'infra-001', { second: 6, ...reported }),
      records(10, { from: 12, to: 19 }),
      records(10, { from: 0, to: 3, run: OTHER }),
    ]);
    const completeness = { received: 18, expected: 20 };
    expect(sessionOf(folded, 'infra-001').completeness).toMatchObject(completeness);
    expect(totalsView(folded.state).all.completeness).toMatchObject({ received: 22, expected: 24 });
  });

  it('[FLD1] keeps few intervals, and is exact however late one comes', () => {
    const all = Array.from({ length: 10 * LIMITS.sequencesKept }, (_, index) => {
      const from = (index % 100) * 10;
      return records(index, { from, to: from + (index % 7 === 0 ? 8 : 9) });
    });
    const expected = sessionOf(foldAll(all), RUN).completeness;
    for (const seed of [1, 2, 3]) {
      const folded = foldAll(seeded(seed).shuffled([...all, ...all.slice(0, 50)]));
      expect(sessionOf(folded, RUN).completeness).toEqual(expected);
      for (const id of sessionIds(folded)) {
        const recent = findAttempt(folded.state, id)?.session.sequence.recent.length;
        expect(recent).toBeLessThanOrEqual(LIMITS.sequencesKept);
      }
    }
  });

  it('[FLD2] an interval that ends before it begins, or holds nothing, says nothing', () => {
    const fields = { source: 'otlp', process: 'p', from: 5, to: 3, count: 0 } as const;
    const folded = foldAll([
      event('sequence', RUN, { second: 0, ...fields, count: 9 }),
      event('sequence', RUN, { second: 1, ...fields, to: 9 }),
    ]);
    expect(sessionOf(folded, RUN).completeness).toBeNull();
  });
});

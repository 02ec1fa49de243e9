import { describe, expect, it } from 'vitest';
import { findAttempt } from '../../state.ts';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { TIME } from '@claude-monitor/protocol/limits';
import { event, TEN } from '../../testing/events.fixture.ts';
import { expectExactSums } from '../../testing/invariants.fixture.ts';
import { sessionOf } from '../../testing/look.fixture.ts';
import {
  sessionIds,
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
} from '../../testing/picture.fixture.ts';
import { permutations } from '@claude-monitor/protocol/testing/random';

const ONE = '11111111-1111-4111-8111-111111111111';
const TWO = '22222222-2222-4222-8222-222222222222';
const THREE = '33333333-3333-4333-8333-333333333333';
const LATER = 5 * TIME.dayMs;

type Said = { tokens?: number; after?: number; id?: 'requestId' | 'messageId' };

const reported = (
  source: 'otlp' | 'transcript' | 'sdk' | 'api',
  run: string,
  { tokens = 100, after = 0, id = 'requestId' }: Said = {},
): TelemetryEvent =>
  event('usage', run, {
    second: 0,
    source,
    [id]: 'r',
    inputTokens: tokens,
    time: TEN + after,
    id: `${source} ${run} ${String(after)}`,
  });

const CLAIMS: Record<string, { events: TelemetryEvent[]; holder: string }> = {
  'two transcripts, as a fork copies its origin’s': {
    events: [reported('transcript', ONE), reported('transcript', TWO)],
    holder: ONE,
  },
  'a transcript and the greater session’s telemetry': {
    events: [reported('transcript', ONE), reported('otlp', TWO), reported('transcript', TWO)],
    holder: TWO,
  },
  'telemetry of both': {
    events: [reported('otlp', TWO), reported('otlp', ONE), reported('transcript', TWO)],
    holder: ONE,
  },
  'three, of which the middle one is recorded': {
    events: [
      reported('transcript', ONE),
      reported('transcript', TWO),
      reported('otlp', TWO),
      reported('transcript', THREE),
    ],
    holder: TWO,
  },
  'a fork days later, that says a time of its own': {
    events: [
      reported('transcript', TWO),
      reported('otlp', TWO, { after: 1_000 }),
      reported('transcript', ONE, { after: LATER }),
      reported('transcript', THREE, { after: LATER }),
    ],
    holder: TWO,
  },
  'message ids, where there is no request id': {
    events: [
      reported('transcript', TWO, { id: 'messageId' }),
      reported('transcript', ONE, { id: 'messageId' }),
    ],
    holder: ONE,
  },
  'an agent’s own client and the run’s telemetry': {
    events: [reported('sdk', 'infra-001'), reported('otlp', ONE), reported('transcript', ONE)],
    holder: ONE,
  },
  'a request that the hour’s edge parts': {
    events: [
      reported('transcript', ONE, { after: TIME.hourMs - 10 }),
      reported('otlp', ONE, { after: TIME.hourMs + 10 }),
      reported('otlp', TWO, { after: TIME.hourMs - 10 }),
    ],
    holder: ONE,
  },
};

describe.each(Object.entries(CLAIMS))(
  'a request that is claimed by %s',
  (_, { events, holder }) => {
    it('[FLD1] [USE2] [WHO7] counts once, for the same run in every order', () => {
      const expected = pictureOf(foldAll(events));
      for (const order of permutations(events)) {
        const folded = foldAll(order);
        expectSame(pictureOf(folded), expected);
        expectExactSums(folded);
        expect(folded.state.totals.all.usage).toMatchObject({ requests: 1, inputTokens: 100 });
        expect(sessionOf(folded, holder).usage.requests).toBe(1);
        for (const again of events) expect(foldOne(folded, again)).toBe(false);
      }
    });
  },
);

describe('what a fork copied', () => {
  it('[USE1] does not make it measured: its own reports count', () => {
    const events = [
      reported('otlp', TWO),
      reported('transcript', ONE),
      event('usage', ONE, { second: 50, source: 'api', inputTokens: 7 }),
    ];
    for (const order of permutations(events)) {
      const session = sessionOf(foldAll(order), ONE);
      expect(session.isReportedCounted).toBe(true);
      expect(session.usage).toMatchObject({ requests: 1, inputTokens: 7 });
    }
  });

  it('[USE5] is not part of what was received of its own', () => {
    const metric = event('metric', ONE, {
      second: 60,
      source: 'otlp',
      name: 'tokens',
      value: 40,
      startAt: TEN,
      attributes: { type: 'input' },
    });
    const own = event('usage', ONE, {
      second: 10,
      source: 'otlp',
      requestId: 'own',
      inputTokens: 30,
    });
    for (const order of permutations([
      metric,
      own,
      reported('otlp', TWO),
      reported('transcript', ONE),
    ])) {
      const { completeness } = sessionOf(foldAll(order), ONE);
      expect(completeness).toEqual({ of: 'tokens', received: 30, expected: 40 });
    }
  });

  it('tells viewers of both sessions when the claim moves', () => {
    const folded = foldAll([reported('transcript', ONE)]);
    folded.state.changes.sessions.clear();
    foldOne(folded, reported('otlp', TWO));
    expect(folded.state.changes.sessions.size).toBe(2);
    for (const id of sessionIds(folded)) {
      expect(findAttempt(folded.state, id)?.attempt.figures.changedSeq).toBe(folded.seq);
    }
  });

  it('leaves self-reports of several sessions alone', () => {
    const report = (id: string) => event('usage', id, { second: 5, source: 'mcp', inputTokens: 7 });
    expect(foldAll([report('a'), report('b')]).state.totals.all.usage.inputTokens).toBe(14);
  });
});

import { describe, expect, it } from 'vitest';
import { event } from '../../testing/events.fixture.ts';
import { sessionOf } from '../../testing/look.fixture.ts';
import { type Folded, sessionIds, foldAll, priceOf } from '../../testing/picture.fixture.ts';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { sessionDetail } from './session-detail.ts';

const RUN = '11111111-1111-4111-8111-111111111111';

function workIn(folded: Folded, sessionId = RUN) {
  const detail = sessionDetail(folded.state, sessionOf(folded, sessionId).id, priceOf);
  if (detail === null) throw new Error('no detail');
  return detail.work;
}

describe('the work that the client counts', () => {
  const metric = (second: number, name: 'lines' | 'commits' | 'active_time', fields = {}) =>
    event('metric', RUN, { second, source: 'otlp', name, value: 3, ...fields });

  it('is unknown where no counter was heard of, and nothing where one was', () => {
    expect(
      workIn(foldAll([event('usage', RUN, { second: 0, source: 'otlp', requestId: 'r' })])),
    ).toBeNull();
    const tokens = event('metric', RUN, {
      second: 0,
      source: 'otlp',
      name: 'tokens',
      value: 5,
      attributes: { type: 'input' },
    });
    expect(workIn(foldAll([tokens]))).toMatchObject({ linesAdded: 0, commits: 0 });
  });

  it('[FLD1] adds up deltas and counters, whatever came in whatever order', () => {
    const lines = (
      second: number,
      { type, value, startSecond = second }: { type: string; value: number; startSecond?: number },
    ) =>
      metric(second, 'lines', {
        value,
        startAt: metric(startSecond, 'lines').time,
        attributes: { type, model: 'opus' },
      });
    const events = [
      lines(10, { type: 'added', value: 5 }),
      lines(70, { type: 'added', value: 2 }),
      lines(70, { type: 'removed', value: 4 }),
      metric(80, 'commits', { value: 1 }),
      // A cumulative counter, which resets once.
      metric(90, 'active_time', { value: 1_000, startAt: 1, attributes: { type: 'cli' } }),
      metric(150, 'active_time', { value: 2_500, startAt: 1, attributes: { type: 'cli' } }),
      metric(150, 'active_time', { value: 700, startAt: 1, attributes: { type: 'user' } }),
    ];
    const random = seeded(5);
    for (let turn = 0; turn < 20; turn++) {
      const folded = foldAll(random.shuffled([...events, ...events]));
      expect(workIn(folded)).toEqual({
        linesAdded: 7,
        linesRemoved: 4,
        commits: 1,
        pullRequests: 0,
        clientMs: 2_500,
        userMs: 700,
      });
      expect(sessionOf(folded, RUN).usage.inputTokens).toBe(0);
      expect(sessionOf(folded, RUN).isReportedCounted).toBe(true);
    }
  });

  it('is that of the session which the main loop worked for', () => {
    const folded = foldAll([
      metric(0, 'commits', { value: 1 }),
      event('session.start', 'infra-001', { second: 5, source: 'mcp', parentSessionId: RUN }),
      metric(60, 'commits', { value: 2 }),
    ]);
    const details = sessionIds(folded).flatMap(
      (id) => sessionDetail(folded.state, id, priceOf)?.work ?? [],
    );
    expect(details.reduce((sum, { commits }) => sum + commits, 0)).toBe(3);
    expect(workIn(folded, 'infra-001')?.commits).toBeGreaterThanOrEqual(2);
  });
});

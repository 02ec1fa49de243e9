import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { Labels } from '@claude-monitor/protocol/labels';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { describe, expect, it } from 'vitest';
import { foldInAnyOrder } from '../testing/any-order.fixture.ts';
import { event } from '../testing/events.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { foldAll, hoursOf, pictureOf, type Folded } from '../testing/picture.fixture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const reported = { source: 'mcp', parentSessionId: RUN } as const;

const request = (second: number, id: string, labels?: Labels): TelemetryEvent =>
  event('usage', RUN, {
    second,
    source: 'otlp',
    requestId: id,
    inputTokens: 1,
    ...(labels === undefined ? {} : { labels }),
  });

/** Requests of each set of labels, as the rows of history have them. */
function rowsOf(folded: Folded): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const hour of hoursOf(folded)) {
    for (const row of hour.rows.values()) {
      if (row.kind !== 'usage' || row.usage.requests === 0) continue;
      rows[row.labels] = (rows[row.labels] ?? 0) + row.usage.requests;
    }
  }
  return rows;
}

describe('labels of requests', () => {
  it('[FLD1] make rows of their own, the same in whatever order a sender wrote them', () => {
    const folded = foldInAnyOrder([
      request(1, 'a', { team: 'core', effort: 'high' }),
      request(2, 'b', { effort: 'high', team: 'core' }),
      request(3, 'c', { team: 'docs' }),
      request(4, 'd'),
    ]);
    expect(rowsOf(folded)).toEqual({
      '[["effort","high"],["team","core"]]': 2,
      '[["team","docs"]]': 1,
      '': 1,
    });
  });

  it('[USE2] come from the best source, and one that says none takes none away', () => {
    const folded = foldInAnyOrder([
      event('usage', RUN, { second: 1, source: 'transcript', requestId: 'a', inputTokens: 1 }),
      request(1, 'a', { team: 'core' }),
      event('usage', RUN, { second: 1, source: 'api', requestId: 'a', labels: { team: 'typo' } }),
    ]);
    expect(rowsOf(folded)).toEqual({ '[["team","core"]]': 1 });
  });

  it('[USE2] metrics that count carry theirs', () => {
    const tokens = event('metric', RUN, {
      second: 1,
      source: 'otlp',
      name: 'tokens',
      value: 7,
      attributes: { type: 'input', model: 'opus' },
      labels: { team: 'core' },
    });
    expect(Object.keys(rowsOf(foldInAnyOrder([tokens])))).toEqual([]);
    const rows = hoursOf(foldAll([tokens])).flatMap((hour) => [...hour.rows.values()]);
    expect(rows).toMatchObject([{ labels: '[["team","core"]]', usage: { inputTokens: 7 } }]);
  });
});

describe('labels of a session', () => {
  it('[FLD1] are those of its events, the value that came last first', () => {
    const folded = foldInAnyOrder([
      request(1, 'a', { team: 'core', branch: 'main' }),
      request(3, 'b', { branch: 'fix' }),
      request(2, 'c', { branch: 'old' }),
    ]);
    expect(sessionOf(folded, RUN).labels).toEqual([
      { key: 'branch', values: ['fix', 'old', 'main'] },
      { key: 'team', values: ['core'] },
    ]);
  });

  it('[FLD1] are also those of the runs that work for it', () => {
    const folded = foldInAnyOrder([
      request(6, 'a', { team: 'core' }),
      event('session.start', 'infra-001', { second: 5, ...reported }),
      event('task.start', 'infra-001', {
        second: 7,
        ...reported,
        taskId: 't',
        labels: { team: 'docs' },
      }),
    ]);
    expect(sessionOf(folded, 'infra-001').labels).toEqual([
      { key: 'team', values: ['docs', 'core'] },
    ]);
  });

  it('[HUB8] [FLD1] are bounded, and which stay does not depend on the order', () => {
    const events = Array.from({ length: 60 }, (_, index) =>
      request(index, `r${String(index)}`, {
        team: 'core',
        run: `run-${String(index)}`,
        [`key-${String(index % 40)}`]: 'x',
      }),
    );
    const picture = pictureOf(foldAll(events));
    const { labels } = sessionOf(foldAll(events), RUN);
    expect(labels.flatMap(({ values }) => values)).toHaveLength(LIMITS.labelsOfSession);
    expect(labels.find(({ key }) => key === 'run')?.values).toEqual(
      Array.from(
        { length: LIMITS.labelValuesOfSession },
        (_, index) => `run-${String(59 - index)}`,
      ),
    );
    expect(labels.find(({ key }) => key === 'team')?.values).toEqual(['core']);
    for (const seed of [1, 2, 3]) {
      const shuffled = seeded(seed).shuffled(events);
      expect(pictureOf(foldAll(shuffled)).sessions).toEqual(picture.sessions);
    }
  });
});

describe('the project of a run', () => {
  it('[FLD1] is what its telemetry names, rather than the folder that hooks know', () => {
    const named = event('usage', RUN, {
      second: 1,
      source: 'otlp',
      requestId: 'a',
      project: 'billing',
    });
    const folder = event('prompt', RUN, { second: 2, source: 'hook', project: 'src' });
    expect(sessionOf(foldInAnyOrder([named, folder]), RUN).project).toBe('billing');
    const declared = event('session.start', RUN, { second: 0, source: 'mcp', project: 'declared' });
    expect(sessionOf(foldInAnyOrder([named, folder, declared]), RUN).project).toBe('declared');
  });
});

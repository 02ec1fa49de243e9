/// <reference types="node" />
import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event } from '../testing/events.fixture.ts';
import { foldAll, foldOne, pictureOf, startFolding } from '../testing/picture.fixture.ts';
import { permutations, seeded } from '@claude-monitor/protocol/testing/random';

const RUN = '11111111-1111-4111-8111-111111111111';
/** Beyond any team; quadratic work on it takes minutes. */
const MANY = 4_000;
const CPU_MS = 4_000;

const start = (index: number, parent: number, second: number) =>
  event('subagent.start', RUN, {
    second,
    source: 'hook',
    agentId: `a${String(index)}`,
    agentType: 'worker',
    ...(parent < 0 ? {} : { parentAgentId: `a${String(parent)}` }),
  });

const SHAPES: Record<string, (index: number) => TelemetryEvent> = {
  'a chain, parents first': (index) => start(index, index - 1, index),
  'a chain, children first': (index) => start(MANY - index, MANY - index - 1, MANY - index),
  'a chain of one moment': (index) => start(index, index - 1, 0),
  'a star': (index) => start(index, 0, index),
  'a loop': (index) => start(index, (index + MANY - 1) % MANY, index),
};

const ASSIGNED = [
  event('session.start', 'infra-001', {
    second: 0,
    source: 'mcp',
    parentSessionId: RUN,
    agentName: 'x',
  }),
];

describe('the work for spawns does not grow with how many there were', () => {
  for (const [shape, make] of Object.entries(SHAPES)) {
    it.each([
      ['a run', []],
      ['a run that works for a session', ASSIGNED],
    ])(`[HUB8] ${shape}, in %s`, (_, before) => {
      const folded = startFolding();
      for (const item of before) foldOne(folded, item);
      const events = Array.from({ length: MANY }, (__, index) => make(index));
      const from = process.cpuUsage();
      for (const item of events) foldOne(folded, item);
      const { user, system } = process.cpuUsage(from);
      expect((user + system) / 1_000).toBeLessThan(CPU_MS);
    });
  }
});

describe('owners along spawns', () => {
  const usage = (index: number, second: number) =>
    event('usage', RUN, {
      second,
      source: 'otlp',
      agentId: `a${String(index)}`,
      requestId: `r${String(index)} ${String(second)}`,
      inputTokens: 9,
    });
  const events = [
    ...ASSIGNED,
    ...Array.from({ length: 8 }, (_, index) => start(index, index - 1, 10 + index)),
    ...Array.from({ length: 8 }, (_, index) => usage(index, 30 + index)),
    start(3, 1, 5),
    event('task.progress', 'infra-002', {
      second: 12,
      source: 'mcp',
      parentSessionId: RUN,
      agentId: 'a2',
      taskId: 't',
      progress: 0.5,
    }),
    event('subagent.end', RUN, {
      second: 60,
      source: 'hook',
      agentId: 'a3',
      agentType: 'reviewer',
    }),
  ];

  it.each([1, 2, 3, 4, 5, 6])('[FLD1] are the same in every order (seed %i)', (seed) => {
    const random = seeded(seed);
    const expected = pictureOf(foldAll(events));
    for (let round = 0; round < 30; round++) {
      const shuffled = [...events];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = random.between(0, last);
        const [a, b] = [shuffled[last], shuffled[other]];
        if (a === undefined || b === undefined) continue;
        [shuffled[last], shuffled[other]] = [b, a];
      }
      expect(pictureOf(foldAll(shuffled))).toEqual(expected);
    }
  });

  it.each(permutations([0, 1, 2, 3].map((index) => index)))(
    '[FLD1] [WHO5] go back to the run when a better record of a spawn leads to nobody, in the order %i %i %i %i',
    (...order) => {
      const spawned = { source: 'mcp', agentId: 'c', parentAgentId: 'c' } as const;
      const all = [
        event('handover', 'infra-001', { second: 0, source: 'mcp', parentSessionId: RUN }),
        event('subagent.start', RUN, { second: 50, source: 'api', agentId: 'c' }),
        event('usage', RUN, {
          ...{ second: 20, source: 'transcript', agentId: 'a', parentAgentId: 'c' },
          ...{ requestId: 'r', inputTokens: 850 },
        }),
        event('subagent.start', RUN, { second: 40, ...spawned }),
      ];
      const expected = pictureOf(foldAll(all));
      const ordered = order.flatMap((index) => all[index] ?? []);
      expect(pictureOf(foldAll(ordered))).toEqual(expected);
    },
  );
});

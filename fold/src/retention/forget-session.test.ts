import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { RECORD_KINDS } from '../storage/port.ts';
import { event } from '../testing/events.fixture.ts';
import {
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
  priceOf,
  type Folded,
} from '../testing/picture.fixture.ts';
import { forgetSession } from './forget-session.ts';

const mcp = { source: 'mcp' } as const;
const CANARY = 'canary';

/** A session with all that can be said of one; every text in it that a sender chooses is a canary. */
function canaryEvents(): TelemetryEvent[] {
  const id = `${CANARY} session`;
  const run = '00000000-0000-4000-8000-00000000cafe';
  const measured = { source: 'otlp', model: `${CANARY}-model`, inputTokens: 100 } as const;
  return [
    event('session.start', id, {
      second: 0,
      ...mcp,
      agentName: `${CANARY} agent`,
      project: 'shared',
    }),
    event('task.plan', id, {
      second: 1,
      ...mcp,
      taskId: `${CANARY} task`,
      taskDescription: CANARY,
    }),
    event('task.start', id, { second: 2, ...mcp, taskId: `${CANARY} task`, parentSessionId: run }),
    event('usage', id, { second: 3, ...mcp, inputTokens: 7, outputTokens: 8 }),
    event('error', id, {
      second: 4,
      ...mcp,
      errorType: CANARY,
      errorMessage: CANARY,
      severity: 'high',
    }),
    event('tool.call', id, {
      second: 5,
      ...mcp,
      toolUseId: CANARY,
      toolName: CANARY,
      state: 'started',
    }),
    event('usage', run, { second: 6, ...measured, requestId: CANARY, agentId: `${CANARY} sub` }),
    event('subagent.start', run, {
      second: 7,
      source: 'hook',
      agentId: `${CANARY} sub`,
      agentType: CANARY,
    }),
    event('usage', run, { second: 8, ...measured, requestId: `${CANARY} 2` }),
    event('task.complete', id, { second: 9, ...mcp, taskId: `${CANARY} task`, status: 'success' }),
    event('session.state', id, { second: 10, source: 'hook', state: 'waiting', reason: CANARY }),
    event('prompt', run, {
      second: 11,
      source: 'hook',
      user: `${CANARY} user`,
      route: 'prometheus',
    }),
  ];
}

const RUN_KEY = sessionKeyOf('00000000-0000-4000-8000-00000000cafe', '');
const KEYS = [RUN_KEY, sessionKeyOf(`${CANARY} session`, '')];

function others(seed: number): TelemetryEvent[] {
  const random = seeded(seed);
  return Array.from({ length: 60 }, (_, index) => {
    const session = `other ${String(random.between(0, 5))}`;
    return [
      event('session.start', session, {
        second: index,
        ...mcp,
        agentName: session,
        project: 'shared',
      }),
      event('usage', session, { second: index, ...mcp, inputTokens: random.between(1, 99) }),
      event('task.start', session, { second: index, ...mcp, taskId: 'T1', project: 'shared' }),
      event('error', session, {
        second: index,
        ...mcp,
        errorType: 'E',
        errorMessage: 'm',
        severity: 'low',
      }),
    ];
  }).flat();
}

function forgetAll(folded: Folded, keys: readonly string[], budget: number): number {
  let steps = 0;
  for (const key of keys) {
    for (let isDone = false; !isDone; steps++) {
      folded.seq++;
      isDone = forgetSession(folded.state, key, { seq: folded.seq, priceOf, budget });
      // Killed after each step: only what was stored is known.
      folded.records.forget();
    }
  }
  return steps;
}

const storedText = ({ storage, records }: Folded): string =>
  RECORD_KINDS.flatMap((kind) =>
    records.keysOf(kind).map((key) => `${key} ${storage.read(kind, key) ?? ''}`),
  ).join('\n');

describe('a session that is deleted', () => {
  it.each([1, 2, 3, 4, 5])(
    '[STO10] leaves no text and all others as they were (seed %i)',
    (seed) => {
      const random = seeded(seed);
      const stays = others(seed);
      const folded = foldAll(random.shuffled([...stays, ...canaryEvents()]));
      folded.records.forget();
      expect(storedText(folded)).toContain(CANARY);
      const steps = forgetAll(folded, KEYS, random.between(1, 4));
      expect(steps).toBeGreaterThan(3);
      folded.records.forget();
      expect(storedText(folded)).not.toContain(CANARY);
      const expected = foldAll(stays);
      for (const each of [folded, expected]) {
        foldOne(
          each,
          event('session.context', 'bystander', { second: 0, source: 'hook', contextTokens: 1 }),
        );
      }
      expectSame(pictureOf(folded), pictureOf(expected));
      expect([...folded.state.calls.keys()]).toEqual([]);
    },
  );
});

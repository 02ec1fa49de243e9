import { describe, expect, it } from 'vitest';
import { findAttempt } from './state.ts';
import { EVENT_TYPES, SOURCES, type TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { parseEvent } from '@claude-monitor/protocol/event/parse-event';
import { decodeState, encodeState } from './codec.ts';
import { lineOf } from './views/line.ts';
import { expectExactSums } from './testing/invariants.fixture.ts';
import {
  sessionIds,
  foldAll,
  foldOne,
  pictureOf,
  startFolding,
} from './testing/picture.fixture.ts';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { seedsOr } from './testing/seeds.fixture.ts';

const SESSION_IDS = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '$map',
  '{"$map":[]}',
  '["","x"]',
  '<script>alert(1)</script>',
  "'; drop table card; --",
  '\u0000',
  '\ud800',
  'request r',
  'x'.repeat(200),
] as const;
/** A blank session id is refused at the border. */
const TEXTS = [...SESSION_IDS, ' '] as const;
const TIMES = [
  0, 1, 3_599_999, 3_600_000, 1_772_445_600_000, 253_402_300_799_999, 8.64e15,
] as const;
const NUMBERS = [0, 1, 1_000_000_000] as const;

function inTrace(random: Random): object {
  const text = (): string => random.pick(TEXTS);
  const pair = (): [string, string] => [text(), text()];
  const role = random.pick(['call', 'embedding', 'around']);
  const span = { trace: text(), id: text(), parents: pair(), role };
  return { trace: text(), spans: [pair(), pair()], ...(random.chance(0.5) ? { span } : {}) };
}

/** Any event there can be, all its texts hostile and its times at the edges. */
function hostileEvent(random: Random): TelemetryEvent {
  const [first, ...others] = EVENT_TYPES;
  const type = random.pick([first ?? 'usage', ...others]);
  const maybe = (name: string, value: unknown) => (random.chance(0.5) ? { [name]: value } : {});
  const text = (): string => random.pick(TEXTS);
  const number = (): number => random.pick(NUMBERS);
  const parsed = parseEvent({
    type,
    id: text(),
    sessionId: random.pick(SESSION_IDS),
    time: random.pick(TIMES),
    source: random.pick(SOURCES),
    agentId: text(),
    taskId: text(),
    toolUseId: text(),
    status: random.pick(['success', 'failed', 'cancelled']),
    progress: random.next(),
    outcome: random.pick(['open', 'merged', 'reverted', 'abandoned']),
    name: random.pick(['tokens', 'cost']),
    value: number(),
    process: text(),
    from: number(),
    to: number(),
    count: number(),
    errorType: text(),
    errorMessage: text(),
    state: type === 'tool.call' ? random.pick(['started', 'failed']) : 'waiting',
    ...maybe('parentSessionId', text()),
    ...maybe('parentAgentId', text()),
    ...maybe('project', text()),
    ...maybe('agentName', text()),
    ...maybe('user', text()),
    ...maybe('model', text()),
    ...maybe('requestId', text()),
    ...maybe('messageId', text()),
    ...maybe('cumulative', true),
    ...maybe('inputTokens', number()),
    ...maybe('duration', number()),
    ...maybe('dependsOn', [text()]),
    ...inTrace(random),
  });
  if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.message}`);
  return parsed.event;
}

describe('hostile events', () => {
  it.each(seedsOr([1, 2, 3, 4, 5, 6, 7, 8]))(
    '[FLD2] never make the fold throw (seed %i)',
    (seed) => {
      const random = seeded(seed);
      const folded = startFolding();
      for (let count = 0; count < 400; count++) {
        const event = hostileEvent(random);
        foldOne(folded, event);
        lineOf(folded.state, event);
      }
      expectExactSums(folded);
      const stored = encodeState(folded.state.sessions);
      expect(encodeState(decodeState(stored))).toBe(stored);
      expect(pictureOf(folded).sessions.length).toBeGreaterThan(0);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  it('[FLD2] of one kind and id in every session stay where they belong', () => {
    const events = SESSION_IDS.map((sessionId) => {
      const parsed = parseEvent({ type: 'error', id: 'e', sessionId, time: 1, errorType: 'x' });
      if (!parsed.ok) throw new Error(parsed.message);
      return parsed.event;
    });
    const folded = foldAll(events);
    expect(sessionIds(folded)).toHaveLength(SESSION_IDS.length);
    for (const id of sessionIds(folded)) {
      expect(findAttempt(folded.state, id)?.attempt.figures.errors).toBe(1);
    }
  });
});

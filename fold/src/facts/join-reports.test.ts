import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { lineOf } from '../views/line.ts';
import { event, TEN } from '../testing/events.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { expectExactSums } from '../testing/invariants.fixture.ts';
import {
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
  startFolding,
} from '../testing/picture.fixture.ts';
import { permutations, seeded } from '@claude-monitor/protocol/testing/random';

const RUN = '11111111-1111-4111-8111-111111111111';

const hook = (second: number, errorType: string, fields = {}) =>
  event('error', RUN, {
    second,
    source: 'hook',
    promptId: 'p1',
    errorType,
    severity: 'high',
    ...fields,
  });

const otlp = (second: number, errorType: string, fields = {}) =>
  event('error', RUN, {
    second,
    source: 'otlp',
    promptId: 'p1',
    errorType,
    errorMessage: 'HTTP 529, attempt 11',
    severity: 'high',
    ...fields,
  });

const transcript = (second: number, errorType: string) =>
  otlp(second, errorType, { source: 'transcript', errorMessage: 'HTTP 529' });

const retries = (second: number, errorType: string) =>
  otlp(second, errorType, { isAfterRetries: true });

function linesOf(events: readonly TelemetryEvent[]): number {
  const folded = startFolding();
  return events.filter((item) => {
    foldOne(folded, item);
    return lineOf(folded.state, item) !== null;
  }).length;
}

/** How many errors it is, which every order of arrival must come to. */
function errorsOf(events: readonly TelemetryEvent[]): number {
  const counts = permutations(events).map((ordered) => {
    const folded = foldAll(ordered);
    expectExactSums(folded);
    const { errors } = sessionOf(folded, RUN);
    expect(folded.state.totals.all.errors).toBe(errors);
    expect(folded.state.totals.all.highErrors).toBe(errors);
    return errors;
  });
  expect(new Set(counts).size).toBe(1);
  return counts[0] ?? 0;
}

describe('a failure that hook and telemetry tell', () => {
  it('[FLD1] a failure that the transcript has too is one, whoever else reports it', () => {
    expect(errorsOf([transcript(0, 'overloaded')])).toBe(1);
    expect(errorsOf([transcript(0, 'overloaded'), hook(1, 'server_error')])).toBe(1);
    expect(errorsOf([transcript(0, 'overloaded'), otlp(1, 'overloaded')])).toBe(1);
    expect(
      errorsOf([transcript(0, 'overloaded'), hook(1, 'server_error'), otlp(1, 'overloaded')]),
    ).toBe(1);
    expect(errorsOf([transcript(0, 'overloaded'), transcript(40, 'overloaded')])).toBe(2);
  });

  it('[FLD1] is one error, whichever came first, under the words of telemetry', () => {
    expect(errorsOf([hook(11, 'server_error'), otlp(10, 'overloaded')])).toBe(1);
    for (const events of permutations([hook(11, 'server_error'), otlp(10, 'overloaded')])) {
      expect(sessionOf(foldAll(events), RUN).lastError).toMatchObject({
        type: 'overloaded',
        message: 'HTTP 529, attempt 11',
        severity: 'high',
        at: TEN + 10_000,
      });
    }
  });

  it('makes one line, whichever came first', () => {
    const pair = [hook(11, 'server_error'), otlp(10, 'overloaded')];
    for (const events of permutations(pair)) expect(linesOf(events)).toBe(1);
    expect(linesOf([...pair, otlp(30, 'overloaded'), hook(31, 'server_error')])).toBe(2);
  });

  it('[FLD1] is one error also where the sum of its retries comes in another export', () => {
    const all = [hook(11, 'server_error'), otlp(10, 'overloaded'), retries(10, 'overloaded')];
    expect(errorsOf(all)).toBe(1);
    expect(errorsOf([retries(10, 'overloaded'), hook(11, 'server_error')])).toBe(1);
    expect(errorsOf([retries(10, 'overloaded')])).toBe(1);
  });

  it('[FLD1] is one error where only one of them tells it', () => {
    expect(errorsOf([hook(11, 'rate_limit')])).toBe(1);
    expect(errorsOf([otlp(10, 'rate_limit')])).toBe(1);
  });

  it('[FLD1] two in one prompt stay two, however many tell them', () => {
    const first = [otlp(10, 'overloaded'), hook(11, 'server_error')];
    expect(errorsOf([...first, otlp(30, 'overloaded'), hook(31, 'server_error')])).toBe(2);
    expect(errorsOf([...first, hook(31, 'server_error')])).toBe(2);
    expect(errorsOf([...first, otlp(31, 'rate_limit')])).toBe(2);
    expect(errorsOf([otlp(10, 'overloaded'), otlp(11, 'overloaded')])).toBe(2);
  });

  it('[FLD1] is not what another prompt, a subagent, another time or another cause made fail', () => {
    expect(errorsOf([hook(11, 'rate_limit'), otlp(10, 'rate_limit', { promptId: 'p2' })])).toBe(2);
    expect(errorsOf([hook(11, 'rate_limit'), otlp(10, 'rate_limit', { agentId: 'a' })])).toBe(2);
    expect(errorsOf([hook(90, 'rate_limit'), otlp(10, 'rate_limit')])).toBe(2);
    expect(errorsOf([hook(11, 'rate_limit'), otlp(10, 'overloaded')])).toBe(2);
    expect(errorsOf([hook(11, 'max_output_tokens'), otlp(10, 'overloaded')])).toBe(2);
  });

  it('[FLD1] a cause that the hook does not know is any', () => {
    expect(errorsOf([hook(11, 'unknown'), otlp(10, 'invalid_request')])).toBe(1);
    expect(errorsOf([hook(11, 'invalid_request'), otlp(10, 'refusal')])).toBe(1);
  });

  it('[FLD1] what an agent says of it itself is its own word, and counts', () => {
    const fields = event('error', RUN, {
      second: 10,
      source: 'mcp',
      promptId: 'p1',
      errorType: 'rate_limit',
      severity: 'high',
    });
    expect(errorsOf([fields, hook(11, 'rate_limit')])).toBe(2);
  });

  it('[FLD1] many of them, over the edge of an hour, come to the same in any order', () => {
    const random = seeded(11);
    const events = Array.from({ length: 60 }, (_, index) => {
      const second = 3_500 + random.between(0, 400);
      return random.pick([
        hook(second, random.pick(['server_error', 'rate_limit', 'unknown']), { id: `h${index}` }),
        otlp(second, random.pick(['overloaded', 'rate_limit']), { id: `o${index}` }),
        otlp(second, 'overloaded', { id: `r${index}`, isAfterRetries: true }),
      ]);
    });
    const expected = pictureOf(foldAll(events));
    for (let turn = 0; turn < 20; turn++) {
      const shuffled = random.shuffled([...events, ...events.slice(0, 9)]);
      expectSame(pictureOf(foldAll(shuffled)), expected);
    }
  });
});

describe('a compaction that hook and telemetry tell', () => {
  const compaction = (second: number, source: 'hook' | 'otlp', fields = {}) =>
    event('compaction', RUN, { second, source, promptId: 'p1', trigger: 'auto', ...fields });

  it('[FLD1] makes one line, whichever came first; two make two', () => {
    const pair = [compaction(10, 'hook'), compaction(11, 'otlp')];
    for (const events of permutations(pair)) expect(linesOf(events)).toBe(1);
    expect(linesOf(pair.slice(0, 1))).toBe(1);
    expect(linesOf(pair.slice(1))).toBe(1);
    const next = [compaction(40, 'hook'), compaction(41, 'otlp')];
    expect(linesOf([...pair, ...next])).toBe(2);
  });
});

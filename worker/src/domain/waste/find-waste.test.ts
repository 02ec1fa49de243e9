import { eventSchema, type StampedEvent } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { findWaste } from './find-waste.ts';
import { wasteStateSchema } from '../../hub/waste/stored-state.ts';
import { newWasteState, WASTE_BOUNDS, type Found } from './waste-state.ts';

const AT = Date.parse('2026-11-11T12:00:00Z');
const SECOND = 1_000;
const MINUTE = 60_000;

/** Micro-dollars a token: 10 of input, 12.5 written for five minutes, 20 for an hour, 1 read. */
const priceOf = (usage: Parameters<Parameters<typeof findWaste>[2]>[0]): number | null =>
  usage.model === 'unknown'
    ? null
    : usage.inputTokens * 10 +
      usage.cacheReadTokens +
      (usage.cacheCreationTokens - usage.cacheCreation1hTokens) * 12.5 +
      usage.cacheCreation1hTokens * 20 +
      usage.outputTokens * 50;

/** What the events of a session show, one after another. */
class Session {
  readonly state = newWasteState();
  found: Found[] = [];
  #count = 0;

  add(type: StampedEvent['type'], time: number, rest: object): this {
    const id = `e${String(this.#count++)}`;
    const event = eventSchema.parse({
      ...{ id, type, time, sessionId: 's', source: type === 'usage' ? 'otlp' : 'hook' },
      ...(type === 'usage' ? { requestId: id, model: 'claude-sonnet-4-5' } : {}),
      ...rest,
    });
    this.found.push(...findWaste(this.state, { ...event, receivedAt: time }, priceOf));
    return this;
  }

  request(time: number, rest: object): this {
    return this.add('usage', time, rest);
  }

  call(time: number, rest: object): this {
    const toolUseId = `t${String(this.#count)}`;
    return this.add('tool.call', time, { toolUseId, state: 'succeeded', ...rest });
  }

  /** By kind, without what is 0. */
  sums(): object {
    const sums: Record<string, Record<string, number>> = {};
    for (const { kind, ...figures } of this.found) {
      for (const [name, value] of Object.entries(figures)) {
        if (value === 0) continue;
        const of = (sums[kind] ??= {});
        of[name] = (of[name] ?? 0) + value;
      }
    }
    return sums;
  }
}

const first = { cacheCreationTokens: 50_000, outputTokens: 100 };
const read = { toolName: 'Read', fingerprint: 'read a', pathFingerprint: 'a' };

describe('the context', () => {
  test('read from the cache is no waste', () => {
    const session = new Session()
      .request(AT, first)
      .request(AT + MINUTE, { cacheReadTokens: 50_000, cacheCreationTokens: 500 });
    expect(session.sums()).toEqual({});
  });

  test('[USE8] sent again before its cache expired is a cache miss, at what it cost beyond reading it', () => {
    const session = new Session()
      .request(AT, first)
      .request(AT + MINUTE, { cacheCreationTokens: 50_500 });
    // 50,000 tokens at 12.5 instead of 1.
    expect(session.sums()).toEqual({
      cache_misses: { count: 1, tokens: 50_000, measuredMicros: 575_000 },
    });
  });

  test('sent again after five minutes, or an hour, had expired while the session was idle', () => {
    const short = new Session()
      .request(AT, first)
      .request(AT + 5 * MINUTE, { cacheCreationTokens: 50_500 });
    expect(short.sums()).toMatchObject({ expired_context: { count: 1, tokens: 50_000 } });
    const hourly = { cacheCreation1hTokens: 50_000 };
    const long = (minutes: number): object =>
      new Session()
        .request(AT, { ...first, ...hourly })
        .request(AT + minutes * MINUTE, { cacheCreationTokens: 50_000 })
        .sums();
    expect(long(59)).toHaveProperty('cache_misses');
    expect(long(60)).toHaveProperty('expired_context');
  });

  test('of another model, another subagent, a small one and a compacted one is nothing to compare with', () => {
    const sums = [
      new Session().request(AT, first).request(AT + MINUTE, { ...first, model: 'other' }),
      new Session().request(AT, first).request(AT + MINUTE, { ...first, agentId: 'helper' }),
      new Session()
        .request(AT, { cacheCreationTokens: 4_095 })
        .request(AT + MINUTE, { cacheCreationTokens: 4_095 }),
      new Session().request(AT, first).request(AT + MINUTE, { cacheCreationTokens: 20_000 }),
      new Session()
        .request(AT, first)
        .add('compaction', AT + SECOND, {})
        .request(AT + MINUTE, first),
    ].map((session) => session.sums());
    expect(sums).toEqual([{}, {}, {}, {}, {}]);
  });

  test('of a request that is reported twice, late, or by an agent itself counts once or not', () => {
    const session = new Session()
      .request(AT, { ...first, requestId: 'r' })
      .request(AT + MINUTE, { ...first, requestId: 'r' })
      .request(AT - MINUTE, first)
      .add('usage', AT + MINUTE, { ...first, source: 'mcp', requestId: undefined });
    expect(session.sums()).toEqual({});
  });

  test('without a list price is counted, with no dollars', () => {
    const unknown = { ...first, model: 'unknown' };
    const session = new Session().request(AT, unknown).request(AT + MINUTE, unknown);
    expect(session.sums()).toEqual({ cache_misses: { count: 1, tokens: 50_000, unpriced: 1 } });
  });
});

test('what an hour in the cache cost is kept beside whether it was ever used', () => {
  const hourly = { cacheCreationTokens: 50_000, cacheCreation1hTokens: 50_000 };
  const session = new Session()
    .request(AT, hourly)
    .request(AT + 4 * MINUTE, { cacheReadTokens: 50_000 });
  // 50,000 tokens at 20 instead of 12.5.
  expect(session.sums()).toEqual({
    hour_cache: { count: 1, tokens: 50_000, measuredMicros: 375_000 },
  });
  session.request(AT + 30 * MINUTE, { cacheReadTokens: 50_000 });
  expect(session.sums()).toHaveProperty('hour_cache_hit');
});

describe('a read', () => {
  test('of what was read is counted, and shares the tokens that came with the next request', () => {
    const session = new Session()
      .request(AT, first)
      .call(AT + SECOND, read)
      .request(AT + 2 * SECOND, {
        cacheReadTokens: 50_000,
        cacheCreationTokens: 2_100,
        outputTokens: 50,
      })
      .call(AT + 3 * SECOND, read)
      .call(AT + 4 * SECOND, { toolName: 'Bash', fingerprint: 'ls' })
      .request(AT + 5 * SECOND, { cacheReadTokens: 52_100, cacheCreationTokens: 4_050 });
    // Half of 4,050 less the answer of 50, written at 12.5.
    expect(session.sums()).toEqual({
      repeated_reads: { count: 1, tokens: 2_000, estimatedMicros: 25_000 },
    });
  });

  test('of another part, after a change or a compaction, or that failed, is none again', () => {
    const session = new Session()
      .call(AT, read)
      .call(AT + 1, { ...read, fingerprint: 'read a, further down' })
      .call(AT + 2, { toolName: 'Edit', fingerprint: 'edit a', pathFingerprint: 'a' })
      .call(AT + 3, read)
      .add('compaction', AT + 4, {})
      .call(AT + 5, read)
      .call(AT + 6, { toolName: 'Read', fingerprint: 'read b', state: 'failed' });
    expect(session.sums()).toEqual({});
  });

  test('that several sources report counts once', () => {
    const twice = { ...read, toolUseId: 'same' };
    const session = new Session()
      .call(AT, { ...twice, state: 'started' })
      .call(AT + 1, { toolUseId: 'same', toolName: 'Read' })
      .call(AT + 2, twice);
    expect(session.sums()).toEqual({});
    expect(session.call(AT + 3, read).sums()).toEqual({ repeated_reads: { count: 1 } });
  });
});

test('a call that failed and fails again is a retry; one that then succeeds, or is denied, is none', () => {
  const build = { toolName: 'Bash', fingerprint: 'build', state: 'failed' };
  const session = new Session()
    .request(AT, first)
    .call(AT + 1, build)
    .call(AT + 2, build)
    .request(AT + 3, { cacheReadTokens: 50_000, cacheCreationTokens: 10 })
    .call(AT + 4, { ...build, state: 'succeeded' })
    .call(AT + 5, build)
    .call(AT + 6, { ...build, state: 'denied' })
    .add('error', AT + 7, { errorType: 'overloaded', isAfterRetries: true });
  // One of two calls of a request of 50,000 written and 100 of output.
  expect(session.sums()).toEqual({ retries: { count: 2, estimatedMicros: 315_000 } });
});

test('what is kept of a session is bounded and read back as it was', () => {
  const session = new Session();
  for (let index = 0; index < 1_000; index++) {
    const at = AT + index;
    session.call(at, { toolName: 'Read', fingerprint: `f${String(index)}`, pathFingerprint: 'p' });
    session.call(at, { fingerprint: `g${String(index)}`, state: 'failed' });
    session.call(at, { fingerprint: `h${String(index)}`, state: 'started' });
    session.request(at, { ...first, agentId: `a${String(index)}` });
  }
  for (const [name, most] of Object.entries(WASTE_BOUNDS)) {
    expect
      .soft(new Map<string, unknown[]>(Object.entries(session.state)).get(name)?.length)
      .toBe(most);
  }
  expect(wasteStateSchema.parse(JSON.parse(JSON.stringify(session.state)))).toEqual(session.state);
});

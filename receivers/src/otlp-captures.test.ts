import { describe, expect, test } from 'vitest';
import type { EventOf, TelemetryEvent } from '@claude-monitor/protocol';
import { eventsOf, readCapture, truthOf, bodyOf, normalise } from './testing/captures.fixture.ts';

const ofType = <Type extends TelemetryEvent['type']>(events: TelemetryEvent[], type: Type) =>
  events.filter((event): event is EventOf<Type> => event.type === type);

/** Sums of requests, by subagent, as the truth of the captures names them. */
function sumsByAgent(events: TelemetryEvent[]) {
  const sums: Record<string, Record<string, number>> = {};
  for (const event of ofType(events, 'usage')) {
    const sum = (sums[event.agentId ?? 'main'] ??= {});
    const add = (key: string, value: number) => (sum[key] = (sum[key] ?? 0) + value);
    add('input_tokens', event.inputTokens);
    add('output_tokens', event.outputTokens);
    add('cache_read_tokens', event.cacheReadTokens);
    add('cache_creation_tokens', event.cacheCreationTokens);
    add('cost_usd_micros', event.clientCostMicros ?? Number.NaN);
    add('requests', 1);
  }
  return sums;
}

const truthByAgent = (run: string) =>
  Object.fromEntries(
    Object.entries(truthOf(`otlp-json/${run}`).by_agent_from_api_request_events ?? {}).map(
      ([key, sums]) => [key.split('|')[0], sums],
    ),
  );

/** Of each cell the greatest reading, summed by name and type. */
function metricTotals(events: TelemetryEvent[]) {
  const cells = new Map<string, EventOf<'metric'>>();
  for (const event of ofType(events, 'metric')) {
    const { sessionId, name, attributes, startAt } = event;
    const key = JSON.stringify([sessionId, name, attributes, startAt]);
    if ((cells.get(key)?.value ?? -1) < event.value) cells.set(key, event);
  }
  const totals: Record<string, number> = {};
  for (const { name, value, attributes } of cells.values()) {
    const key = name === 'tokens' ? `${name} ${attributes?.['type'] ?? ''}` : name;
    totals[key] = (totals[key] ?? 0) + value;
  }
  return totals;
}

const truthTotals = (capture: string) => {
  const totals: Record<string, number> = { cost: 0 };
  const add = (key: string, value: number) => (totals[key] = (totals[key] ?? 0) + value);
  for (const model of Object.values(truthOf(capture).result_modelUsage)) {
    add('tokens input', model.inputTokens);
    add('tokens output', model.outputTokens);
    add('tokens cacheRead', model.cacheReadInputTokens);
    add('tokens cacheCreation', model.cacheCreationInputTokens);
    add('cost', model.costUSD * 1e6);
  }
  return totals;
};

/** A span of a request is that request once more, by its id. */
const isNoSpan = (event: TelemetryEvent): boolean =>
  event.type !== 'usage' || event.isCacheDurationUnsaid !== true;

describe('captures of the real client', () => {
  test.each(['json', 'bg', 'skill', 'compact', 'resume'])(
    '[USE2] the requests of %s add up to its truth, by instance',
    (run) => {
      expect(sumsByAgent(eventsOf(run).filter(isNoSpan))).toEqual(truthByAgent(run));
    },
  );

  test('[USE2] JSON and protobuf of the same session say the same', () => {
    const shape = (run: string) =>
      ofType(eventsOf(run).filter(isNoSpan), 'usage').map(
        ({ inputTokens, outputTokens, cacheReadTokens, querySource }) => ({
          inputTokens,
          outputTokens,
          cacheReadTokens,
          querySource,
        }),
      );
    expect(shape('protobuf')).toEqual(shape('json'));
    const kinds = (run: string) =>
      eventsOf(run)
        .map(({ type }) => type)
        .filter((type) => type !== 'metric')
        .sort();
    expect(kinds('protobuf')).toEqual(kinds('json'));
  });

  test('[USE3] the requests of the protobuf session cost what the client says', () => {
    const cost = ofType(eventsOf('protobuf'), 'usage').map((event) => event.clientCostMicros ?? 0);
    const truth = truthOf('otlp-protobuf/full').result_total_cost_usd * 1e6;
    expect(Math.abs(cost.reduce((sum, part) => sum + part) - truth)).toBeLessThanOrEqual(3);
  });

  test.each([
    ['json', 'otlp-json/json'],
    ['bg', 'otlp-json/bg'],
    ['cumul', 'otlp-json/cumul'],
    ['unknownmodel', 'otlp-json/unknownmodel'],
    ['protobuf', 'otlp-protobuf/full'],
  ])('[USE2] the metrics of %s, delta or cumulative, add up to its truth', (run, capture) => {
    const totals = metricTotals(eventsOf(run));
    const truth = truthTotals(capture);
    for (const [key, value] of Object.entries(truth)) {
      expect([key, totals[key]]).toEqual([key, expect.closeTo(value, 3)]);
    }
  });

  test('[USE2] metrics in another order, and twice, add up to the same', () => {
    const events = eventsOf('cumul');
    const disordered = metricTotals([...events.toReversed(), ...events]);
    for (const [key, value] of Object.entries(metricTotals(events))) {
      expect([key, disordered[key]]).toEqual([key, expect.closeTo(value, 6)]);
    }
  });

  test.each(['json', 'bg', 'inter', 'protobuf', 'compact', 'resume', 'skill', 'fatal'])(
    '[ING2] no two records of %s have the same id, and none is refused or unknown',
    (run) => {
      const ids = eventsOf(run).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const capture of readCapture(run)) {
        const batch = normalise(capture.signal, bodyOf(capture));
        expect([capture.file, batch.refused, batch.unknown]).toEqual([capture.file, [], []]);
      }
    },
  );

  test('[ING2] compaction and resumption of one session have different events', () => {
    const ids = [...eventsOf('compact'), ...eventsOf('resume')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([
    ['json', 1, 171],
    ['bg', 1, 113],
    ['protobuf', 1, null],
    ['inter', 2, null],
  ])('[USE5] %s is numbered without a gap, noise included', (run, sessions, records) => {
    const intervals = ofType(eventsOf(run), 'sequence').toSorted((a, b) => a.from - b.from);
    expect(new Set(intervals.map(({ sessionId }) => sessionId)).size).toBe(sessions);
    let next = 0;
    for (const { from, to, count, process, time } of intervals) {
      expect(process).toBe(`${String(from)}@${String(time)}`);
      expect(from).toBe(next);
      expect(count).toBe(to - from + 1);
      next = to + 1;
    }
    const received = readCapture(run)
      .filter(({ signal }) => signal === 'logs')
      .reduce((sum, capture) => sum + normalise('logs', bodyOf(capture)).records, 0);
    expect(next).toBe(records ?? received);
  });

  test('tools, prompts, subagents, compaction and errors are read', () => {
    const json = eventsOf('json');
    expect(ofType(json, 'prompt')).toMatchObject([{ length: 25 }]);
    expect(ofType(json, 'subagent.end')).toMatchObject([
      { agentId: 'ac723814b44fc3cba', agentType: 'general-purpose' },
    ]);
    expect(ofType(json, 'tool.call').find(({ toolName }) => toolName === 'Agent')).toMatchObject({
      state: 'succeeded',
      duration: 440,
    });
    expect(ofType(eventsOf('inter'), 'tool.call').map(({ state }) => state)).toContain('denied');
    expect(ofType(eventsOf('compact'), 'compaction')).toMatchObject([
      { trigger: 'manual', preTokens: 4302, postTokens: 2692 },
    ]);
    const errors = ofType(eventsOf('fatal'), 'error');
    expect(errors).toMatchObject([
      { errorType: 'invalid_request', errorMessage: 'HTTP 400, attempt 1' },
    ]);
  });

  test('[USE2] spans of Claude Code tell its requests by the ids of its log records, and nothing else', () => {
    const told = (signal: 'logs' | 'traces') =>
      readCapture('protobuf')
        .filter((capture) => capture.signal === signal)
        .flatMap((capture) => normalise(signal, bodyOf(capture)).events);
    const spans = told('traces');
    const counts = ofType(spans, 'usage').map(
      ({ requestId, inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens }) => ({
        requestId,
        inputTokens,
        outputTokens,
        cacheReadTokens,
        cacheCreationTokens,
      }),
    );
    expect(counts.length).toBeGreaterThan(0);
    expect(spans).toHaveLength(counts.length);
    const logs = ofType(told('logs'), 'usage');
    for (const request of counts) {
      expect(logs.find(({ requestId }) => requestId === request.requestId)).toMatchObject(request);
    }
  });

  test('[PRX4] no text of prompts, answers or errors gets through', () => {
    for (const run of ['json', 'fatal', 'inter', 'protobuf']) {
      const text = JSON.stringify(eventsOf(run));
      expect(text).not.toMatch(/REDACTED|malformed|scripted/);
    }
  });
});

test('[USE2] attributes that a collector moved into the body are read there', () => {
  const usageOf = (events: readonly { type: string }[]) =>
    events.filter(({ type }) => type === 'usage');
  const events = readCapture('bg').flatMap(({ signal, bytes }) => {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes), (key, value: unknown) =>
      key === 'logRecords' && Array.isArray(value)
        ? value.map(({ attributes, ...record }) => ({
            ...record,
            body: { kvlistValue: { values: attributes } },
          }))
        : value,
    );
    return normalise(signal, { json }).events;
  });
  expect(usageOf(events)).toEqual(usageOf(eventsOf('bg')));
});

test.each([
  ['switched off', null],
  ['blanked by a collector', { stringValue: '' }],
])('[USE2] with session.id %s, logs and metrics are one session of their user', (_, left) => {
  const events = readCapture('bg').flatMap((capture) => {
    const json: unknown = JSON.parse(
      new TextDecoder().decode(capture.bytes),
      (key, value: unknown) => {
        if (key !== 'attributes' || !Array.isArray(value)) return value;
        const others = value.filter((item) => item.key !== 'session.id');
        return left === null ? others : [...others, { key: 'session.id', value: left }];
      },
    );
    return normalise(capture.signal, { json }).events;
  });
  expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect(events.some(({ type }) => type === 'metric')).toBe(true);
  expect(events.filter(({ type }) => type === 'usage')).toHaveLength(
    eventsOf('bg').filter(({ type }) => type === 'usage').length,
  );
  expect(events.filter(({ type }) => type === 'sequence')).toEqual([]);
});

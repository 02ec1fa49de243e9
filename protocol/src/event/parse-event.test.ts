import { describe, expect, it } from 'vitest';
import { LIMITS } from '../limits.ts';
import { parseEvent } from './parse-event.ts';

const usage = { id: 'e', type: 'usage', sessionId: 's', time: 1, inputTokens: 1 };
const without = (name: keyof typeof usage) =>
  Object.fromEntries(Object.entries(usage).filter(([key]) => key !== name));

const REFUSED: [string, unknown, string, string][] = [
  ['nothing', null, 'invalid_event', ''],
  ['a text', 'usage', 'invalid_event', ''],
  ['a list', [usage], 'invalid_event', ''],
  ['no type', without('type'), 'unknown_type', 'type'],
  ['an unknown type', { ...usage, type: 'usages' }, 'unknown_type', 'type'],
  ['a type named like a property', { ...usage, type: 'constructor' }, 'unknown_type', 'type'],
  ['a type that is no text', { ...usage, type: 3 }, 'unknown_type', 'type'],
  ['no id', without('id'), 'missing_id', 'id'],
  ['an empty id', { ...usage, id: '' }, 'invalid_event', 'id'],
  ['an id of 10,000 characters', { ...usage, id: 'x'.repeat(10_000) }, 'too_long', 'id'],
  ['no session', without('sessionId'), 'invalid_event', 'sessionId'],
  ['an empty session', { ...usage, sessionId: '' }, 'invalid_event', 'sessionId'],
  ['no time', without('time'), 'invalid_event', 'time'],
  ['a time without a zone', { ...usage, time: '2026-03-02T10:00:00' }, 'invalid_event', 'time'],
  ['a time in words', { ...usage, time: 'yesterday' }, 'invalid_event', 'time'],
  ['a time before 1970', { ...usage, time: -1 }, 'invalid_event', 'time'],
  ['a time that is no number', { ...usage, time: Number.NaN }, 'invalid_event', 'time'],
  ['negative tokens', { ...usage, inputTokens: -1 }, 'invalid_event', 'inputTokens'],
  ['fractional tokens', { ...usage, inputTokens: 1.5 }, 'invalid_event', 'inputTokens'],
  ['tokens as text', { ...usage, inputTokens: '12' }, 'invalid_event', 'inputTokens'],
  ['more tokens than there are', { ...usage, inputTokens: 1e15 }, 'invalid_event', 'inputTokens'],
  ['an unknown source', { ...usage, source: 'me' }, 'invalid_event', 'source'],
  ['a name that is a list', { ...usage, agentName: ['a'] }, 'invalid_event', 'agentName'],
  [
    'progress past the end',
    { id: 'e', type: 'task.progress', sessionId: 's', time: 1, taskId: 't', progress: 2 },
    'invalid_event',
    'progress',
  ],
  [
    'a dependency without a name',
    { id: 'e', type: 'task.plan', sessionId: 's', time: 1, taskId: 't', dependsOn: ['a', ''] },
    'invalid_event',
    'dependsOn[1]',
  ],
];

describe('parseEvent', () => {
  it.each(REFUSED)('[ING3] refuses %s, with a code and the field', (_, raw, code, path) => {
    expect(parseEvent(raw)).toMatchObject({ ok: false, code, path });
  });

  it('takes times as ISO 8601 with a zone and as epoch ms, and the last year there is', () => {
    const at = (time: unknown) => parseEvent({ ...usage, time });
    expect(at('2026-03-02T10:00:00.5+01:00')).toMatchObject({
      event: { time: Date.UTC(2026, 2, 2, 9, 0, 0, 500) },
    });
    expect(at(1.4)).toMatchObject({ event: { time: 1 } });
    expect(at('9999-12-31T23:59:59Z')).toMatchObject({ ok: true });
  });

  it('[ING3] drops fields it does not know, and fills in what was left out', () => {
    const parsed = parseEvent({ ...usage, prompt: 'secret', provenance: 'measured' });
    expect(parsed).toEqual({
      ok: true,
      event: {
        ...usage,
        source: 'api',
        outputTokens: 0,
        cacheReadTokens: 0,
        cacheCreationTokens: 0,
      },
    });
  });

  it('[PRX4] cuts text that was opted in, and refuses no event for it', () => {
    const parsed = parseEvent({ ...usage, text: { prompt: 'x'.repeat(100_000) } });
    expect(parsed.ok && parsed.event.text?.prompt?.length).toBe(LIMITS.optedInTextLength);
  });

  it.each(['__proto__', 'constructor', 'toString', '<img src=x onerror=alert(1)>', '\ud800'])(
    'takes %j as an id and as a key for what it is: text',
    (name) => {
      const raw: unknown = JSON.parse(
        `{"${name}":{"polluted":true},"attributes":{"${name}":"v"},"type":"metric","name":"cost",
          "value":1,"time":1,"id":${JSON.stringify(name)},"sessionId":${JSON.stringify(name)}}`,
      );
      const parsed = parseEvent(raw);
      expect(parsed).toMatchObject({ ok: true, event: { id: name, sessionId: name } });
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      expect('polluted' in {}).toBe(false);
    },
  );
});

const base = { id: 'e', sessionId: 's', time: 1 };
const metric = { ...base, type: 'metric', name: 'tokens', value: 1 };
const sequence = { ...base, type: 'sequence', process: 'p', from: 0, to: 1, count: 2 };
const contextReading = { ...base, type: 'session.context' };
const compaction = { ...base, type: 'compaction' };
const complete = { ...base, type: 'task.complete', taskId: 't', status: 'success' };
const call = { ...base, type: 'tool.call', toolUseId: 'u', state: 'succeeded' };
const progress = { ...base, type: 'task.progress', taskId: 't', progress: 0 };

const BOUNDED: [string, object, string, number][] = [
  ...['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheCreationTokens'].flatMap(
    (field): [string, object, string, number][] => [
      ['a usage', usage, field, LIMITS.tokensPerEvent],
      ['a running total', { ...usage, cumulative: true }, field, LIMITS.tokensPerReading],
    ],
  ),
  ['a usage', usage, 'cacheCreation1hTokens', LIMITS.tokensPerEvent],
  ['a usage', usage, 'contextWindow', LIMITS.tokensPerEvent],
  ['a usage', usage, 'clientCostMicros', LIMITS.costMicrosPerEvent],
  ['a gauge', contextReading, 'contextTokens', LIMITS.tokensPerEvent],
  ['a gauge', contextReading, 'contextWindow', LIMITS.tokensPerEvent],
  ['a gauge', contextReading, 'clientCostMicros', LIMITS.costMicrosPerEvent],
  ['a compaction', compaction, 'preTokens', LIMITS.tokensPerEvent],
  ['a compaction', compaction, 'postTokens', LIMITS.tokensPerEvent],
  ['a sequence', sequence, 'from', LIMITS.sequenceNumber],
  ['a sequence', sequence, 'to', LIMITS.sequenceNumber],
  ['a sequence', sequence, 'count', LIMITS.sequenceNumber],
  ['a prompt', { ...base, type: 'prompt' }, 'length', LIMITS.promptLength],
  ['a completion', complete, 'duration', LIMITS.horizonMs],
  ['a tool call', call, 'duration', LIMITS.horizonMs],
  ['progress', progress, 'progress', 1],
  ['a count of tokens', metric, 'value', LIMITS.tokensPerReading],
  ['a cost', { ...metric, name: 'cost' }, 'value', LIMITS.costMicrosPerEvent],
  ['lines', { ...metric, name: 'lines' }, 'value', LIMITS.workPerReading],
  ['commits', { ...metric, name: 'commits' }, 'value', LIMITS.workPerReading],
  ['pull_requests', { ...metric, name: 'pull_requests' }, 'value', LIMITS.workPerReading],
  ['active_time', { ...metric, name: 'active_time' }, 'value', LIMITS.horizonMs],
];

describe('[ING7] every number has a bound', () => {
  it.each(BOUNDED)('%s %o: %s up to %d', (_, event, field, most) => {
    expect(parseEvent({ ...event, [field]: most })).toMatchObject({ ok: true });
    for (const wrong of [most + 1, -1, 9.1e15, 1e308, Infinity, -Infinity, Number.NaN]) {
      const refused = { ok: false, code: 'invalid_event', path: field };
      expect(parseEvent({ ...event, [field]: wrong })).toMatchObject(refused);
    }
  });

  it('and ninety thousand of the greatest of them add up to a safe integer', () => {
    const events = 90_000;
    for (const most of [
      LIMITS.tokensPerEvent,
      LIMITS.tokensPerReading,
      LIMITS.costMicrosPerEvent,
      LIMITS.sequenceNumber,
      LIMITS.horizonMs,
      LIMITS.workPerReading,
    ]) {
      expect(Number.isSafeInteger(most * events)).toBe(true);
    }
  });
});

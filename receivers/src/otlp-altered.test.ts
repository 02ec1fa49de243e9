import { describe, expect, test } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol';
import { normaliseOtlp } from './otlp.ts';
import type { OtlpBatch } from './otlp/batch.ts';
import { jsonOf, normalise, readCapture, type Capture } from './testing/captures.fixture.ts';

/** Each attribute and each wire type of the captures altered by itself; what is random is in otlp-hostile. */
const captures = ['bg', 'compact', 'cumul', 'fatal', 'resume', 'skill'].flatMap(readCapture);
const ofSignal = (signal: Capture['signal']) =>
  captures.filter((capture) => capture.signal === signal);

const usageOf = ({ events }: OtlpBatch) => events.filter(({ type }) => type === 'usage');
const tokensOf = (batch: OtlpBatch): number =>
  usageOf(batch).reduce((sum, event) => sum + ('inputTokens' in event ? event.inputTokens : 0), 0);

function attributesIn(tree: unknown): string[] {
  const names = new Set<string>();
  JSON.stringify(tree, (key, value: unknown) => {
    if (key === 'attributes' && Array.isArray(value)) {
      for (const attribute of value) names.add(String(Reflect.get(attribute, 'key')));
    }
    return value;
  });
  return [...names];
}

function withAttribute(tree: unknown, name: string, change: (value: object) => object | null) {
  return JSON.parse(JSON.stringify(tree), (key, value: unknown) => {
    if (key !== 'attributes' || !Array.isArray(value)) return value;
    return value.flatMap((attribute: { key: string; value: object }) => {
      if (attribute.key !== name) return [attribute];
      const changed = change(attribute.value);
      return changed === null ? [] : [{ key: name, value: changed }];
    });
  });
}

/** What another sender might have made of a value. */
const OTHER_TYPES: [string, (text: string) => object][] = [
  ['text', (text) => ({ stringValue: text })],
  ['an integer', (text) => ({ intValue: Number.isInteger(Number(text)) ? Number(text) : 7 })],
  ['an integer as text', (text) => ({ intValue: text })],
  ['a double', (text) => ({ doubleValue: Number.isNaN(Number(text)) ? 0.5 : Number(text) })],
  ['a boolean', () => ({ boolValue: true })],
  ['bytes', () => ({ bytesValue: 'AAAA' })],
  ['a list', (text) => ({ arrayValue: { values: [{ stringValue: text }] } })],
  ['a map', (text) => ({ kvlistValue: { values: [{ key: 'k', value: { stringValue: text } }] } })],
  ['nothing', () => ({})],
  ['of the future', (text) => ({ newValue: text })],
];

/** Without these a record says nothing that could be taken. */
const NEEDED = ['session.id', 'event.name'];
const TOKENS = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens'];

function oneOfEach(): unknown {
  const records = new Map<string, object>();
  let frame: unknown = null;
  for (const capture of ofSignal('logs')) {
    frame = JSON.parse(JSON.stringify(jsonOf(capture)), (key, value: unknown) => {
      if (key !== 'logRecords' || !Array.isArray(value)) return value;
      for (const record of value) records.set(JSON.stringify(record.body), record);
      return [];
    });
  }
  return JSON.parse(JSON.stringify(frame), (key, value: unknown) =>
    key === 'logRecords' ? [...records.values()] : value,
  );
}

describe('attributes of log records', () => {
  const tree = oneOfEach();
  const names = attributesIn(tree);
  const whole = normalise('logs', { json: tree });

  test('[ING3] each missing by itself takes no request away but where it is the request', () => {
    expect(usageOf(whole)).toHaveLength(1);
    for (const name of names) {
      const batch = normalise('logs', { json: withAttribute(tree, name, () => null) });
      if (!NEEDED.includes(name)) expect([name, usageOf(batch).length]).toEqual([name, 1]);
      for (const { path } of batch.refused) expect(path).not.toBe('');
    }
  });

  test.each(OTHER_TYPES)('[ING3] each as %s: read, or refused by its name', (_, toValue) => {
    for (const name of names) {
      const altered = withAttribute(tree, name, (value) =>
        toValue(String(Object.values(value)[0])),
      );
      const batch = normalise('logs', { json: altered });
      expect(usageOf(batch).length).toBeLessThanOrEqual(1);
      // Nothing else than the counts themselves can change what is counted.
      if (![...NEEDED, ...TOKENS].includes(name)) {
        expect([name, tokensOf(batch)]).toEqual([name, tokensOf(whole)]);
      }
      for (const { code, path } of batch.refused) {
        expect([typeof code, path === '']).toEqual(['string', false]);
      }
    }
  });
});

describe('metrics', () => {
  const points = (batch: OtlpBatch) => batch.events.filter(({ type }) => type === 'metric');

  test('[ING3] an attribute that is missing takes no point away but the session', () => {
    for (const capture of ofSignal('metrics')) {
      const tree = jsonOf(capture);
      const whole = points(normalise('metrics', { json: tree })).length;
      for (const name of attributesIn(tree).filter((known) => known !== 'session.id')) {
        const batch = normalise('metrics', { json: withAttribute(tree, name, () => null) });
        expect([name, points(batch).length]).toEqual([name, whole]);
      }
    }
  });

  test.each([
    ['a temporality of the future', 7],
    ['no temporality', 0],
    ['a temporality in words that nobody knows', 'AGGREGATION_TEMPORALITY_NEW'],
    ['a temporality of a wrong type', { value: 1 }],
  ])('[ING3] of %s refuse their points, and add nothing', (_, temporality) => {
    for (const capture of ofSignal('metrics')) {
      const tree: unknown = JSON.parse(JSON.stringify(jsonOf(capture)), (key, value) =>
        key === 'aggregationTemporality' ? temporality : value,
      );
      const whole = normalise('metrics', { json: jsonOf(capture) });
      const batch = normalise('metrics', { json: tree });
      expect([batch.events, batch.refused.length]).toEqual([[], points(whole).length]);
      expect(new Set(batch.refused.map(({ path }) => path))).toEqual(
        new Set(points(whole).length === 0 ? [] : ['aggregationTemporality']),
      );
    }
  });
});

describe('protobuf', () => {
  test('[ING3] with any wire type in the place of another: read or refused, never more', () => {
    for (const { signal, bytes } of readCapture('protobuf')) {
      const whole = kept(normalise(signal, { protobuf: bytes }));
      for (const at of tagsIn(bytes)) {
        for (let wireType = 0; wireType < 8; wireType++) {
          const altered = Uint8Array.from(bytes);
          altered[at] = ((altered[at] ?? 0) & ~7) | wireType;
          const result = normaliseOtlp(signal, { protobuf: altered });
          if (!result.ok) expect(result.code).toBe('invalid_body');
          else expect(kept(result.batch).length).toBeLessThanOrEqual(whole.length);
        }
      }
    }
  });

  const kept = ({ events }: OtlpBatch): TelemetryEvent[] =>
    events.filter(({ type }) => type !== 'sequence');

  const TAGS_OF_CAPTURE = 12;

  /** Where the tags stand, of messages within messages too; every so many is enough. */
  function tagsIn(bytes: Uint8Array): number[] {
    const tags: number[] = [];
    walk(0, bytes.length, 0);
    const step = Math.ceil(tags.length / TAGS_OF_CAPTURE);
    return tags.filter((_, index) => index % step === 0);

    function walk(from: number, to: number, depth: number): boolean {
      let at = from;
      const found: [tag: number, start: number, end: number][] = [];
      while (at < to) {
        const tag = at;
        const wireType = (bytes[at] ?? 0) & 7;
        if ((bytes[at++] ?? 0) >= 128) return false;
        if (wireType === 1) at += 8;
        else if (wireType === 5) at += 4;
        else if (wireType === 0) while ((bytes[at++] ?? 0) >= 128);
        else if (wireType === 2) {
          let length = 0;
          for (let shift = 0; ; shift += 7) {
            const byte = bytes[at++] ?? 0;
            length += (byte & 127) * 2 ** shift;
            if (byte < 128 || shift > 28) break;
          }
          found.push([tag, at, at + length]);
          at += length;
          continue;
        } else return false;
        found.push([tag, at, at]);
      }
      if (at !== to) return false;
      for (const [tag, start, end] of found) {
        tags.push(tag);
        // What reads as a message may be one.
        if (end > start && depth < 6) walk(start, end, depth + 1);
      }
      return true;
    }
  }
});

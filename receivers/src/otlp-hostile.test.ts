import { describe, expect, test } from 'vitest';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import type { TelemetryEvent } from '@claude-monitor/protocol';
import { normaliseOtlp } from './otlp.ts';
import { OTLP_SIGNALS } from './otlp/wire.ts';
import {
  bodyOf,
  jsonOf,
  normalise,
  readCapture,
  type Capture,
} from './testing/captures.fixture.ts';

const SEEDS = [1, 2, 3];
const protobuf = readCapture('protobuf');
const jsonLogs = ['json', 'bg'].flatMap(readCapture).filter(({ signal }) => signal === 'logs');

const usageOf = (events: readonly TelemetryEvent[]) =>
  events.filter(({ type }) => type === 'usage').map((event) => JSON.stringify(event));

const usageIn = (capture: Capture) => usageOf(normalise(capture.signal, bodyOf(capture)).events);

function nodesOf(tree: unknown): { holder: object; key: string }[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.keys(tree).flatMap((key) => [
    { holder: tree, key },
    ...nodesOf(Reflect.get(tree, key)),
  ]);
}

const junk = (random: Random): unknown =>
  random.pick([
    null,
    true,
    -1,
    1e308,
    0.5,
    '',
    'NaN',
    '__proto__',
    'x'.repeat(10_000),
    [],
    [null, 7, [[]]],
    {},
    { stringValue: 5, intValue: {} },
    { values: [{ value: {} }] },
  ]);

function spoil(tree: object, random: Random): void {
  const [first, ...rest] = nodesOf(tree);
  if (first === undefined) return;
  const { holder, key } = random.pick([first, ...rest]);
  if (random.chance(0.3)) Reflect.deleteProperty(holder, key);
  else Reflect.set(holder, key, junk(random));
}

function recordsIn(request: unknown): object[] {
  const records = nodesOf(request).find(({ key }) => key === 'logRecords');
  if (records === undefined) throw new Error('no records');
  return Reflect.get(records.holder, records.key);
}

describe('a request that was spoilt on its way', () => {
  test('[ING3] protobuf cut at each tenth: read as far as it goes, or refused', () => {
    for (const capture of protobuf) {
      const whole = usageIn(capture);
      for (let tenth = 1; tenth < 10; tenth++) {
        const bytes = capture.bytes.subarray(0, (capture.bytes.length * tenth) / 10);
        const result = normaliseOtlp(capture.signal, { protobuf: bytes });
        if (result.ok) expect(whole).toEqual(expect.arrayContaining(usageOf(result.batch.events)));
        else expect(result.code).toBe('invalid_body');
      }
    }
  });

  test.each(SEEDS)(
    '[ING3] protobuf with a bit turned costs no more than it hit, seed %i',
    (seed) => {
      const random = seeded(seed);
      let [all, kept, refused] = [0, 0, 0];
      for (let round = 0; round < 400; round++) {
        const [first, ...rest] = protobuf;
        if (first === undefined) throw new Error('no capture');
        const capture = random.pick([first, ...rest]);
        const bytes = Uint8Array.from(capture.bytes);
        const at = random.between(0, bytes.length - 1);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7));
        const result = normaliseOtlp(capture.signal, { protobuf: bytes });
        if (!result.ok) {
          refused++;
          continue;
        }
        const after = new Set(usageOf(result.batch.events));
        const whole = usageIn(capture);
        all += whole.length;
        kept += whole.filter((event) => after.has(event)).length;
      }
      expect(refused).toBeLessThan(20);
      expect(kept / all).toBeGreaterThan(0.9);
    },
  );

  test.each(SEEDS)('[ING3] JSON with junk in it is never a throw, seed %i', (seed) => {
    const random = seeded(seed);
    for (const capture of [...readCapture('cumul'), ...readCapture('json'), ...readCapture('bg')]) {
      for (let round = 0; round < 20; round++) {
        const tree = { request: jsonOf(capture) };
        for (let count = random.between(1, 5); count > 0; count--) spoil(tree, random);
        const result = normaliseOtlp(capture.signal, { json: tree.request });
        if (!result.ok) expect(result.code).toBe('invalid_body');
      }
    }
  });

  test.each(SEEDS)('[ING3] a record with junk in it costs only itself, seed %i', (seed) => {
    const random = seeded(seed);
    for (const capture of jsonLogs) {
      for (let round = 0; round < 20; round++) {
        const tree = jsonOf(capture);
        const records = recordsIn(tree);
        const hit = random.between(0, records.length - 1);
        const [spoilt] = records.splice(hit, 1);
        if (spoilt === undefined) throw new Error('no record');
        const others = usageOf(normalise('logs', { json: tree }).events);
        spoil(spoilt, random);
        records.splice(hit, 0, spoilt);
        const after = usageOf(normalise('logs', { json: tree }).events);
        expect(after).toEqual(expect.arrayContaining(others));
        expect(after.length).toBeLessThanOrEqual(others.length + 1);
      }
    }
  });

  test('unknown fields, attributes and enum values change no total', () => {
    for (const capture of jsonLogs) {
      const tree = jsonOf(capture);
      for (const record of recordsIn(tree)) {
        Object.assign(record, { severityNumber: 'SEVERITY_NUMBER_NEW', newField: { deep: [1] } });
        const attributes: unknown = Reflect.get(record, 'attributes');
        if (!Array.isArray(attributes)) throw new Error('no attributes');
        attributes.unshift(
          { key: 'input_tokens_v2', value: { intValue: 1e6 } },
          { key: 'a.map', value: { kvlistValue: { values: [{ key: 'k', value: {} }] } } },
          { key: 'cost_eur', value: { newValue: 5 } },
        );
      }
      expect(usageOf(normalise('logs', { json: tree }).events)).toEqual(usageIn(capture));
      const { unknown } = normalise('logs', { json: tree });
      expect(unknown).toMatchObject([
        { kind: 'attribute', name: 'input_tokens_v2', version: '2.1.330' },
      ]);
      expect(unknown[0]?.count).toBe(recordsIn(tree).length);
    }
  });

  test.each(OTLP_SIGNALS)(
    '[ING4] %s: lengths of 2 GB and wrong wire types are refused',
    (signal) => {
      const lengths = [0xff, 0xff, 0xff, 0xff, 0x07];
      const bodies = [
        [0x0a, ...lengths],
        [0x0a, 0x06, 0x0a, ...lengths],
        [0x0a, 0x08, 0x12, 0x06, 0x12, ...lengths],
        [0x08, 0x01],
        [0x0d, 0, 0, 0, 0],
        [0x0b],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      ];
      for (const bytes of bodies) {
        const result = normaliseOtlp(signal, { protobuf: Uint8Array.from(bytes) });
        expect(result.ok ? result.batch.events : []).toEqual([]);
      }
    },
  );

  test.each(SEEDS)('[ING3] noise is never a throw, seed %i', (seed) => {
    const random = seeded(seed);
    for (let round = 0; round < 2_000; round++) {
      const bytes = Uint8Array.from({ length: random.between(1, 200) }, () =>
        random.between(0, 255),
      );
      for (const signal of OTLP_SIGNALS) normaliseOtlp(signal, { protobuf: bytes });
    }
  });

  test('[ING3] attributes that are missing, one by one, make no other record wrong', () => {
    const [capture] = jsonLogs.filter((log) => usageIn(log).length > 1);
    if (capture === undefined) throw new Error('no capture');
    const whole = usageIn(capture).length;
    for (const key of [
      'model',
      'request_id',
      'event.sequence',
      'event.timestamp',
      'prompt.id',
      'agent_id',
    ]) {
      expect([key, usageOf(without(capture, key)).length]).toEqual([key, whole]);
    }
    for (const key of ['session.id', 'event.name']) {
      const { events } = normalise('logs', { json: withoutAttribute(capture, key) });
      expect(events.length).toBeGreaterThanOrEqual(0);
    }
    // Switched off by its user: of all of whose sessions it is then one.
    const sessions = without(capture, 'session.id').map(({ sessionId }) => sessionId);
    expect(new Set(sessions).size).toBe(1);
    expect(sessions[0]).toMatch(/^session\.id switched off by [0-9a-f]{64}$/);
  });
});

const without = (capture: Capture, key: string) =>
  normalise('logs', { json: withoutAttribute(capture, key) }).events;

function withoutAttribute(capture: Capture, key: string): unknown {
  return JSON.parse(JSON.stringify(jsonOf(capture)), (name, value) =>
    name === 'attributes' && Array.isArray(value)
      ? value.filter((attribute) => attribute.key !== key)
      : value,
  );
}

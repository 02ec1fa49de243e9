import type { JsonValue } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { normaliseOtlp } from './otlp.ts';
import { toProtobuf } from './testing/encodings.fixture.ts';
import { EXAMPLES } from './testing/otlp-examples.fixture.ts';

describe("the standard's example", () => {
  test.each(EXAMPLES)('%s comes to the same in protobuf as in JSON', (_, signal, json) => {
    const sent: JsonValue = JSON.parse(JSON.stringify(json));
    const inProtobuf = normaliseOtlp(signal, { protobuf: toProtobuf(signal, sent) });
    expect(inProtobuf).toEqual(normaliseOtlp(signal, { json }));
    expect(inProtobuf.ok).toBe(true);
  });

  test.each(EXAMPLES)(
    '%s is taken, says nothing about an agent, and is counted by its sender',
    (_, signal, json, records) => {
      const result = normaliseOtlp(signal, { json });
      expect(result).toMatchObject({
        ok: true,
        batch: { events: [], refused: [], records, others: records },
      });
      if (!result.ok) throw new Error(result.message);
      expect(result.batch.unknown).toMatchObject([
        { client: 'my.service', name: 'not-about-an-agent', count: records },
      ]);
    },
  );
});

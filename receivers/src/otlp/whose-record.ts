import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { OtlpSignal } from './wire.ts';

/**
 * The wire types of a record's fields by their numbers, of
 * https://github.com/open-telemetry/opentelemetry-proto (logs, metrics and trace v1). Requests of all signals
 * have the same frame, so a body that was sent to the wrong path differs here first.
 */
const { Varint, Bit64, LengthDelimited, Bit32 } = WireType;
const FIELDS: Readonly<Record<OtlpSignal, Readonly<Record<number, WireType>>>> = {
  logs: {
    1: Bit64,
    2: Varint,
    3: LengthDelimited,
    5: LengthDelimited,
    6: LengthDelimited,
    7: Varint,
    8: Bit32,
    9: LengthDelimited,
    10: LengthDelimited,
    11: Bit64,
    12: LengthDelimited,
  },
  metrics: {
    1: LengthDelimited,
    2: LengthDelimited,
    3: LengthDelimited,
    5: LengthDelimited,
    7: LengthDelimited,
    9: LengthDelimited,
    10: LengthDelimited,
    11: LengthDelimited,
    12: LengthDelimited,
  },
  traces: {
    1: LengthDelimited,
    2: LengthDelimited,
    3: LengthDelimited,
    4: LengthDelimited,
    5: LengthDelimited,
    6: Varint,
    7: Bit64,
    8: Bit64,
    9: LengthDelimited,
    10: Varint,
    11: LengthDelimited,
    12: Varint,
    13: LengthDelimited,
    14: Varint,
    15: LengthDelimited,
    16: Bit32,
  },
};

/** Of the ids of a trace, a span and the span above, which no text of a metric has by chance. */
const ID_BYTES: Readonly<Record<number, number>> = { 1: 16, 2: 8, 4: 8 };
const SIGNALS: readonly OtlpSignal[] = ['logs', 'metrics', 'traces'];

/** The other signal that a record is of; null when it may be of this one, or is of none. */
export function otherSignalOf(signal: OtlpSignal, record: Uint8Array): OtlpSignal | null {
  const fields = fieldsIn(record);
  if (fields === null || fields.length === 0 || fits(signal, fields)) return null;
  const others = SIGNALS.filter((other) => other !== signal && fits(other, fields));
  const [only] = others;
  return others.length === 1 && only !== undefined ? only : null;
}

type Field = { number: number; type: WireType; length: number };

const fits = (signal: OtlpSignal, fields: readonly Field[]): boolean =>
  fields.every(({ number, type, length }) => {
    const wanted = FIELDS[signal][number];
    const idBytes = signal === 'traces' ? ID_BYTES[number] : undefined;
    if (idBytes !== undefined && length !== idBytes && length !== 0) return false;
    // A field of a later version.
    return wanted === undefined ? number > LAST_KNOWN : wanted === type;
  });

const LAST_KNOWN = 16;

/** Null where the bytes are no protobuf. */
function fieldsIn(record: Uint8Array): Field[] | null {
  try {
    const reader = new BinaryReader(record);
    const fields: Field[] = [];
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      const bytes = reader.skip(type, number);
      const length = type === LengthDelimited ? lengthOf(bytes) : bytes.byteLength;
      fields.push({ number, type, length });
    }
    return fields;
  } catch {
    return null;
  }
}

/** Of what `skip` gives, which is the length and then as many bytes. */
const lengthOf = (skipped: Uint8Array): number => new BinaryReader(skipped).uint32();

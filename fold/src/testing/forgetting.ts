import { decodeState, encodeState } from '../codec.ts';
import type { Records } from '../storage/records.ts';
import { newTaskRecords, type TaskRecords } from '../tasks/records.ts';

type Forgetting<Value> = Records<Value> & {
  keys(): string[];
  /** The length of each record as text. */
  sizes(): number[];
  forget(): void;
  reads(): number;
};

export type ForgettingTasks = {
  all: TaskRecords;
  keysOf(name: keyof TaskRecords): string[];
  /** Ends an event: what was touched is stored, and nothing else is remembered. */
  forget(): void;
  /** How many records were read since the beginning. */
  reads(): number;
  sizes(): number[];
};

/** All records of tasks, kept as a hub does that has no memory left. */
export function forgettingTasks(): ForgettingTasks {
  const kinds = new Map<keyof TaskRecords, Omit<Forgetting<never>, keyof Records<never>>>();
  const all = newTaskRecords(<Value>(name: keyof TaskRecords) => {
    const records = forgettingRecords<Value>();
    kinds.set(name, records);
    return records;
  });
  return {
    all,
    keysOf: (name) => kinds.get(name)?.keys() ?? [],
    forget: () => {
      for (const kind of kinds.values()) kind.forget();
    },
    reads: () => [...kinds.values()].reduce((sum, kind) => sum + kind.reads(), 0),
    sizes: () => [...kinds.values()].flatMap((kind) => kind.sizes()),
  };
}

/** Records of which those that nobody touched are as they were stored. */
function forgettingRecords<Value>(): Forgetting<Value> {
  const stored = new Map<string, string>();
  const read = new Map<string, Value>();
  const touched = new Set<string>();
  let reads = 0;
  return {
    get: (key) => {
      reads++;
      const known = read.get(key);
      if (known !== undefined) return known;
      const text = stored.get(key);
      if (text === undefined) return undefined;
      // This same record was written under this key.
      const value = decodeState(text) as Value;
      read.set(key, value);
      return value;
    },
    put: (key, value) => {
      read.set(key, value);
      touched.add(key);
    },
    touch: (key) => {
      touched.add(key);
    },
    delete: (key) => {
      read.delete(key);
      stored.delete(key);
      touched.delete(key);
    },
    keys: () => [...new Set([...stored.keys(), ...read.keys()])],
    sizes: () => [...stored.values()].map((text) => text.length),
    forget: () => {
      for (const key of touched) {
        const value = read.get(key);
        if (value !== undefined) stored.set(key, encodeState(value));
      }
      touched.clear();
      read.clear();
    },
    reads: () => reads,
  };
}

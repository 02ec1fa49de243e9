/**
 * Records of one kind by their key: the fold reads and changes them in place. What was not touched is
 * not written, and may be read again from storage before the next event: so whoever changes a record
 * touches it, and nobody holds one from one event to the next.
 */
export type Records<Value> = {
  /** The record; undefined where there is none. Within one event always the same object. */
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
  /** The record of this key was changed in place. */
  touch(key: string): void;
  delete(key: string): void;
};

export function memoryRecords<Value>(): Records<Value> & { keys(): Iterable<string> } {
  const records = new Map<string, Value>();
  return {
    get: (key) => records.get(key),
    put: (key, value) => {
      records.set(key, value);
    },
    touch: () => undefined,
    delete: (key) => {
      records.delete(key);
    },
    keys: () => records.keys(),
  };
}

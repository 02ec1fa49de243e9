import { deflateRawSync, gunzipSync, inflateRawSync } from 'node:zlib';
import { withTodaysNames } from '@claude-monitor/fold/upgrade/index';
import { JSON_DICTIONARIES, LAST_FORMER, type DictionaryName } from './json-dictionaries.ts';

/** What a gzip stream begins with: events were packed so by the first edition. */
const GZIP = 0x1f;

const dictionaries = new Map(
  JSON_DICTIONARIES.map(({ id, words }) => [id, new TextEncoder().encode(words)]),
);

/**
 * JSON as rows hold it: one byte that names the dictionary, then raw deflate. Most of what the views of
 * sessions and the events of a short block say is the same in every row, so with it they take a fifth of
 * their text and half of what gzip takes, and a view never spills out of its page.
 */
export function packJson(json: string, name: DictionaryName): Uint8Array {
  const id = newestOf(name);
  const packed = deflateRawSync(json, { dictionary: dictionaryOf(id) });
  const stored = new Uint8Array(packed.byteLength + 1);
  stored[0] = id;
  stored.set(packed, 1);
  return stored;
}

export const packEvents = (json: string): Uint8Array => packJson(json, 'events');

/** Text as it was packed; text and gzip of the first edition too. */
export function unpackJson(stored: Uint8Array | string): string {
  if (typeof stored === 'string') return withTodaysNames(stored);
  const id = stored[0] ?? 0;
  if (id === GZIP) return withTodaysNames(gunzipSync(stored).toString('utf8'));
  const dictionary = dictionaryOf(id);
  const json = inflateRawSync(stored.subarray(1), { dictionary }).toString('utf8');
  return id <= LAST_FORMER ? withTodaysNames(json) : json;
}

function newestOf(name: DictionaryName): number {
  const newest = JSON_DICTIONARIES.findLast((each) => each.name === name);
  if (newest === undefined) throw new Error('no dictionary of this name');
  return newest.id;
}

function dictionaryOf(id: number): Uint8Array {
  const dictionary = dictionaries.get(id);
  if (dictionary === undefined) throw new Error('a row was packed by a newer version');
  return dictionary;
}

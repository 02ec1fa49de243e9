import { readFileSync } from 'node:fs';
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import { DICTIONARY_EDITION } from '../../../worker/src/hub/storage/record-dictionaries.ts';
import { JSON_DICTIONARIES } from '../../../worker/src/store/packing/json-dictionaries.ts';
import { filesOf } from '../../data-folder/pack.ts';

/** As far back as deflate refers: what was packed with a dictionary unpacks, its literals as they were. */
const ANY_DICTIONARY = Buffer.alloc(32_768, ' ');
/** What stands before a packed record or row names its dictionary. */
const DICTIONARIES: readonly number[] = [
  DICTIONARY_EDITION,
  ...JSON_DICTIONARIES.map(({ id }) => id),
];
const LOOK_AHEAD = 65_536;
const UNFINISHED = { finishFlush: constants.Z_SYNC_FLUSH };

/** Files below a folder that hold a text, as it is or packed: in rows, freed pages and logs alike. */
export function filesWith(folder: string, text: string): string[] {
  return filesOf(folder)
    .filter((path) => {
      const bytes = readFileSync(path);
      return bytes.includes(text) || packedIn(bytes).some((unpacked) => unpacked.includes(text));
    })
    .map((path) => path.slice(folder.length + 1));
}

/** Whatever can be unpacked from any offset. */
function packedIn(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 1; at < bytes.length - 2; at++) {
    const unpacked = isGzip(bytes, at) ? gunzipped(bytes, at) : inflated(bytes, at);
    if (unpacked !== null) found.push(unpacked);
  }
  return found;
}

const isGzip = (bytes: Buffer, at: number): boolean =>
  bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8;

const gunzipped = (bytes: Buffer, at: number): Buffer | null =>
  attempt(() => gunzipSync(bytes.subarray(at, at + LOOK_AHEAD), UNFINISHED));

function inflated(bytes: Buffer, at: number): Buffer | null {
  const before = bytes[at - 1] ?? 0;
  // The type of the first block of a deflate stream: its tables are fixed, or stand in it.
  const type = ((bytes[at] ?? 0) >> 1) & 3;
  if (!DICTIONARIES.includes(before) || type === 0 || type === 3) return null;
  return attempt(() =>
    inflateRawSync(bytes.subarray(at, at + LOOK_AHEAD), {
      ...UNFINISHED,
      dictionary: ANY_DICTIONARY,
    }),
  );
}

function attempt(unpack: () => Buffer): Buffer | null {
  try {
    return unpack();
  } catch {
    return null;
  }
}

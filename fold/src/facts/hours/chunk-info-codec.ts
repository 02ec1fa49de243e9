import { hex32 } from '@claude-monitor/protocol/ids';
import type { ChunkInfo } from './chunk-info.ts';

/** What is known of a chunk, as it is stored: times as the distance from the hour, hashes of keys in one text. */
export type StoredInfo = [
  number: number,
  count: number,
  from: number,
  until: number,
  kinds: number,
  rev: number,
  keys: string,
  leftRev?: number,
];

const HEX_DIGITS = 8;

export function encodeInfo(info: ChunkInfo, hour: number, hashes: Iterable<number>): StoredInfo {
  const { number, count, from, until, kinds, rev, leftRev } = info;
  const keys = Array.from(hashes, hex32).join('');
  const stored: StoredInfo = [number, count, from - hour, until - hour, kinds, rev, keys];
  if (leftRev > 0) stored.push(leftRev);
  return stored;
}

export function decodeInfo(stored: StoredInfo, hour: number, isFull: boolean): ChunkInfo {
  const [number, count, from, until, kinds, rev, keys, leftRev = 0] = stored;
  return {
    number,
    count,
    from: from + hour,
    until: until + hour,
    kinds,
    rev,
    leftRev,
    added: keys.length / HEX_DIGITS,
    isFull,
  };
}

export function hashesOfInfo([, , , , , , keys]: StoredInfo): number[] {
  const hashes: number[] = [];
  for (let at = 0; at < keys.length; at += HEX_DIGITS) {
    hashes.push(parseInt(keys.slice(at, at + HEX_DIGITS), 16));
  }
  return hashes;
}

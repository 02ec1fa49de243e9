import { createHmac } from 'node:crypto';
import type { Names } from '@claude-monitor/protocol';
import type { Grant } from './grant.ts';

/** Names are many times the same ones: their digests are kept, bounded. */
const DIGESTS_KEPT = 20_000;
/** Base 32 without letters that look like digits. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const DIGEST_LENGTH = 20;

/** How a redacted link sees names: those that are ticked, of the others stand-ins of its own. */
export function namesOf({ salt, shows }: Pick<Grant, 'salt' | 'shows'>): Names {
  const kept = new Map<string, string>();
  return {
    shows: new Set(shows),
    digest: (text) => {
      const known = kept.get(text);
      if (known !== undefined) return known;
      if (kept.size >= DIGESTS_KEPT) kept.clear();
      const digest = digestOf(salt, text);
      kept.set(text, digest);
      return digest;
    },
  };
}

function digestOf(salt: string, text: string): string {
  const bytes: Uint8Array = createHmac('sha256', salt).update(text).digest();
  return Array.from(
    bytes.subarray(0, DIGEST_LENGTH),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join('');
}

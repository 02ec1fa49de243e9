import { createHmac } from 'node:crypto';
import type { Names } from '@claude-monitor/protocol';
import type { Grant } from './grant.ts';
import { createSeal, type Seal } from './seal.ts';

/** Names and ids are many times the same ones: what was made of them is kept, bounded. */
const TEXTS_KEPT = 10_000;
/** Base 32 without letters that look like digits. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const DIGEST_LENGTH = 20;

/** How a link sees names, and what it is asked by. */
export type LinkNames = Names & Pick<Seal, 'unseal'>;

/** How a redacted link sees names: those that are ticked, of the others stand-ins of its own. */
export function namesOf({ salt, shows }: Pick<Grant, 'salt' | 'shows'>): LinkNames {
  const { seal, unseal } = createSeal(salt);
  return {
    shows: new Set(shows),
    digest: keeping((text) => digestOf(salt, text)),
    seal: keeping(seal),
    unseal,
  };
}

function keeping(make: (text: string) => string): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= TEXTS_KEPT) kept.clear();
    const made = make(text);
    kept.set(text, made);
    return made;
  };
}

function digestOf(salt: string, text: string): string {
  const bytes: Uint8Array = createHmac('sha256', salt).update(text).digest();
  return Array.from(
    bytes.subarray(0, DIGEST_LENGTH),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join('');
}

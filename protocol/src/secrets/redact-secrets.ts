import { KNOWN_SHAPES } from './known-shapes.ts';

/**
 * Shapes of our own (rule PRX4), applied before the kept rule set: what it does not know, and tokens that are
 * shorter than it asks for, because people and programs cut what they quote.
 */
const SHAPES: readonly { kind: string; pattern: RegExp }[] = [
  // An unfinished block counts too: text is often cut before its END line.
  {
    kind: 'private key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|[\s\S]*$)/g,
  },
  { kind: 'anthropic key', pattern: /\bsk-ant-[A-Za-z0-9_-]{8,}/g },
  { kind: 'api key', pattern: /\bsk-(?:proj-|live-|test-)?[A-Za-z0-9_-]{20,}/g },
  { kind: 'stripe key', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}/g },
  {
    kind: 'github token',
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,})/g,
  },
  { kind: 'gitlab token', pattern: /\bglpat-[A-Za-z0-9_-]{16,}/g },
  { kind: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{30,}/g },
  { kind: 'slack token', pattern: /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g },
  { kind: 'google key', pattern: /\bAIza[A-Za-z0-9_-]{30,}/g },
  { kind: 'aws key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { kind: 'monitor key', pattern: /\bcm\.[A-Za-z0-9]{1,40}\.[A-Za-z0-9]{16,}\.[A-Za-z0-9]{6,}/g },
  { kind: 'jwt', pattern: /\beyJ[A-Za-z0-9_-]{6,}\.eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*/g },
];

const BEARER = /\b(bearer|basic)(\s+)[A-Za-z0-9._~+/=-]{12,}/gi;
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,100}:)[^\s/@]{1,200}(?=@)/gi;
/** `token` and `secret` are also plain words ("ERC-20 token: transfer"): only assigned or quoted. */
const ASSIGNMENT =
  /((?:(?:password|passwd|passphrase|pwd|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|(?:auth|access|refresh|api)[_-]?token)["']?\s{0,3}[=:]|(?:secret|token)(?:=|["']\s{0,3}:))\s{0,3})(?:"[^"\n]{1,400}"|'[^'\n]{1,400}'|[^\s,;&"'()<>{}[\]]{1,400})/gi;

/** Values that say that a secret is there, or is a count, but are none. */
const HARMLESS = /^["']?(?:\d{1,9}|true|false|null|none|undefined|\[redacted[^\]]*\]?|\*+)["']?$/i;

/**
 * Replaces every known secret shape by `[redacted: kind]`. Pure, and the same text again when repeated. No
 * pattern repeats without a bound, so the time grows with the length of the text alone.
 */
export function redactSecrets(text: string): string {
  let result = text;
  for (const { kind, pattern } of SHAPES) result = result.replace(pattern, `[redacted: ${kind}]`);
  for (const { service, starts, pattern } of KNOWN_SHAPES) {
    // Most texts hold no start of any shape; to look for a few letters costs a fraction of a pattern.
    if (starts.length > 0 && !starts.some((start) => result.includes(start))) continue;
    result = result.replace(pattern, `[redacted: ${service} secret]`);
  }
  return result
    .replace(BEARER, '$1$2[redacted]')
    .replace(URL_PASSWORD, '$1[redacted]')
    .replace(ASSIGNMENT, (match, name: string) =>
      HARMLESS.test(match.slice(name.length)) ? match : `${name}[redacted]`,
    );
}

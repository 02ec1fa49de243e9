import { LIMITS } from './limits.ts';

/**
 * A 64-bit non-cryptographic hash of a text as 16 hex digits (two lanes of the cyrb53 mixer).
 * Names rows and finds pages; it protects nothing.
 */
export function hash64(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return hex32(b) + hex32(a);
}

/** The key of a session: universal ids (UUIDs) mean one session everywhere, others one per device. */
export function sessionKeyOf(sessionId: string, scope: string): string {
  return hash64(UNIVERSAL_ID.test(sessionId) ? sessionId.toLowerCase() : pairOf(scope, sessionId));
}

/**
 * A device and a session id as one text that no other pair makes: without a device it begins with the
 * space, with one its last space parts them. Both are free text, so what would mislead is escaped, and
 * nothing else: storage has these keys.
 */
function pairOf(scope: string, sessionId: string): string {
  if (scope === '') return ` ${sessionId}`;
  const first = MISLEADING_SCOPE.test(scope) ? `${ESCAPE}${scope}` : scope;
  return `${first} ${sessionId.replaceAll(ESCAPE, `${ESCAPE}0`).replaceAll(' ', `${ESCAPE}s`)}`;
}

const ESCAPE = '\0';
/** One that begins as the lack of one does or as an escape, or looks like the key of a session (`attemptsOf`). */
const MISLEADING_SCOPE = /^(?:[ \0]|[0-9a-f]{16}$)/;

const UNIVERSAL_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 32 bits as eight hex digits. By a table: this runs several times an event. */
export const hex32 = (value: number): string =>
  `${digits(value >>> 24)}${digits(value >>> 16)}${digits(value >>> 8)}${digits(value)}`;

const digits = (value: number): string => HEX[value & 0xff] ?? '';

/**
 * What the id of a session begins with that stands for all sessions of a user, where Claude Code was set not to
 * name them in its telemetry.
 */
export const WITHOUT_SESSION = 'session.id switched off by';

/**
 * What a request is known by where only the id of its answer is: believed together with its tokens, for a span around
 * several calls may carry the last one's.
 */
export function answerKeyOf(id: string, { input, output }: { input: number; output: number }) {
  const key = `${id} ${String(input)}/${String(output)}`;
  return key.length <= LIMITS.idLength ? key : hash64(key);
}

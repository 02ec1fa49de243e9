import { LIMITS } from '../limits.ts';
import { redactSecrets } from './redact-secrets.ts';

/** Fields in which people write sentences: cut at their limit, where an id or a name is refused. */
const FREE_TEXT: Readonly<Record<string, number>> = {
  taskDescription: LIMITS.textLength,
  description: LIMITS.textLength,
  summary: LIMITS.textLength,
  reason: LIMITS.nameLength,
  errorType: LIMITS.nameLength,
  errorMessage: LIMITS.errorMessageLength,
};

/** Bounds the work of the patterns; far above every limit, so what is cut here was to be cut anyway. */
const SCANNED_LENGTH = 65_536;
const MAX_DEPTH = 12;
/** A surrogate that stands alone is no text. */
const HALF_CHARACTER = /\p{Surrogate}/gu;

/**
 * The arguments of a tool call as they may be written down: secrets replaced in every text, free
 * text cut at the limit the server holds it to. Redaction comes first, so a cut never leaves the
 * half of a secret that no pattern knows.
 */
export function cleanArguments(value: unknown, field = '', depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value, FREE_TEXT[field]);
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => cleanArguments(item, field, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, cleanArguments(item, key, depth + 1)]),
  );
}

function cleanText(text: string, limit: number | undefined): string {
  const clean = redactSecrets(text.slice(0, SCANNED_LENGTH).replace(HALF_CHARACTER, '\uFFFD'));
  return limit === undefined ? clean : cutAt(clean, limit);
}

/** The first `limit` UTF-16 units, without half a character at the end. */
function cutAt(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? limit - 1 : limit);
}

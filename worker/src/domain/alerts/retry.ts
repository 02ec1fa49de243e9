import { LIMITS, TIME, type DeliveryFailure } from '@claude-monitor/protocol';

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 15 * TIME.minuteMs;
/** Who says that it may be at once, and refuses again, is believed less each time. */
const FIRST_PATIENCE_MS = 500;

/** What came of one try. */
export type Outcome =
  | { ok: true; status: number; text: string }
  | {
      ok: false;
      code: DeliveryFailure;
      /** Nothing would be different the next time. */
      isFinal: boolean;
      /** The platform's own word, ms. */
      retryAfterMs: number | null;
      status: number | null;
      text: string;
    };

export type Failed = Extract<Outcome, { ok: false }>;

/**
 * How often a message was sent so far, how often that failed (a refusal for its rate is no failure), and
 * how old it is.
 */
export type Tried = { attempts: number; failures: number; ageMs: number };

/**
 * What becomes of a message that did not arrive: it is parked, or tried again after a pause that the
 * channel as a whole keeps; `random` is from 0 to 1.
 */
export function afterFailure(
  { code, isFinal, retryAfterMs }: Failed,
  { attempts, failures, ageMs }: Tried,
  random: number,
): { kind: 'park' } | { kind: 'retry'; pauseMs: number } {
  const isLimited = code === 'rate_limited';
  const tries = isLimited ? failures : failures + 1;
  if (isFinal || tries >= LIMITS.deliveryTries) return { kind: 'park' };
  const before = isLimited ? attempts - 1 : failures;
  // Half of it is left to chance: senders that failed together do not come back together.
  const pauseMs =
    retryAfterMs === null
      ? Math.round(doubled(FIRST_PAUSE_MS, before) * (0.5 + random / 2))
      : Math.round(Math.max(retryAfterMs, doubled(FIRST_PATIENCE_MS, before)));
  if (ageMs + pauseMs > LIMITS.deliveryMaxAgeMs) return { kind: 'park' };
  return { kind: 'retry', pauseMs };
}

const doubled = (firstMs: number, times: number): number =>
  Math.min(LONGEST_PAUSE_MS, firstMs * 2 ** times);

/** `Retry-After`, as seconds or as a date; null when it says nothing that can be kept. */
export function retryAfterMsOf(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? Math.round(seconds * 1_000) : Date.parse(header) - now;
  if (!Number.isFinite(ms)) return null;
  return Math.min(Math.max(0, ms), LIMITS.deliveryMaxAgeMs);
}

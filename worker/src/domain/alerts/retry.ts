import { LIMITS, TIME, type DeliveryFailure } from '@claude-monitor/protocol';

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 15 * TIME.minuteMs;

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

/** How often a message failed so far (a refusal for its rate is no failure), and how old it is. */
export type Tried = { failures: number; ageMs: number };

/**
 * What becomes of a message that did not arrive: it is parked, or tried again after a pause that the
 * channel as a whole keeps; `random` is from 0 to 1.
 */
export function afterFailure(
  { code, isFinal, retryAfterMs }: Failed,
  { failures, ageMs }: Tried,
  random: number,
): { kind: 'park' } | { kind: 'retry'; pauseMs: number } {
  const tries = code === 'rate_limited' ? failures : failures + 1;
  if (isFinal || tries >= LIMITS.deliveryTries) return { kind: 'park' };
  const backoffMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
  // Half of it is left to chance: senders that failed together do not come back together.
  const pauseMs = Math.round(retryAfterMs ?? backoffMs * (0.5 + random / 2));
  if (ageMs + pauseMs > LIMITS.deliveryMaxAgeMs) return { kind: 'park' };
  return { kind: 'retry', pauseMs };
}

/** `Retry-After`, as seconds or as a date; null when it says nothing that can be kept. */
export function retryAfterMsOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now;
  if (!Number.isFinite(ms)) return null;
  return Math.min(Math.max(0, ms), LIMITS.deliveryMaxAgeMs);
}

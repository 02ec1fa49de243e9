import { backoffMs, LIMITS, spreadMs, TIME, type DeliveryFailure } from '@claude-monitor/protocol';

const PAUSES = { firstMs: 5_000, longestMs: 15 * TIME.minuteMs };
/** A platform that asks for no wait, and refuses again, is asked less each time. */
const LEAST_PAUSES = { firstMs: 500, longestMs: 15 * TIME.minuteMs };
const LEFT_TO_CHANCE = 0.5;

export type Outcome =
  | {
      ok: true;
      status: number;
      text: string;
      /** The platform's id of the message, where it can be changed by it. */
      message: string | null;
    }
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
  const pauseMs =
    retryAfterMs === null
      ? spreadMs(backoffMs(before, PAUSES), LEFT_TO_CHANCE, random)
      : Math.max(retryAfterMs, backoffMs(before, LEAST_PAUSES));
  if (ageMs + pauseMs > LIMITS.deliveryMaxAgeMs) return { kind: 'park' };
  return { kind: 'retry', pauseMs };
}

export type Phase =
  | { name: 'connecting'; attempt: number }
  | { name: 'live' }
  /** Lost, and will be tried again at `retryAt`. */
  | { name: 'waiting'; retryAt: number; attempt: number }
  /** Closed on purpose: nobody has looked at the page for long. */
  | { name: 'resting' }
  | { name: 'logged out'; why: 'no login' | 'revoked' | 'wrong key' }
  /** Page and server do not understand each other; only a newer page helps. */
  | { name: 'outdated page' };

export type ConnectionFacts = {
  phase: Phase;
  /** When the connection was lost, on the browser's clock; null while there is one. */
  lostAt: number | null;
  /** Server's time when it was last heard; null before the first snapshot. */
  asOf: number | null;
  behindMs: number;
};

export type ConnectionView =
  | { name: 'connecting' }
  | { name: 'live'; behindMs: number }
  | { name: 'reconnecting' }
  | { name: 'out of date'; asOf: number; retryAt: number | null }
  | { name: 'unreachable'; retryAt: number | null }
  | { name: 'logged out'; why: 'no login' | 'revoked' | 'wrong key' }
  | { name: 'outdated page' };

/** A short break is not worth dimming the page for. */
const OUT_OF_DATE_AFTER_MS = 4_000;
const UNREACHABLE_AFTER_ATTEMPTS = 2;

/** What the page says of its connection: pure, so that every case is a row of a test. */
export function connectionView(facts: ConnectionFacts, now: number): ConnectionView {
  const { phase, asOf } = facts;
  if (phase.name === 'logged out' || phase.name === 'outdated page') return phase;
  if (phase.name === 'live') {
    return asOf === null ? { name: 'connecting' } : { name: 'live', behindMs: facts.behindMs };
  }
  const retryAt = phase.name === 'waiting' ? phase.retryAt : null;
  if (asOf === null) {
    const hasFailed = phase.name !== 'resting' && phase.attempt >= UNREACHABLE_AFTER_ATTEMPTS;
    return hasFailed ? { name: 'unreachable', retryAt } : { name: 'connecting' };
  }
  const isShort = facts.lostAt !== null && now - facts.lostAt < OUT_OF_DATE_AFTER_MS;
  return isShort ? { name: 'reconnecting' } : { name: 'out of date', asOf, retryAt };
}

const DAY_MS = 86_400_000;

/** Bounds of what is sent to people; part of `LIMITS`. Sizes are bytes, times are milliseconds. */
export const MESSAGE_LIMITS = {
  /** What is read of the answer of a platform that says which message it made: with the message in it. */
  deliveryMessageBytes: 64 * 1024,
  /** Messages that may be updated; the oldest make room. */
  sentMessagesKept: 2_000,
  /** Links that acknowledge an incident: how long one lives, and how many a workspace keeps. */
  incidentLinkMs: 3 * DAY_MS,
  incidentLinks: 2_000,
  /** Browsers that follow incidents: of a workspace, and of one key; a browser is told no more often than this. */
  pushSubscriptions: 200,
  pushSubscriptionsOfKey: 20,
  pushPauseMs: 15_000,
  /** How long a push service keeps a message for a browser that is not there. */
  pushTtlMs: DAY_MS / 6,
} as const;

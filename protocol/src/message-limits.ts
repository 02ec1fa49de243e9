const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Bounds of what needs people and of what is sent to them; part of `LIMITS`. Sizes are bytes, times are milliseconds. */
export const MESSAGE_LIMITS = {
  /** Alerts: channels of a workspace, minutes of a rule, things that are reported and stand. */
  channelsPerWorkspace: 20,
  channelUrlLength: 1_000,
  alertMinutes: 24 * 60,
  sentAlertsKept: 1_000,
  /** Incidents that stand, and resolved ones that are kept; the oldest make room. */
  openIncidents: 10_000,
  resolvedIncidents: 2_000,
  /** Of one: events that it names, steps of its history, how often it is updated, what it repeats of a text. */
  incidentEvidence: 8,
  incidentSteps: 50,
  incidentUpdateMs: 30_000,
  snoozeMinutes: 30 * 24 * 60,
  incidentTextLength: 200,
  /** Incidents of a snapshot, and those that changed in one frame; what is more is counted. */
  incidentsPerFrame: 200,
  /** What they take of a snapshot, and one page of `GET /v1/incidents`, which looks through so many. */
  snapshotIncidentBytes: 512 * 1024,
  incidentPageBytes: 1024 * 1024,
  scannedIncidents: 1_000,
  /** Dependencies of tasks that nobody began, by which a failed task knows how many it holds up. */
  waitingDependencies: 20_000,
  /** Sessions whose calls and errors in a row are counted at once, what all take in memory, calls of each. */
  watchedSignals: 5_000,
  signalBytes: 16 * 1024 * 1024,
  signalCalls: 24,
  /** Open sessions that the clock alone may give something to alert of. */
  watchedSessions: 10_000,
  /** New things that one rule reports in a minute; what is more is reported as a number. */
  alertsOfRule: 10,
  alertsOfRuleMs: MINUTE_MS,
  /** Messages that wait or are parked, and delivered ones that the log keeps. */
  outboxKept: 1_000,
  deliveredKept: 500,
  /** A message: how often it is tried, what is waited and read of an answer, and when it is of no use. */
  deliveryTries: 10,
  deliveryTimeoutMs: 10_000,
  deliveryAnswerBytes: 4_096,
  deliveryMaxAgeMs: DAY_MS,
  deliveriesAtOnce: 4,
  /** Schedules of reports, and reports that were sent, of which the newest are remembered. */
  reportSchedules: 20,
  sentReportsKept: 200,
  /** Budgets of a workspace; each is a query where usage changes, which is no more often than this. */
  budgets: 50,
  budgetPauseMs: 15_000,
  /** Dollars or tokens. */
  budgetMost: 1e15,
  /** What a budget told in its periods, or of its sessions; the newest. */
  budgetAlertsKept: 100,
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

/**
 * Every bound of the system in one table (rule ING4). Sizes are bytes unless the name says otherwise,
 * times are milliseconds.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const LIMITS = {
  /** Ingest bodies. */
  compressedBodyBytes: 4 * 1024 * 1024,
  bodyBytes: 8 * 1024 * 1024,
  /** Of a body that is refused for its size, what is still taken in, and how long more is waited for. */
  discardedBodyBytes: 32 * 1024 * 1024,
  discardSilenceMs: 1_000,
  /** Bodies of all other routes. */
  controlBodyBytes: 64 * 1024,
  batchItems: 2_000,
  /**
   * Requests of one key on the ways in. A whole team shares a key: this is what some hundred busy agents
   * send, and a loop gone wild is stopped. `wrangler.toml` says the same to the platform.
   */
  rateRequests: 10_000,
  ratePeriodMs: 10_000,
  nestingDepth: 12,
  /** A hook carries what a tool was given and answered, which nests as it likes. */
  hookNestingDepth: 64,
  /** OTLP: records of one request, nesting of its JSON (bodies nest). */
  otlpRecords: 20_000,
  otlpNestingDepth: 64,
  /** Names that nothing here knows: length of one, how many one request lists and a workspace keeps. */
  unknownNameLength: 120,
  unknownNamesOfRequest: 100,
  unknownNamesKept: 200,
  /** Strings inside an event, in UTF-16 code units. */
  idLength: 200,
  nameLength: 200,
  textLength: 2_000,
  errorMessageLength: 4_000,
  optedInTextLength: 8_192,
  planTasks: 2_000,
  taskDependencies: 200,
  /** What is kept of a task: newest plans and handovers; workers that its view names. */
  plansKept: 8,
  handoversKept: 16,
  taskWorkers: 16,
  taskHistory: 200,
  /** What one answer about a graph carries: projects to choose from, tasks in bytes, edges. */
  graphProjects: 200,
  graphBytes: 8 * 1024 * 1024,
  graphEdges: 20_000,
  /** Prompts to Prometheus that a session keeps, and how long after one a plan may follow it. */
  askedKept: 64,
  originMs: 10 * MINUTE_MS,
  metricAttributes: 16,
  /** One count of tokens in one event: above any real context, far below 2^53 when summed. */
  tokensPerEvent: 1_000_000_000,
  costMicrosPerEvent: 1_000_000_000_000,
  /** How long an Idempotency-Key and an event id are remembered for the `duplicate` answer. */
  duplicateMemoryMs: DAY_MS,
  duplicateMemoryIds: 100_000,
  /** Clocks (rule ING5). */
  clockSkewMs: 30_000,
  futureMs: 5 * MINUTE_MS,
  horizonMs: 400 * DAY_MS,
  lateMs: 10 * MINUTE_MS,
  backfillMs: DAY_MS,
  /** Journal and flush (rules ING6, STO1). */
  journalRowBytes: 1_000_000,
  journalBytes: 2 * 1024 * 1024 * 1024,
  journalEvents: 1_000_000,
  checkpointEvents: 10_000,
  flushIntervalMs: 30_000,
  /** A flush rewrites each row that changed: under load, few large ones bill far fewer rows. */
  flushEvents: 10_000,
  flushBytes: 8_000_000,
  flushWaitMs: 2_000,
  blockBytes: 256 * 1024,
  /**
   * What libSQL refused for good (rule STO7): rows of history, bytes of one and of all, compressed. When
   * it is full the flush fails and says so; nothing is dropped.
   */
  parkedRows: 1_000,
  parkedRowBytes: 4_000_000,
  parkedBytes: 64 * 1024 * 1024,
  /** How many parked rows one call sends again. */
  parkedRetries: 200,
  pageCacheBytes: 48 * 1024 * 1024,
  /** Live (rules HUB2 to HUB7). */
  frameIntervalMs: 100,
  /** While frames to all viewers together are more than this, they follow each other more slowly. */
  frameBytesPerMs: 16_000,
  frameIntervalMostMs: 1_000,
  resumeChanges: 2_000,
  snapshotCards: 2_000,
  snapshotTasks: 2_000,
  snapshotPieceBytes: 256 * 1024,
  socketUnackedBytes: 1_000_000,
  socketUnackedMs: 15_000,
  socketMessageBytes: 4_096,
  socketsPerWorkspace: 2_000,
  linesPerFrame: 20,
  linesKept: 100,
  openToolsKept: 32,
  /** Numbered records: newest intervals of a session kept apart, and processes it may go on in. */
  sequencesKept: 32,
  processesKept: 16,
  /** Calls of our own tools that wait for their client's record, and tellings of each. */
  callsKept: 4_000,
  tellingsKept: 8,
  /** Ids of requests by which the run that holds each is found; six bytes each in the hub's memory. */
  requestKeysKept: 512 * 1024,
  /** Failures or compactions of one prompt, close together, that are looked at for two tellings of one. */
  tellingsJoined: 64,
  seriesMinutes: 60,
  pulseMinutes: 30,
  /** Credentials. */
  keyLength: 200,
  keysPerWorkspace: 1_000,
  cookieMs: 30 * DAY_MS,
  /** When keys and sources were seen last: how often that is written, and of how many it is kept. */
  lastTimeNoteMs: HOUR_MS,
  lastTimesKept: 1_000,
  /** Links to a dashboard: how long one may live, how many a workspace keeps, browsers of one. */
  linkMinMs: MINUTE_MS,
  linkDefaultMs: 7 * DAY_MS,
  linkMaxMs: 90 * DAY_MS,
  linksPerWorkspace: 200,
  cookiesPerLink: 1_000,
  /** When a link was last opened is noted no more often than this. */
  linkOpenedNoteMs: MINUTE_MS,
  /** A refused link is answered no sooner: whether it was ever one does not show in the time. */
  linkRefusalMs: 150,
  /** Lines of what was done to keys, links, channels and rules. */
  auditKept: 1_000,
  /** Alerts: channels of a workspace, minutes of a rule, things that are told and stand. */
  channelsPerWorkspace: 20,
  channelUrlLength: 1_000,
  alertMinutes: 24 * 60,
  incidentsKept: 1_000,
  /** New things that one rule tells in a minute; what is more is told as a number. */
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
  /** History pages. */
  pageItems: 500,
  defaultPageItems: 100,
  usageGroups: 1_000,
  /** A session's own page: newest requests, names of tools, instances. */
  detailRequests: 100,
  detailTools: 200,
  detailInstances: 500,
} as const;

/** When a card changes its state by the clock alone (DESIGN, words of a card's state). */
export const STATE_LIMITS = {
  idleMs: 5 * MINUTE_MS,
  stalledMs: 5 * MINUTE_MS,
  stalledFactor: 10,
  lostMs: 30 * MINUTE_MS,
  lostWithOpenToolMs: 4 * HOUR_MS,
} as const;

export const TIME = { minuteMs: MINUTE_MS, hourMs: HOUR_MS, dayMs: DAY_MS } as const;

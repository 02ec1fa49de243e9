import { MESSAGE_LIMITS } from './message-limits.ts';

/**
 * Every bound of the system in one table (rule ING4). Sizes are bytes unless the name says otherwise,
 * times are milliseconds.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const LIMITS = {
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
  /** Texts of a task's newest plans that its history keeps, in UTF-16 code units; older ones are without. */
  planTextKept: 16_000,
  /** Dependencies of a task up to this length lie in its track; longer ones in a record of their own. */
  inlineDependencies: 2_000,
  /** Users who planned one task of one project first: whose plan it is, for calls without a project. */
  planUsers: 4,
  /** Tracks of a run shown as its session, the newest, that are looked at for tasks that the session reports too. */
  sharedTasks: 64,
  /** Entries of one page of a list in the fold's records. */
  listPage: 16,
  /** Tasks that one event derives again beside its own: what it leaves, the next events go on with. */
  stepsOfEvent: 64,
  /** What one answer about a graph carries: projects to choose from, tasks in bytes, edges. */
  graphProjects: 200,
  graphBytes: 8 * 1024 * 1024,
  graphEdges: 20_000,
  /** Newest prompts to Prometheus by which a session's user is found, and how long after one a plan may follow. */
  originPrompts: 64,
  originMs: 10 * MINUTE_MS,
  metricAttributes: 16,
  /** Labels: of an event, and the length of a key and of a value. */
  labelsOfEvent: 16,
  labelKeyLength: 60,
  labelValueLength: 100,
  /** Keys of labels that a workspace keeps, and values of one that are distinguished; the rest are "other". */
  labelKeys: 32,
  labelValues: 250,
  /** Sets of labels that are distinguished on a day; each is a row in the sums of an hour. */
  labelSetsOfDay: 5_000,
  /** A value, or key, that nobody sent for so many days makes room for another one. */
  labelValueDays: 7,
  labelKeyDays: 30,
  /** What a session shows: values of one key, and all together, those that came last. */
  labelValuesOfSession: 8,
  labelsOfSession: 32,
  /** Labels by which a list is filtered at once. */
  labelFilters: 8,
  /** Sessions of a label that what is kept by session alone is looked up for: about 200 kB of ids. */
  labelledSessions: 10_000,
  /** Spans that a call lies in, spans that one event reports, and what is kept of a trace's tree. */
  spanParents: 32,
  spansOfEvent: 500,
  spansOfTrace: 4_000,
  callsOfTrace: 1_000,
  tracesOfSession: 256,
  /**
   * Numbers that are summed (rule ING7). A safe integer ends at 9e15: it takes 9,000,000 requests of the
   * most tokens, or 90,000 readings of the greatest counters, to leave it; a real workspace sends a
   * thousandth of either bound. Beyond that sums stay at the last safe integer (`safeSum`), for no bound
   * of one event holds for every number of them.
   */
  tokensPerEvent: 1_000_000_000,
  /** Running totals of a session or of a client's counter: tokens, and money in micro-dollars. */
  tokensPerReading: 10_000_000_000,
  costMicrosPerEvent: 100_000_000_000,
  /** Lines, commits, pull requests that one counter has counted. */
  workPerReading: 100_000_000,
  /** The number of a record in its process, and how many a process may have made. */
  sequenceNumber: 1_000_000_000,
  promptLength: 1_000_000_000,
  /** How long an Idempotency-Key and an event id are remembered for the `duplicate` answer. */
  duplicateMemoryMs: DAY_MS,
  duplicateMemoryIds: 100_000,
  /** Clocks (rule ING5). */
  clockSkewMs: 30_000,
  futureMs: 5 * MINUTE_MS,
  /**
   * Clocks of senders that don't say what theirs is: how many are kept, prompts and tool calls whose time is
   * known, and events that may yet turn out to be of another time.
   */
  clocksKept: 500,
  clockMoments: 4_000,
  clockEvents: 2_000,
  horizonMs: 400 * DAY_MS,
  lateMs: 10 * MINUTE_MS,
  backfillMs: DAY_MS,
  /** Journal and flush (rules ING6, STO1). */
  journalRowBytes: 1_000_000,
  journalBytes: 2 * 1024 * 1024 * 1024,
  journalEvents: 1_000_000,
  checkpointEvents: 30_000,
  /**
   * Hours of sessions whose times wait for the next checkpoint: a session at work has one or two. A silence of a day
   * is 24 hours to compute, so what waits is bounded.
   */
  lifeBacklogHours: 4_096,
  /** On waking: events that are folded before it is saved how far the hub came (rule HUB8). */
  replayStepEvents: 1_000,
  /** Events that the hub did not survive: the newest that are listed. */
  setAsideKept: 100,
  flushIntervalMs: 30_000,
  /** A flush rewrites each row that changed: under load, few large ones bill far fewer rows. */
  flushEvents: 25_000,
  flushBytes: 20_000_000,
  flushWaitMs: 2_000,
  blockBytes: 256 * 1024,
  /**
   * What the fold keeps in memory of its records, all kinds together, of the 128 MB that an object has. A
   * session at work takes some 80 kB between two checkpoints. Reckoned on the high side: with 84 MB reckoned,
   * 94 MB of heap were in use, 17 of an idle hub and those of ids and requests among them.
   */
  cacheBytes: 96 * 1024 * 1024,
  /**
   * Lists in the record of a session, so that the record is a small row: runs that work for it and
   * sessions that it works for; links of one main loop or subagent, and their times by session; starts
   * and ends; attempts; readings of running totals; subagents of one tree that are looked at together.
   */
  assignedSessions: 512,
  assignmentsOfSubagent: 512,
  assignmentTimes: 128,
  starts: 512,
  attempts: 256,
  readings: 512,
  subagentTree: 1_000,
  /** Newest subagents of a run among which one is looked for that a request does not name. */
  subagentsAtWork: 64,
  /** Hours and models of one session's requests, until their hour is sealed. */
  requestHours: 1_024,
  /** Stretches of sealed hours of one session that are kept apart. */
  sealedRanges: 64,
  /** Hashes of what was deleted on request, so that it is refused when it is sent again. */
  tombstonesKept: 10_000,
  /** Deletions on request: those under way, finished ones that are listed, and sessions of one round. */
  deletionsAtOnce: 100,
  deletionsKept: 100,
  deletionSessions: 50,
  /** Facts, tasks and subagents that one step takes back or seals, and rows of libSQL of one. */
  retentionStep: 1_000,
  retentionRows: 5_000,
  /** What a workspace keeps unless it says otherwise, in days, and the most that it may ask for. */
  factsKeptDays: 35,
  blocksKeptDays: 30,
  retentionDays: 3_650,
  /** Hours and sessions that one step seals or lets go. */
  retentionRecords: 50,
  /** How long such steps go on at a stretch, and how long they then leave the hub to others. */
  retentionWorkMs: 100,
  retentionPauseMs: 100,
  /**
   * What libSQL refused for good (rule STO7): rows of history, bytes of one and of all, compressed. When
   * it is full the flush fails and says so; nothing is dropped.
   */
  parkedRows: 1_000,
  parkedRowBytes: 4_000_000,
  parkedBytes: 64 * 1024 * 1024,
  /** How many parked rows one call sends again. */
  parkedRetries: 200,
  /** Live (rules HUB2 to HUB7). */
  frameIntervalMs: 100,
  /**
   * Frames follow each other more slowly when sending them would take more than this part of the hub's
   * time, or when one viewer is sent more than it can acknowledge in time. What sending costs was measured
   * under workerd on two cores, with 20 and 200 sockets: 35 microseconds a message, 2.2 nanoseconds a byte.
   */
  frameShareOfTime: 1 / 4,
  frameMessageMs: 0.035,
  frameByteMs: 2.2e-6,
  frameBytesPerMsOfViewer: 2_000,
  frameIntervalMostMs: 1_000,
  /**
   * Items of each kind that all viewers of a lane have, so that of those only changed fields are sent;
   * none larger than this. A viewer keeps more of them: a snapshot names many at once.
   */
  sentItems: 1_000,
  sentItemBytes: 4_096,
  itemsKept: 2_000,
  resumeChanges: 2_000,
  snapshotSessions: 1_000,
  snapshotTasks: 1_000,
  snapshotPieceBytes: 256 * 1024,
  /** All pieces of a snapshot together. What doesn't fit is counted, not sent. */
  snapshotBytes: 4 * 1024 * 1024,
  /** Kept for tasks when sessions would fill it. */
  snapshotTaskBytes: 1024 * 1024,
  /** One is made for an audience no more often than this. */
  snapshotPauseMs: 1_000,
  /** One frame's changes; a frame that is larger is a gap and a snapshot. */
  patchBytes: 512 * 1024,
  /** Patches of an audience that are kept, so that who comes back is sent those. */
  tailBytes: 1024 * 1024,
  /** Different cursors of one audience for which what changed is worked out in one pause. */
  catchUpsAtOnce: 4,
  socketUnackedBytes: 1_000_000,
  socketUnackedMs: 15_000,
  socketMessageBytes: 4_096,
  /** Open sockets of all keys and of one, of all links and of one, and how many each has in any case. */
  socketsOfKeys: 2_000,
  socketsOfKey: 1_000,
  socketsOfLinks: 4_000,
  socketsOfLink: 2_000,
  socketsReserved: 8,
  /** New sockets by one link; and bytes for all links together, at once and each millisecond. */
  linkSocketsAtOnce: 500,
  linkSocketsPerSecond: 100,
  linkBytesAtOnce: 16 * 1024 * 1024,
  linkBytesPerMs: 16_000,
  /** What a snapshot that is made for a link takes of them in any case: the whole present is looked through. */
  linkMadeBytes: 800_000,
  /** Snapshots kept for the audiences of links, together. */
  linkSnapshotsBytes: 16 * 1024 * 1024,
  linesPerFrame: 20,
  linesKept: 100,
  openToolsKept: 32,
  /** Numbered records: newest intervals of a session kept apart, and processes it may go on in. */
  sequencesKept: 32,
  processesKept: 16,
  /** Calls of our own tools that wait for their client's record, and reports of each. */
  callsKept: 4_000,
  reportsKept: 8,
  /** Ids of requests by which the run that holds each is found; six bytes each in the hub's memory. */
  requestKeysKept: 512 * 1024,
  /** Failures or compactions of one prompt, close together, that are looked at for two reports of one. */
  reportsJoined: 64,
  /** Hours that are looked at for the same id of an answer, which a server may write into each. */
  repeatedIds: 256,
  seriesMinutes: 60,
  /** Agents and models of one minute that are distinguished; the others are one cell without names. */
  seriesCellsOfMinute: 64,
  pulseMinutes: 30,
  keyLength: 200,
  keysPerWorkspace: 1_000,
  cookieMs: 30 * DAY_MS,
  /** Browsers logged in with one key, and with all; one used lately does not make room for others. */
  cookiesPerKey: 200,
  cookiesPerWorkspace: 5_000,
  cookieUsedMs: 10 * MINUTE_MS,
  /** When keys and sources were seen last: how often that is written, and of how many it is kept. */
  lastTimeNoteMs: HOUR_MS,
  lastTimesKept: 1_000,
  /** Links to a dashboard: how long one may live, how many a workspace keeps, cookies of one. */
  linkMinMs: MINUTE_MS,
  linkDefaultMs: 7 * DAY_MS,
  linkMaxMs: 90 * DAY_MS,
  linksPerWorkspace: 200,
  /** Pages of other sites that may show one in a frame. */
  frameOrigins: 10,
  /** Saved views of a workspace; UTF-16 code units of a name and of a query. */
  viewsPerWorkspace: 100,
  viewNameLength: 60,
  viewQueryLength: 2_000,
  cookiesPerLink: 100,
  /** When a link was last opened is noted no more often than this. */
  linkOpenedNoteMs: MINUTE_MS,
  /** A refused link is answered no sooner: whether it was ever one does not show in the time. */
  linkRefusalMs: 150,
  /** Lines of what was done to keys, links, channels and rules. */
  auditKept: 1_000,
  ...MESSAGE_LIMITS,
  pageItems: 500,
  defaultPageItems: 100,
  usageGroups: 1_000,
  /** Points of a series: a quarter of a year by the hour. */
  usagePoints: 2_400,
  /** Sessions that one page of a filtered list looks through, and those it looks through for a text. */
  scannedSessions: 2_000,
  searchedSessions: 300,
  /** Their tasks, whose descriptions are searched too. */
  searchedTasks: 3_000,
  /** Sessions that a list can be ordered by a figure of. */
  sortedSessions: 5_000,
  /** Tasks that a list can be ordered by a figure of, and those that figures of agents rest on. */
  sortedTasks: 5_000,
  /** Rows of errors (alike ones of a session and hour) that a question about errors looks at, the newest first. */
  scannedErrors: 5_000,
  /** Groups of errors that an answer holds, and points of time in the trend of each. */
  errorGroups: 200,
  trendPoints: 400,
  /** Rows of usage that say which models worked on tasks. */
  taskUsageRows: 40_000,
  /** Rows of agents that an answer holds. */
  agentRows: 300,
  /** Values of a facet that are counted by name. */
  facetValues: 20,
  /** How often a filter may be given. */
  filterValues: 20,
  /** A session's own page: newest requests, names of tools, subagents. */
  detailRequests: 100,
  detailTools: 200,
  detailSubagents: 500,
  /** Sessions whose events a replay of another one reads. */
  detailLinked: 64,
  /** Raw events that a replay in the browser holds, of all those sessions together. */
  replayEvents: 100_000,
  /** Sessions that one answer about activity counts, the newest: each is a row that is read. */
  countedSessions: 10_000,
  /** The longest window of an answer about uptime, and what it lists: agents, spans of a service, silences. */
  uptimeMs: 400 * DAY_MS,
  uptimeAgents: 50,
  probeSpans: 500,
  /** Days that hours of probes are kept. */
  probeDays: 400,
  openSilences: 50,
  /** Minutes of probes that wait for a database that is down: a day. */
  heldProbes: 1_440,
  /** Sessions that one answer about uptime follows from when they were heard last. */
  followedSessions: 500,
  /** Of a silence, how much counts as waiting or lost: to most sessions that are left nobody comes back. */
  silenceCountedMs: DAY_MS,
  /** Newest facts of one run from which that page is made. */
  detailFacts: 20_000,
} as const;

/** When a session changes its state by the clock alone. */
export const STATE_LIMITS = {
  idleMs: 5 * MINUTE_MS,
  stalledMs: 5 * MINUTE_MS,
  lostMs: 30 * MINUTE_MS,
  lostWithOpenToolMs: 4 * HOUR_MS,
} as const;

export const TIME = { minuteMs: MINUTE_MS, hourMs: HOUR_MS, dayMs: DAY_MS } as const;

/** What stands where somebody named a session that is deleted (rule STO10). */
export const DELETED_SESSION = 'deleted session';

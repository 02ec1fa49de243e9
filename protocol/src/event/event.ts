import { z } from 'zod';
import { labelsSchema } from '../labels.ts';
import { LIMITS } from '../limits.ts';

export const SOURCES = ['mcp', 'hook', 'otlp', 'transcript', 'sdk', 'api'] as const;
export const PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export const TASK_OUTCOMES = ['success', 'failed', 'cancelled'] as const;
/** What became of the work of a task, where a machine can tell from `git` and `gh`. */
export const WORK_OUTCOMES = ['open', 'merged', 'reverted', 'abandoned'] as const;
/** Said in `serviceTier` of a request that was heard or spoken, or may have been: such tokens have prices of their own. */
export const AUDIO_TIER = 'audio';
const METRIC_NAMES = [
  'tokens',
  'cost',
  'lines',
  'commits',
  'pull_requests',
  'active_time',
] as const;

const TOKEN_COUNTS = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
] as const;

/** What a counter of a client may have reached, in its own unit. */
const READING_BOUNDS: Readonly<Record<(typeof METRIC_NAMES)[number], number>> = {
  tokens: LIMITS.tokensPerReading,
  cost: LIMITS.costMicrosPerEvent,
  lines: LIMITS.workPerReading,
  commits: LIMITS.workPerReading,
  pull_requests: LIMITS.workPerReading,
  active_time: LIMITS.horizonMs,
};

const id = z.string().min(1).max(LIMITS.idLength);
const name = z.string().min(1).max(LIMITS.nameLength);
const text = z.string().max(LIMITS.textLength);
const tokens = z.int().min(0).max(LIMITS.tokensPerEvent);
/** A running total, or the tokens of one request: which one says `cumulative`, which decides the bound. */
const tokensOrTotal = z.int().min(0).max(LIMITS.tokensPerReading);
const sequenceNumber = z.int().min(0).max(LIMITS.sequenceNumber);
const micros = z.int().min(0).max(LIMITS.costMicrosPerEvent);
/** Milliseconds; what `performance.now()` measured has fractions. */
export const durationSchema = z.number().min(0).max(LIMITS.horizonMs).transform(Math.round);

/** ISO 8601 with a zone, or epoch milliseconds; epoch milliseconds inside. */
const time = z.union([
  z.number().min(0).max(8.64e15).transform(Math.round),
  z.iso
    .datetime({ offset: true, error: 'expected epoch milliseconds or ISO 8601 with a zone' })
    .transform((value) => Date.parse(value)),
]);

export const sourceSchema = z.enum(SOURCES);
export const prioritySchema = z.enum(PRIORITIES);
export const severitySchema = z.enum(SEVERITIES);
export const taskOutcomeSchema = z.enum(TASK_OUTCOMES);
export const workOutcomeSchema = z.enum(WORK_OUTCOMES);

const optedInText = z.string().transform((value) => value.slice(0, LIMITS.optedInTextLength));

const base = {
  id,
  time,
  sessionId: id.regex(/\S/, 'is blank'),
  source: sourceSchema.default('api'),
  agentName: name.optional(),
  /** The subagent that the event comes from; absent: the main loop. */
  agentId: id.optional(),
  /** The subagent that spawned it; absent: the main loop, or not known. */
  parentAgentId: id.optional(),
  /** The run of a workflow that the subagent was started for, and the workflow's name where it is reported. */
  workflow: z.object({ id, name: name.optional() }).optional(),
  model: name.optional(),
  project: name.optional(),
  user: name.optional(),
  device: name.optional(),
  taskId: id.optional(),
  toolUseId: id.optional(),
  promptId: id.optional(),
  /** The run (Claude Code session) in which a call for another declared session was made. */
  parentSessionId: id.optional(),
  /** Dimensions of the user's own, by key: team, cost_center, branch. */
  labels: labelsSchema.optional(),
  text: z
    .object({
      prompt: optedInText.optional(),
      toolInput: optedInText.optional(),
      toolOutput: optedInText.optional(),
    })
    .optional(),
};

/** Hashes of the names that a client has for its user, the strongest first; '' for each that it leaves out. */
const userKeysSchema = z.array(z.string().regex(/^([0-9a-f]{16})?$/)).max(4);

/**
 * Which span of a trace reported a request. Spans around several calls repeat their sum, and gateways tell what
 * the caller reports too: which of them counts, the tree says.
 */
const spanSchema = z.object({
  trace: id,
  id,
  /** Spans it lies in, the nearest first, as far as its sender reported with it. */
  parents: z.array(id).max(LIMITS.spanParents),
  /** One call of a model; one that embeds or ranks; or what may lie around several calls. */
  role: z.enum(['call', 'embedding', 'around']),
  /** Reported by the gateway or provider that handled the request. */
  isRelayed: z.boolean().optional(),
});

const task = { ...base, taskId: id, taskDescription: text.optional() };
const subagent = {
  ...base,
  agentId: id,
  agentType: name.optional(),
  /** What others call it by: the name of a teammate, of a subagent that was given one. */
  subagentName: name.optional(),
};

/** To a session, an agent by its name, or a subagent of the same run; how much was said, never what. */
const passing = {
  ...base,
  toSessionId: id.optional(),
  toAgentName: name.optional(),
  toAgentId: id.optional(),
  /** Characters. */
  length: z.int().min(0).max(LIMITS.promptLength).optional(),
  summary: text.optional(),
};

export const eventSchema = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('session.start') }),
  z.object({ ...base, type: z.literal('session.end'), reason: name.optional() }),
  z.object({
    ...base,
    type: z.literal('session.state'),
    state: z.enum(['waiting', 'working', 'turn_over']),
    reason: text.optional(),
  }),
  z.object({ ...subagent, type: z.literal('subagent.start') }),
  z.object({ ...subagent, type: z.literal('subagent.end') }),
  z.object({
    ...task,
    type: z.literal('task.plan'),
    priority: prioritySchema.optional(),
    dependsOn: z.array(id).max(LIMITS.taskDependencies).optional(),
    /**
     * This plan is the whole plan of its project: what it does not name and nobody began is cancelled.
     * All events of one plan carry one time.
     */
    replaces: z.boolean().optional(),
  }),
  z.object({ ...task, type: z.literal('task.start'), priority: prioritySchema.optional() }),
  z.object({ ...task, type: z.literal('task.progress'), progress: z.number().min(0).max(1) }),
  z.object({
    ...task,
    type: z.literal('task.complete'),
    status: taskOutcomeSchema,
    duration: durationSchema.optional(),
  }),
  /** Said later than the task ended, by whoever learns it: no life of its session. */
  z.object({ ...task, type: z.literal('task.outcome'), outcome: workOutcomeSchema }),
  z
    .object({
      ...base,
      type: z.literal('usage'),
      userKeys: userKeysSchema.optional(),
      inputTokens: tokensOrTotal.default(0),
      outputTokens: tokensOrTotal.default(0),
      cacheReadTokens: tokensOrTotal.default(0),
      cacheCreationTokens: tokensOrTotal.default(0),
      cacheCreation1hTokens: tokens.optional(),
      /** Some of the cache writes may be kept for an hour; this report doesn't say which. */
      isCacheDurationUnsaid: z.boolean().optional(),
      contextWindow: tokens.optional(),
      clientCostMicros: micros.optional(),
      requestId: id.optional(),
      messageId: id.optional(),
      querySource: name.optional(),
      /** The type of the subagent that asked, where its client does not say which one it was. */
      subagentType: name.optional(),
      /** How the provider served it, as the sender says it (`fast`, `batch`, `flex`, …): it has a price of its own. */
      speed: name.optional(),
      serviceTier: name.optional(),
      /** Searches of the web that the provider made for it and bills apart. */
      webSearches: tokens.optional(),
      span: spanSchema.optional(),
      /** The counts are running totals of the session, not what was used since the last call. */
      cumulative: z.boolean().optional(),
    })
    .superRefine(refuseGreatRequest),
  z.object({
    ...base,
    type: z.literal('tool.call'),
    toolUseId: id,
    toolName: name.optional(),
    state: z.enum(['started', 'succeeded', 'failed', 'denied']),
    duration: durationSchema.optional(),
    errorType: name.optional(),
    /** Keyed hashes, made where the call was: of its name and input, and of the path of the file it is about. */
    fingerprint: id.optional(),
    pathFingerprint: id.optional(),
    /** The API request whose answer made the call. */
    requestId: id.optional(),
  }),
  z.object({
    ...base,
    type: z.literal('error'),
    errorType: name,
    errorMessage: z.string().max(LIMITS.errorMessageLength).default(''),
    severity: severitySchema.default('medium'),
    /** It sums up the retries of a request; the last failure may be reported by an error of its own. */
    isAfterRetries: z.boolean().optional(),
  }),
  z.object({
    ...base,
    type: z.literal('prompt'),
    length: z.int().min(0).max(LIMITS.promptLength).optional(),
    route: z.enum(['prometheus', 'claude']).optional(),
  }),
  z.object({
    ...base,
    type: z.literal('compaction'),
    trigger: name.optional(),
    preTokens: tokens.optional(),
    postTokens: tokens.optional(),
  }),
  z.object({
    ...base,
    type: z.literal('session.context'),
    contextTokens: tokens.optional(),
    contextWindow: tokens.optional(),
    clientCostMicros: micros.optional(),
  }),
  z.object({
    ...base,
    type: z.literal('sequence'),
    process: id,
    /** When the record of number `to` was made; `time` is that of `from`. */
    lastAt: time.optional(),
    from: sequenceNumber,
    to: sequenceNumber,
    count: sequenceNumber,
    /** The process numbered records of another session right before, as after /clear. */
    isContinued: z.boolean().optional(),
  }),
  z.object({ ...passing, type: z.literal('handover') }),
  z.object({ ...passing, type: z.literal('message') }),
  z.object({
    ...base,
    /** What a trace says beside its requests; `sessionId` is the conversation that it names, else the trace. */
    type: z.literal('trace'),
    trace: id,
    /** Spans that tell no usage themselves, each with the one that it lies in. */
    spans: z.array(z.tuple([id, id])).max(LIMITS.spansOfEvent),
    /** Which of them ran a tool: a call of a model within is the tool's own. */
    tools: z.array(id).max(LIMITS.spansOfEvent).optional(),
  }),
  z
    .object({
      ...base,
      type: z.literal('metric'),
      userKeys: userKeysSchema.optional(),
      name: z.enum(METRIC_NAMES),
      /** Tokens, micro-dollars (with fractions), lines, commits, pull requests, milliseconds. */
      value: z.number().min(0),
      startAt: time.optional(),
      attributes: z
        .record(z.string().max(LIMITS.nameLength), z.string().max(LIMITS.nameLength))
        .refine((value) => Object.keys(value).length <= LIMITS.metricAttributes, {
          error: `at most ${String(LIMITS.metricAttributes)} attributes`,
        })
        .optional(),
    })
    .superRefine(refuseGreatReading),
]);

function refuseGreatRequest(
  usage: Record<(typeof TOKEN_COUNTS)[number], number> & { cumulative?: boolean | undefined },
  context: z.RefinementCtx,
): void {
  if (usage.cumulative === true) return;
  for (const field of TOKEN_COUNTS) {
    if (usage[field] > LIMITS.tokensPerEvent) tooBig(context, field, LIMITS.tokensPerEvent);
  }
}

function refuseGreatReading(
  { name, value }: { name: (typeof METRIC_NAMES)[number]; value: number },
  context: z.RefinementCtx,
): void {
  if (value > READING_BOUNDS[name]) tooBig(context, 'value', READING_BOUNDS[name]);
}

function tooBig(context: z.RefinementCtx, field: string, maximum: number): void {
  context.addIssue({
    code: 'too_big',
    origin: 'number',
    maximum,
    path: [field],
    message: `Too big: expected number to be <=${String(maximum)}`,
  });
}

/** One thing that happened, as any way in says it (times in epoch ms, unknown fields dropped). */
export type TelemetryEvent = z.infer<typeof eventSchema>;
/** What a sender may write: times as text or number, defaults left out. */
export type TelemetryEventInput = z.input<typeof eventSchema>;
export type EventType = TelemetryEvent['type'];
export type EventOf<Type extends EventType> = Extract<TelemetryEvent, { type: Type }>;
export type SpanOf = z.infer<typeof spanSchema>;
export type Source = z.infer<typeof sourceSchema>;
export type Priority = z.infer<typeof prioritySchema>;
export type Severity = z.infer<typeof severitySchema>;
export type TaskOutcome = z.infer<typeof taskOutcomeSchema>;
export type WorkOutcome = z.infer<typeof workOutcomeSchema>;
export type Provenance = 'measured' | 'reported';

export const EVENT_TYPES: readonly EventType[] = eventSchema.options.map(
  (option) => option.shape.type.value,
);

/** An event as the hub keeps it: with the server's clock and the marks of ingest. */
export type StampedEvent = TelemetryEvent & {
  /** Server's clock at arrival, epoch ms. */
  receivedAt: number;
  /** Older than 10 minutes at arrival / from an import or older than 24 hours (rule FLD3). */
  mark?: 'late' | 'backfill';
  /** The client's clock was off and `time` was moved, or `time` lay ahead and was clamped (ING5). */
  clock?: 'shifted' | 'clamped';
  /** By how much its time was moved, ms. */
  shiftMs?: number;
  /** It was stored at this time before it was known that the clock was off. */
  wasAt?: number;
};

/** Where a figure comes from; derived, never sent (rule USE1). */
export function provenanceOf(event: EventOf<'usage'>): Provenance {
  const isMeasured =
    event.source === 'otlp' || event.source === 'transcript' || event.requestId !== undefined;
  return isMeasured ? 'measured' : 'reported';
}

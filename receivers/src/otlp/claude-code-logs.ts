import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { failureTypeOf } from '../agents/failures.ts';
import { durationOf, idOf, isTrue, nameOf, quantityOf, type Attributes } from './attributes.ts';
import { missing, type Refusal } from './batch.ts';

export type EventBase = Pick<
  TelemetryEventInput,
  | 'id'
  | 'time'
  | 'sessionId'
  | 'source'
  | 'agentName'
  | 'agentId'
  | 'parentAgentId'
  | 'project'
  | 'user'
  | 'labels'
  | 'promptId'
  | 'workflow'
>;

/** What a log event of Claude Code says: an event, nothing, or why it can't be taken. */
type LogReader = (base: EventBase, attributes: Attributes) => TelemetryEventInput | Refusal | null;

/** By event name. Texts (prompts, answers, tool input, error bodies) are read by none of them (PRX4). */
export const LOG_READERS: Readonly<Record<string, LogReader>> = {
  api_request: readRequest,
  api_error: (base, attributes) => readFailure(base, attributes, 'attempt'),
  api_retries_exhausted: (base, attributes) => ({
    ...readFailure(base, attributes, 'total_attempts'),
    // The last failure says so itself, in this export or another one.
    isAfterRetries: true,
  }),
  api_refusal: (base, attributes) => ({
    ...base,
    type: 'error',
    errorType: 'refusal',
    errorMessage: 'the model refused to answer',
    severity: isMainLoop(attributes) ? 'high' : 'medium',
    model: nameOf(attributes, 'model'),
  }),
  tool_decision: readDecision,
  tool_result: readToolResult,
  user_prompt: (base, attributes) => ({
    ...base,
    type: 'prompt',
    length: quantityOf(attributes, 'prompt_length'),
  }),
  subagent_completed: ({ agentId, ...base }, attributes) =>
    agentId === undefined
      ? // 2.1.197 does not name it; the hook of its end does.
        null
      : { ...base, type: 'subagent.end', agentId, agentType: nameOf(attributes, 'agent_type') },
  compaction: (base, attributes) =>
    attributes.has('success') && !isTrue(attributes, 'success')
      ? null
      : {
          ...base,
          type: 'compaction',
          trigger: nameOf(attributes, 'trigger'),
          preTokens: quantityOf(attributes, 'pre_tokens'),
          postTokens: quantityOf(attributes, 'post_tokens'),
        },
};

const TOKENS = {
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheCreationTokens: 'cache_creation_tokens',
} as const;

function readRequest(base: EventBase, attributes: Attributes): TelemetryEventInput | Refusal {
  // A count that is there and can't be read is not 0.
  const unreadable = Object.values(TOKENS).find(
    (key) => attributes.has(key) && quantityOf(attributes, key) === undefined,
  );
  if (unreadable !== undefined) return missing(unreadable);
  if (!Object.values(TOKENS).some((key) => attributes.has(key))) return missing(TOKENS.inputTokens);
  return {
    ...base,
    type: 'usage',
    model: nameOf(attributes, 'model'),
    inputTokens: quantityOf(attributes, TOKENS.inputTokens),
    outputTokens: quantityOf(attributes, TOKENS.outputTokens),
    cacheReadTokens: quantityOf(attributes, TOKENS.cacheReadTokens),
    cacheCreationTokens: quantityOf(attributes, TOKENS.cacheCreationTokens),
    cacheCreation1hTokens: wholeOf(quantityOf(attributes, 'cache_creation_1h_tokens')),
    clientCostMicros: costOf(attributes),
    requestId: idOf(attributes, 'request_id'),
    querySource: nameOf(attributes, 'query_source'),
    subagentType: base.agentId === undefined ? subagentTypeOf(attributes) : undefined,
    speed: nameOf(attributes, 'speed'),
  };
}

/** Before clients named the subagent that asked (2.1.197), they said of which type it is. */
function subagentTypeOf(attributes: Attributes): string | undefined {
  const source = /^agent:(?:builtin:)?(?<type>.+)$/.exec(nameOf(attributes, 'query_source') ?? '');
  return source === null
    ? undefined
    : (nameOf(attributes, 'agent.name') ?? source.groups?.['type']);
}

/** The client's own figure: a bad one is left out and spoils no tokens. */
function costOf(attributes: Attributes): number | undefined {
  const micros = wholeOf(quantityOf(attributes, 'cost_usd_micros'));
  if (micros !== undefined) return micros;
  const dollars = quantityOf(attributes, 'cost_usd');
  return dollars === undefined ? undefined : wholeOf(Math.round(dollars * 1e6));
}

/** One that is beyond every bound stays: it is refused by its name, as everywhere (rule ING7). */
const wholeOf = (value: number | undefined): number | undefined =>
  value !== undefined && (Number.isInteger(value) || value === Infinity) && value >= 0
    ? value
    : undefined;

function readFailure(
  base: EventBase,
  attributes: Attributes,
  attemptsKey: string,
): TelemetryEventInput & { type: 'error' } {
  const status = quantityOf(attributes, 'status_code');
  const attempts = quantityOf(attributes, attemptsKey);
  const what = status === undefined ? 'no answer from the API' : `HTTP ${String(status)}`;
  return {
    ...base,
    type: 'error',
    errorType: failureTypeOf(status),
    // Made here: the body of the answer may repeat what was asked.
    errorMessage: attempts === undefined ? what : `${what}, attempt ${String(attempts)}`,
    // After the last attempt, so it ends the turn: the same as the hook of that says.
    severity: isMainLoop(attributes) ? 'high' : 'medium',
    model: nameOf(attributes, 'model'),
  };
}

/** Asked by the main loop, in print mode or at a terminal. */
const isMainLoop = (attributes: Attributes): boolean =>
  /^(sdk|repl_main_thread)/.test(nameOf(attributes, 'query_source') ?? '');

/** An accepted call says so itself when it ends. */
function readDecision(base: EventBase, attributes: Attributes): TelemetryEventInput | null {
  if (attributes.get('decision') !== 'reject') return null;
  return {
    ...toolCall(base, attributes),
    state: 'denied',
    errorType: nameOf(attributes, 'source'),
  };
}

function readToolResult(base: EventBase, attributes: Attributes): TelemetryEventInput | Refusal {
  const errorType = nameOf(attributes, 'error_type');
  const call = { ...toolCall(base, attributes), duration: durationOf(attributes, 'duration_ms') };
  if (attributes.get('decision_type') === 'reject') return { ...call, state: 'denied' };
  if (isTrue(attributes, 'success')) return { ...call, state: 'succeeded' };
  if (!attributes.has('success') && errorType === undefined) return missing('success');
  return { ...call, state: 'failed', errorType };
}

/** Before clients sent the call's id, it is known by its record's. */
const toolCall = (base: EventBase, attributes: Attributes) => ({
  ...base,
  type: 'tool.call' as const,
  toolUseId: idOf(attributes, 'tool_use_id') ?? base.id,
  toolName: nameOf(attributes, 'tool_name'),
  requestId: idOf(attributes, 'request_id'),
});

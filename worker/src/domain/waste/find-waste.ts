import type { PriceOf } from '@claude-monitor/fold';
import { provenanceOf, type EventOf, type StampedEvent } from '@claude-monitor/protocol';
import { observeCall } from './observe-call.ts';
import {
  found,
  push,
  WASTE_BOUNDS,
  type Found,
  type Thread,
  type WasteState,
} from './waste-state.ts';

const MINUTE = 60_000;
/** How long Anthropic keeps a prompt in the cache after its last use (docs, "Prompt caching"). */
const SHORT_TTL_MS = 5 * MINUTE;
const LONG_TTL_MS = 60 * MINUTE;
/** A smaller context is not worth a word; below 1,024 to 4,096 tokens, by model, nothing is cached. */
const LEAST_TOKENS = 4_096;

/** What an event of a session shows of waste, by what came before it; changes the state. Pure but for that. */
export function findWaste(state: WasteState, event: StampedEvent, priceOf: PriceOf): Found[] {
  switch (event.type) {
    case 'tool.call':
      return observeCall(state, event);
    case 'usage':
      return observeUsage(state, event, priceOf);
    case 'compaction':
      // What was read is in the context no more, and the next one is short.
      state.reads = [];
      state.threads = [];
      return [];
    case 'error':
      return event.isAfterRetries === true ? [found('retries', {})] : [];
    default:
      return [];
  }
}

function observeUsage(state: WasteState, event: EventOf<'usage'>, priceOf: PriceOf): Found[] {
  // What an agent says of itself has no order that could be trusted.
  if (provenanceOf(event) !== 'measured' || event.cumulative === true) return [];
  const id = event.requestId ?? event.messageId ?? '';
  if (id === '' || state.requests.includes(id)) return [];
  push(state.requests, id, WASTE_BOUNDS.requests);
  const agent = event.agentId ?? '';
  const key = `${agent}\n${event.model ?? ''}`;
  const before = state.threads.find((thread) => thread.key === key) ?? null;
  // It came late: what follows it was looked at.
  if (before !== null && event.time < before.at) return [];
  const request = requestOf(event, priceOf);
  const calls = state.calls.filter((call) => call.agent === agent && call.at <= event.time);
  state.calls = state.calls.filter((call) => !calls.includes(call));
  const all = [
    ...(before === null ? [] : ofContext(before, request)),
    ...(before === null ? [] : ofCalls(before, request, calls)),
    ...ofHourCache(request),
  ];
  state.threads = state.threads.filter((thread) => thread !== before);
  push(state.threads, nextThread(key, before, request), WASTE_BOUNDS.threads);
  return all;
}

type Request = ReturnType<typeof requestOf>;

function requestOf(event: EventOf<'usage'>, priceOf: PriceOf) {
  const { time: at, inputTokens: input, outputTokens: output, model = '' } = event;
  const { cacheReadTokens: read, cacheCreationTokens: written, cacheCreation1hTokens = 0 } = event;
  const hourly = Math.min(cacheCreation1hTokens, written);
  const price = (part: {
    input?: number;
    output?: number;
    read?: number;
    written?: number;
    hourly?: number;
  }) =>
    priceOf({
      ...{ model, at, tier: '', webSearches: 0 },
      inputTokens: part.input ?? 0,
      outputTokens: part.output ?? 0,
      cacheReadTokens: part.read ?? 0,
      cacheCreationTokens: part.written ?? 0,
      cacheCreation1hTokens: part.hourly ?? 0,
    });
  const micros = price({ input, output, read, written, hourly });
  return {
    at,
    input,
    output,
    read,
    written,
    hourly,
    prompt: input + read + written,
    price,
    micros,
  };
}

/** A context that was sent again instead of read from the cache. */
function ofContext(before: Thread, request: Request): Found[] {
  const { at, read, input, written, hourly, prompt, price } = request;
  const idleMs = at - before.at;
  const isLarge = before.prompt >= LEAST_TOKENS && prompt * 2 >= before.prompt;
  if (isLarge && read * 2 < before.prompt) {
    const tokens = Math.min(before.prompt - read, input + written);
    const fromCache = Math.min(tokens, written);
    const paid = price({
      input: tokens - fromCache,
      written: fromCache,
      hourly: written === 0 ? 0 : Math.round((fromCache * hourly) / written),
    });
    const due = price({ read: tokens });
    const kind = idleMs >= before.ttlMs ? 'expired_context' : 'cache_misses';
    if (paid === null || due === null) return [found(kind, { tokens, unpriced: 1 })];
    return paid > due ? [found(kind, { tokens, measuredMicros: paid - due })] : [];
  }
  const isHourUsed = before.ttlMs === LONG_TTL_MS && idleMs >= SHORT_TTL_MS && read > 0;
  return isHourUsed ? [found('hour_cache_hit', { tokens: read })] : [];
}

/** What calls between two requests cost: shared out by their number. */
function ofCalls(before: Thread, request: Request, calls: WasteState['calls']): Found[] {
  const ofKind = (kind: WasteState['calls'][number]['kind']): number =>
    calls.filter((call) => call.kind === kind).length;
  const again = ofKind('read again');
  const failed = ofKind('failed again');
  const isKept = request.read * 2 >= before.prompt;
  const added = isKept ? Math.max(0, request.input + request.written - before.output) : 0;
  const tokens = again === 0 ? 0 : Math.round((added * again) / calls.length);
  const reads = tokens === 0 ? 0 : request.price({ written: tokens });
  const retries = failed === 0 ? 0 : ((before.micros ?? 0) * failed) / calls.length;
  return [
    ...(again === 0
      ? []
      : [
          found('repeated_reads', {
            ...{ count: 0, tokens, estimatedMicros: reads ?? 0 },
            unpriced: reads === null ? again : 0,
          }),
        ]),
    ...(failed === 0
      ? []
      : [
          found('retries', {
            ...{ count: 0, estimatedMicros: Math.round(retries) },
            unpriced: before.micros === null ? failed : 0,
          }),
        ]),
  ];
}

/** What the hour costs beyond five minutes. */
function ofHourCache({ hourly, price }: Request): Found[] {
  if (hourly === 0) return [];
  const [long, short] = [price({ written: hourly, hourly }), price({ written: hourly })];
  if (long === null || short === null)
    return [found('hour_cache', { tokens: hourly, unpriced: 1 })];
  return [found('hour_cache', { tokens: hourly, measuredMicros: Math.max(0, long - short) })];
}

function nextThread(key: string, before: Thread | null, request: Request): Thread {
  const { at, prompt, output, micros, hourly, written } = request;
  const ttlMs =
    hourly > 0 ? LONG_TTL_MS : written > 0 ? SHORT_TTL_MS : (before?.ttlMs ?? SHORT_TTL_MS);
  return { key, at, prompt, output, micros, ttlMs };
}

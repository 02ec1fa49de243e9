import {
  hash64,
  LIMITS,
  type Incident,
  type IncidentReason,
  type StampedEvent,
} from '@claude-monitor/protocol';

/** When a session counts as stuck. */
type StuckLimits = {
  /** The same call, among the last `LIMITS.signalCalls`. */
  repeats: number;
  /** Failures in a row. */
  errors: number;
  /** Tokens since the last progress, cache reads left out: they say nothing of new work. */
  tokens: number;
};

export const STUCK_LIMITS: StuckLimits = { repeats: 10, errors: 6, tokens: 300_000 };

/** Of fewer tokens without progress nobody asks where they went. */
const EVIDENT_TOKENS = 100_000;

/** Below this share of a limit a session is no longer stuck, so that one call more or less changes nothing. */
const RELEASE = 0.5;

type Call = {
  /** Null, as its fingerprint: of an incident that is gone on with. */
  id: number | null;
  fingerprint: number | null;
  /** Of a call that was made before: of others nobody asks. */
  tool: string | null;
  event: string | null;
  at: number;
  /** Which call of the session it was. */
  number: number;
};
type Seen = { event: string | null; at: number };

/**
 * What events of one session in a row say, of which the fold keeps only sums: calls by fingerprint,
 * failures without a success between, tokens without progress. In memory only: after the hub woke they
 * are counted again, from where an incident that stands left off.
 */
export type Signals = {
  calls: Call[];
  /** How many calls there were; the newest that was progress. */
  callCount: number;
  progress: number;
  errors: (Seen & { type: string; call: number | null })[];
  errorCount: number;
  tokens: number;
  usage: Seen[];
  /** Events that the incident, from which they go on, counted already: up to a time, and the newest by id. */
  counted: { until: number; events: readonly (string | null)[] } | null;
};

/** Texts of senders are as long as they may be, and what is the same has the same number: of 52 bits. */
const numberOf = (text: string): number => Number.parseInt(hash64(text).slice(3), 16);

/** What they take in memory, measured with V8: of a call, an error, a usage; and all else. */
const CALL_BYTES = 128;
const ERROR_BYTES = 160;
const USAGE_BYTES = 72;
const SIGNALS_BYTES = 1_024;

export function bytesOf({ calls, errors, usage, counted }: Signals): number {
  let units = 0;
  for (const { tool, event } of calls) units += (tool?.length ?? 0) + (event?.length ?? 0);
  for (const { type, event } of errors) units += type.length + (event?.length ?? 0);
  for (const { event } of usage) units += event?.length ?? 0;
  for (const event of counted?.events ?? []) units += event?.length ?? 0;
  return (
    SIGNALS_BYTES +
    CALL_BYTES * calls.length +
    ERROR_BYTES * errors.length +
    USAGE_BYTES * usage.length +
    2 * units
  );
}

export const noSignals = (): Signals => ({
  calls: [],
  callCount: 0,
  progress: 0,
  errors: [],
  errorCount: 0,
  tokens: 0,
  usage: [],
  counted: null,
});

/**
 * The counts of a session that is stuck, as its incident has them: else the first event after the hub woke
 * would end it. Which call was repeated is not kept: the next one of the same tool counts as that.
 */
export function resumedSignals({
  reason: { code, detail, count },
  evidence,
}: Pick<Incident, 'reason' | 'evidence'>): Signals {
  const times = count ?? 0;
  const until = Math.max(...evidence.map(({ at }) => at), 0);
  const signals = {
    ...noSignals(),
    counted: { until, events: evidence.map(({ event }) => event) },
  };
  if (code === 'repeated_errors') {
    const errors = evidence.map((seen) => ({ ...seen, type: detail ?? 'error', call: null }));
    return { ...signals, errors, errorCount: times };
  }
  if (code === 'no_progress') return { ...signals, tokens: times, usage: [...evidence] };
  const same = { id: null, fingerprint: null, tool: detail };
  const calls = Array.from({ length: Math.min(times, LIMITS.signalCalls) }, (_, index) => {
    const seen = evidence.at(Math.max(index - times, -evidence.length)) ?? {
      event: null,
      at: until,
    };
    return { ...same, ...seen, number: index + 1 };
  });
  return { ...signals, calls, callCount: calls.length };
}

const isCounted = ({ counted }: Signals, { id, time }: StampedEvent): boolean =>
  counted !== null && (time < counted.until || counted.events.includes(id));

/** Takes an event in; whether it may change what `stuckReason` says. */
export function addSignal(signals: Signals, event: StampedEvent): boolean {
  if (isCounted(signals, event)) return false;
  const seen = { event: event.id, at: event.time };
  switch (event.type) {
    case 'prompt':
    case 'task.start':
    case 'task.progress':
    case 'task.complete':
    case 'session.start':
    case 'session.end':
      return clear(signals);
    case 'session.state':
      return event.state === 'working' ? false : clear(signals);
    case 'error':
      return addError(signals, {
        ...seen,
        type: event.errorType,
        call: event.toolUseId === undefined ? null : numberOf(event.toolUseId),
      });
    case 'usage':
      if (event.cumulative === true) return false;
      signals.tokens += event.inputTokens + event.outputTokens + event.cacheCreationTokens;
      if (signals.tokens >= EVIDENT_TOKENS) push(signals.usage, seen, LIMITS.incidentEvidence);
      return true;
    case 'tool.call':
      return addCall(signals, event, seen);
    default:
      return false;
  }
}

function addCall(
  signals: Signals,
  event: Extract<StampedEvent, { type: 'tool.call' }>,
  seen: Seen,
): boolean {
  const { toolName = null, state } = event;
  const id = numberOf(event.toolUseId);
  const fingerprint = event.fingerprint === undefined ? null : numberOf(event.fingerprint);
  for (const call of signals.calls) {
    if (call.fingerprint === null && call.tool === toolName) call.fingerprint = fingerprint;
  }
  if (fingerprint !== null && !signals.calls.some((call) => call.id === id)) {
    const number = ++signals.callCount;
    const isAgain = signals.calls.some((call) => call.fingerprint === fingerprint);
    const shown = isAgain ? { tool: toolName, event: seen.event } : { tool: null, event: null };
    const call = { id, fingerprint, ...shown, at: seen.at, number };
    push(signals.calls, call, LIMITS.signalCalls);
  }
  if (state === 'failed') {
    return addError(signals, { ...seen, type: event.errorType ?? toolName ?? 'error', call: id });
  }
  if (state !== 'succeeded') return true;
  signals.errors = [];
  signals.errorCount = 0;
  // The same call again is no progress, one that was not made lately is.
  const own = signals.calls.find((call) => call.id === id);
  if (own !== undefined && isRepeated(signals, own)) return true;
  signals.progress = Math.max(signals.progress, own?.number ?? 0);
  signals.tokens = 0;
  signals.usage = [];
  return true;
}

const isRepeated = ({ calls }: Signals, own: Call): boolean =>
  calls.some((call) => call.number < own.number && call.fingerprint === own.fingerprint);

/** A failed call may be reported by an error too. */
function addError(signals: Signals, error: Signals['errors'][number]): boolean {
  const isKnown = error.call !== null && signals.errors.some(({ call }) => call === error.call);
  if (isKnown) return false;
  signals.errorCount++;
  push(signals.errors, error, LIMITS.incidentEvidence);
  return true;
}

function clear(signals: Signals): boolean {
  Object.assign(signals, noSignals());
  return true;
}

function push<Item>(items: Item[], item: Item, most: number): void {
  items.push(item);
  if (items.length > most) items.shift();
}

export type Stuck = { reason: IncidentReason; since: number; evidence: Seen[] };

/** Why a session is stuck, the plainest first; null: it is not. `isOpen`: it was, until clearly over. */
export function stuckReason(signals: Signals, limits: StuckLimits, isOpen: boolean): Stuck | null {
  const factor = isOpen ? RELEASE : 1;
  const calls = signals.calls.filter(({ number }) => number >= signals.progress);
  const most = mostRepeated(calls);
  if (most.length >= limits.repeats * factor && most.length > 1) {
    const count = most.length;
    const detail = most.at(-1)?.tool ?? null;
    return stuck({ code: 'repeated_call', detail, count, of: calls.length }, most);
  }
  if (signals.errorCount >= limits.errors * factor && signals.errorCount > 0) {
    const detail = signals.errors.at(-1)?.type ?? null;
    const count = signals.errorCount;
    return stuck({ code: 'repeated_errors', detail, count, of: null }, signals.errors);
  }
  if (signals.tokens >= limits.tokens * factor && signals.tokens > 0) {
    const count = signals.tokens;
    return stuck({ code: 'no_progress', detail: null, count, of: null }, signals.usage);
  }
  return null;
}

function stuck(reason: IncidentReason, of: readonly Seen[]): Stuck {
  const evidence = of.map(({ event, at }) => ({ event, at }));
  return {
    reason,
    since: Math.min(...of.map(({ at }) => at)),
    evidence: evidence.slice(-LIMITS.incidentEvidence),
  };
}

function mostRepeated(calls: readonly Call[]): Call[] {
  const byFingerprint = new Map<number | null, Call[]>();
  let most: Call[] = [];
  for (const call of calls) {
    const same = byFingerprint.get(call.fingerprint) ?? [];
    same.push(call);
    byFingerprint.set(call.fingerprint, same);
    if (same.length > most.length) most = same;
  }
  return most;
}

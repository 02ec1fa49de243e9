import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { REDACTED_TOOL } from '@claude-monitor/protocol/tools/own-tools';
import type { Call, ToolRecord } from './call.ts';
import type { Fact } from './fact.ts';
import { stampOf } from './merge-fact.ts';
import { isDeclaring, type Stamp } from './stamp.ts';
import type { FoldState } from '../state.ts';

/** What a joined record says is believed before what any report of the call says itself. */
const JOINED = 20;

/** Keeps what a call of our tools says, until its client's record of it comes. */
export function recordCall(state: FoldState, event: TelemetryEvent): void {
  if (event.toolUseId === undefined || !isOurs(event)) return;
  const { events } = callOf(state, event.toolUseId, event.time);
  if (events.length >= LIMITS.reportsKept || events.some((known) => isSame(known, event))) return;
  const { text: _, ...withoutText } = event;
  events.push(withoutText);
}

/** Keeps the client's record of a call; the call's own events have to be folded again, and are returned. */
export function recordToolCall(
  state: FoldState,
  { run, toolUseId, fact }: { run: string; toolUseId: string; fact: Fact },
): readonly TelemetryEvent[] {
  const { at, agentId, toolName } = fact.fields;
  if (!isOurName(toolName)) return [];
  const call = callOf(state, toolUseId, at);
  call.records.set(run, {
    at: { ...joined(stampOf(fact, 'at')), value: at },
    agentId: agentId === undefined ? null : { ...joined(stampOf(fact, 'agentId')), value: agentId },
  });
  return call.events;
}

/** By run, what clients record of the call that made this event. */
export function recordsOf(
  state: FoldState,
  event: TelemetryEvent,
): ReadonlyMap<string, ToolRecord> | undefined {
  return event.toolUseId === undefined || !isOurs(event)
    ? undefined
    : state.calls.get(event.toolUseId)?.records;
}

const joined = ({ rank, time, id }: Stamp): Stamp => ({ rank: rank + JOINED, time, id });

const isOurs = (event: TelemetryEvent): boolean =>
  event.type !== 'tool.call' && (isDeclaring(event.source) || event.parentSessionId !== undefined);

/** Hooks name the tool in full, telemetry only says that it is somebody's. */
const isOurName = (name: string | undefined): boolean =>
  name === REDACTED_TOOL || (name?.includes('log_') ?? false);

const isSame = (a: TelemetryEvent, b: TelemetryEvent): boolean =>
  a.id === b.id && a.time === b.time && a.source === b.source;

function callOf(state: FoldState, toolUseId: string, at: number): Call {
  const known = state.calls.get(toolUseId);
  if (known !== undefined) return known;
  if (state.calls.size % CALLS_PER_TRIM === 0) letOldCallsGo(state);
  const call: Call = { at, records: new Map(), events: [] };
  state.calls.set(toolUseId, call);
  return call;
}

/** Not with each: reading a map's first entry walks over all that were deleted before it. */
const CALLS_PER_TRIM = 100;

/** Calls are kept for an hour, and a bounded number of them. */
function letOldCallsGo({ calls, seriesAt }: FoldState): void {
  for (const [id, { at }] of calls) {
    const isOld = calls.size > LIMITS.callsKept / 4 && seriesAt - at > TIME.hourMs;
    if (!isOld && calls.size <= LIMITS.callsKept - CALLS_PER_TRIM) return;
    calls.delete(id);
  }
}

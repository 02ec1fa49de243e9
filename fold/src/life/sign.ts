import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { provenanceOf } from '@claude-monitor/protocol/event/event';
import { STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';

/**
 * What an event says of whether its session is at work. Stored by their place, so new ones go to the end; of two in
 * one second the later in this list counts.
 */
export const SIGN_KINDS = [
  /** Nothing but that a call ran for long. */
  'none',
  /** It lives: who has the turn stays as it was. */
  'alive',
  /** A tool call began, and is open. */
  'call',
  /** A tool call ended, or a `log_` call came: it works. */
  'work',
  'turn over',
  'waiting',
  /** A prompt or a start: it works, also after an end. */
  'begin',
  'end',
] as const;

export type SignKind = (typeof SIGN_KINDS)[number];

/** `isLong`: a tool call had been open for longer than calls usually are. */
export type Sign = { at: number; kind: SignKind; isLong: boolean };

/** How far back a call's own duration is believed: calls are joined within as long. */
const LONGEST_CALL_MS = STATE_LIMITS.lostWithOpenToolMs;

/**
 * The signs of life in an event: from the event alone, so that they do not depend on what came before it. A call
 * that says at its end how long it took says with it that it was open till then.
 */
export function signsOf(event: TelemetryEvent): Sign[] {
  const { time: at } = event;
  if (event.type !== 'tool.call' || event.state === 'started') {
    return [{ at, kind: kindOf(event), isLong: false }];
  }
  const duration = Math.min(event.duration ?? 0, LONGEST_CALL_MS);
  const end: Sign = { at, kind: 'work', isLong: false };
  if (duration < TIME.minuteMs) return [end];
  const began = Math.max(0, at - duration);
  const signs: Sign[] = [{ at: began, kind: 'call', isLong: false }];
  for (
    let minute = minuteAfter(began + STATE_LIMITS.stalledMs);
    minute < at;
    minute += TIME.minuteMs
  ) {
    signs.push({ at: minute, kind: 'none', isLong: true });
  }
  return [...signs, end];
}

const minuteAfter = (at: number): number => Math.ceil(at / TIME.minuteMs) * TIME.minuteMs;

function kindOf(event: TelemetryEvent): SignKind {
  switch (event.type) {
    case 'session.start':
    case 'prompt':
      return 'begin';
    case 'session.end':
      return 'end';
    case 'session.state':
      return STATE_KINDS[event.state];
    case 'tool.call':
      return event.state === 'started' ? 'call' : 'work';
    case 'task.plan':
    case 'task.start':
    case 'task.progress':
    case 'task.complete':
    case 'task.outcome':
    case 'error':
      return 'work';
    case 'usage':
      return provenanceOf(event) === 'measured' ? 'alive' : 'work';
    case 'subagent.start':
    case 'subagent.end':
    case 'session.context':
    case 'sequence':
    case 'metric':
    case 'compaction':
    case 'handover':
    case 'message':
    case 'trace':
      return 'alive';
  }
}

const STATE_KINDS = { waiting: 'waiting', working: 'begin', turn_over: 'turn over' } as const;

import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { Stamped } from './stamp.ts';

/** The client's own record of a call of our tools: the run it was made in, when, and by whom. */
export type ToolRecord = { at: Stamped<number>; agentId: Stamped<string> | null };

/** A call of our tools as its client records it (by run) and as the tool itself reports it. */
export type Call = { at: number; records: Map<string, ToolRecord>; events: TelemetryEvent[] };

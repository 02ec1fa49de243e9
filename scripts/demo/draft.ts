import type { TelemetryEventInput } from '@claude-monitor/protocol';

/** An event of the invented team, by how long ago it happened. */
export type Draft = Pick<TelemetryEventInput, 'type' | 'sessionId'> & {
  minutesAgo: number;
} & Record<string, unknown>;

import type { TelemetryEvent, TelemetryEventInput } from '@claude-monitor/protocol/event/event';
import { TIME } from '@claude-monitor/protocol/limits';
import { parseEvent } from '@claude-monitor/protocol/event/parse-event';

/** An hour that begins a day: 2026-03-02 00:00 UTC. */
export const MONDAY = Date.UTC(2026, 2, 2);
export const TEN = MONDAY + 10 * TIME.hourMs;

type Said<Type extends TelemetryEventInput['type']> = Omit<
  Extract<TelemetryEventInput, { type: Type }>,
  'id' | 'time' | 'type' | 'sessionId'
>;

export function event<Type extends TelemetryEventInput['type']>(
  type: Type,
  sessionId: string,
  { second, ...fields }: { second: number } & Said<Type> & { id?: string; time?: number },
): TelemetryEvent {
  const id = `${type} of ${sessionId} at ${String(second)} ${JSON.stringify(fields)}`;
  const raw = { id: id.slice(0, 200), type, sessionId, time: TEN + second * 1_000, ...fields };
  const parsed = parseEvent(raw);
  if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.message}`);
  return parsed.event;
}

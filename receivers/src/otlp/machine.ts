import { hash64 } from '@claude-monitor/protocol';
import type { Attributes } from './attributes.ts';
import type { OtlpBatch } from './batch.ts';
import type { Origin } from './records.ts';
import { isClaudeCode } from './sender.ts';

/** What a resource may name its machine, or the process on it, by (https://opentelemetry.io/docs/specs/semconv/resource). */
const MACHINE = [
  'host.id',
  'host.name',
  'container.id',
  'k8s.pod.uid',
  'service.instance.id',
] as const;

/** Claude Code names no host; its `user.id` is of one installation. */
const INSTALLATION = 'user.id';

export function recordMachine(
  { events, machines }: OtlpBatch,
  from: number,
  { attributes, origin }: { attributes: Attributes; origin: Origin },
): void {
  if (events.length === from) return;
  const named = MACHINE.map((name) => origin.resource.get(name) ?? '');
  const own = isClaudeCode(origin) ? (attributes.get(INSTALLATION) ?? '') : '';
  const ids = [...named, own];
  if (ids.every((id) => id === '')) return;
  const machine = hash64(JSON.stringify(ids));
  for (const { sessionId } of events.slice(from)) machines[sessionId] = machine;
}

import { hash64, LIMITS, WITHOUT_SESSION } from '@claude-monitor/protocol';
import { NOISE_EVENTS } from './claude-code-names.ts';
import { LOG_READERS, type EventBase } from './claude-code-logs.ts';
import { readAgentLog } from '../agents/logs.ts';
import { idOf, nameOf, quantityOf, statedTimeOf } from './attributes.ts';
import {
  addEvent,
  missing,
  newBatch,
  refuse,
  UNREADABLE,
  type OtlpBatch,
  type Refusal,
} from './batch.ts';
import { recordLabelsLeftOut } from './labels/left-out.ts';
import { recordMachine } from './machine.ts';
import { readLogs, type LogRecord } from './records.ts';
import { clientOf, identityOf, isClaudeCode, sessionOrUserOf } from './sender.ts';
import { sequenceEvents, type Numbered } from './sequences.ts';
import type { OtlpTree } from './wire.ts';
import { recordUnknownAttributes } from './unknown-attributes.ts';
import { recordUnknown } from '../unknown-names.ts';

const BEYOND_SEQUENCE: Refusal = {
  code: 'invalid_event',
  path: 'event.sequence',
  message: `expected at most ${String(LIMITS.sequenceNumber)}`,
};

const PREFIX = 'claude_code.';

/**
 * The log records of a request as events; null for more of them than are taken at once. Of Claude Code,
 * every record is counted before noise is dropped (rule USE5).
 */
export function normaliseLogs(tree: OtlpTree): OtlpBatch | null {
  const batch = newBatch();
  const numbered: Numbered[] = [];
  for (const log of readLogs(tree)) {
    if (++batch.records > LIMITS.otlpRecords) return null;
    const before = batch.events.length;
    if (log === null) {
      refuse(batch, UNREADABLE);
      continue;
    }
    if (isClaudeCode(log.origin)) addClaudeCodeLog(log);
    else readAgentLog(batch, log);
    recordMachine(batch, before, log);
    recordLabelsLeftOut(batch, before, log);
  }
  for (const event of sequenceEvents(numbered)) addEvent(batch, event);
  return batch;

  function addClaudeCodeLog(log: LogRecord): void {
    const name = claudeEventName(log);
    const base = baseOf(log, name);
    if (!('id' in base)) return refuse(batch, base);
    const sequence = quantityOf(log.attributes, 'event.sequence');
    if (sequence !== undefined && sequence > LIMITS.sequenceNumber) {
      return refuse(batch, BEYOND_SEQUENCE);
    }
    // Without sessions, the processes of a user can't be distinguished.
    const isNumbered = !base.sessionId.startsWith(WITHOUT_SESSION);
    if (isNumbered && sequence !== undefined && Number.isInteger(sequence) && sequence >= 0) {
      numbered.push({ sessionId: base.sessionId, sequence, time: Number(base.time) });
    }
    recordUnknownNames(batch, log, name);
    const reading = Object.hasOwn(LOG_READERS, name)
      ? LOG_READERS[name]?.(base, log.attributes)
      : null;
    if (reading === null || reading === undefined) return;
    if (!('type' in reading)) return refuse(batch, reading);
    addEvent(batch, reading);
  }
}

function claudeEventName({ eventName }: LogRecord): string {
  return eventName.startsWith(PREFIX) ? eventName.slice(PREFIX.length) : eventName;
}

function baseOf(log: LogRecord, name: string): EventBase | ReturnType<typeof missing> {
  const { attributes, origin } = log;
  const sessionId = sessionOrUserOf(attributes, origin);
  if (sessionId === undefined) return missing('session.id');
  const timestamp = nameOf(attributes, 'event.timestamp');
  const stated = statedTimeOf(attributes);
  const time = stated ?? log.time;
  if (time === null) return missing('timeUnixNano');
  return {
    id: recordId(log, [sessionId, name, timestamp ?? time]),
    time,
    sessionId,
    source: 'otlp',
    agentId: idOf(attributes, 'agent_id'),
    parentAgentId: idOf(attributes, 'parent_agent_id'),
    promptId: idOf(attributes, 'prompt.id'),
    workflow: workflowOf(attributes),
    ...identityOf(attributes, origin),
  };
}

function workflowOf(attributes: LogRecord['attributes']): EventBase['workflow'] {
  const id = idOf(attributes, 'workflow.run_id');
  return id === undefined ? undefined : { id, name: nameOf(attributes, 'workflow.name') };
}

/** The same each time the record is sent (rule ING2). Without a sequence, its own ids tell it apart. */
function recordId({ attributes }: LogRecord, key: readonly (string | number)[]): string {
  const sequence = quantityOf(attributes, 'event.sequence');
  const ids = ['request_id', 'tool_use_id', 'agent_id'].map((name) => idOf(attributes, name) ?? '');
  return hash64(JSON.stringify(sequence === undefined ? [...key, ids] : [...key, sequence]));
}

function recordUnknownNames(
  batch: OtlpBatch,
  { attributes, origin }: LogRecord,
  name: string,
): void {
  if (!Object.hasOwn(LOG_READERS, name) && !NOISE_EVENTS.has(name)) {
    recordUnknown(batch.unknown, { ...clientOf(origin), kind: 'event', name });
  }
  recordUnknownAttributes(batch.unknown, attributes, origin);
}

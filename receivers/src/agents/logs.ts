import { hash64 } from '@claude-monitor/protocol';
import { missing, refuse, type OtlpBatch } from '../otlp/batch.ts';
import type { LogRecord } from '../otlp/records.ts';
import { isCodex, isOfCodexFork } from './clis/codex-sender.ts';
import { readCodexLog } from './clis/codex.ts';
import { isGeminiCli, isOfGeminiFork, readGeminiLog } from './clis/gemini-cli.ts';
import { addCall } from './calls.ts';
import { withDetails } from '../conventions/details.ts';
import { isOfAgent, kindOf } from '../conventions/kinds.ts';
import { namesOf } from '../conventions/names.ts';
import { recordNonAgent, recordUnknownEvent } from './unknown.ts';
import { conversationOf, firstId, identityOfAgent } from './sender.ts';

const USAGE = [...namesOf('input'), ...namesOf('output'), ...namesOf('total')];

export function readAgentLog(batch: OtlpBatch, log: LogRecord): void {
  const { origin, time, spanId, traceId } = log;
  // The conventions once had what an event says in its body, and collectors move attributes there.
  const values = new Map([...log.body, ...log.attributes]);
  const whole = { ...log, attributes: values };
  if (isCodex(origin) || isOfCodexFork(whole)) return readCodexLog(batch, whole);
  if (isGeminiCli(origin) || isOfGeminiFork(whole)) return readGeminiLog(batch, whole);
  if (!isOfAgent(values)) return recordNonAgent(batch, log, 'event');
  const attributes = withDetails(values);
  if (!USAGE.some((name) => attributes.has(name))) {
    return recordUnknownEvent(batch, { attributes, origin, name: log.eventName });
  }
  const sessionId = conversationOf(attributes, origin) ?? (traceId || undefined);
  if (sessionId === undefined) return refuse(batch, missing('gen_ai.conversation.id'));
  if (time === null) return refuse(batch, missing('timeUnixNano'));
  const kind = kindOf(attributes, log.eventName);
  const key = ['log', sessionId, log.eventName, spanId, time, firstId(attributes, 'responseId')];
  const id = hash64(JSON.stringify(key));
  const isInTrace = traceId !== '' && spanId !== '';
  addCall(batch, {
    id,
    name: log.eventName,
    time,
    sessionId,
    identity: identityOfAgent(attributes, origin, undefined),
    attributes,
    origin,
    kind,
    traceId,
    spanId,
    span: isInTrace
      ? {
          trace: traceId,
          id: `log ${id}`,
          parents: [spanId],
          role: kind === 'call' || kind === 'embedding' ? kind : 'around',
        }
      : undefined,
    isBesideCalls: isInTrace,
    failure: undefined,
  });
}

import { TIME } from '@claude-monitor/protocol';
import type { FlushBatch } from '../../store/rows.ts';
import { requestsOf } from '../../store/testing/requests.fixture.ts';
import { eventOf } from '../hub.fixture.ts';

/** Noon, so that a test's events lie in one hour. */
export const AT = Math.floor(Date.now() / TIME.hourMs) * TIME.hourMs - TIME.minuteMs * 50;

export const usageAt = (index: number, time = AT + index) =>
  eventOf({ id: `u${String(index)}`, type: 'usage', time, inputTokens: 10 });

export const seqsOf = (batch: FlushBatch | undefined): [number, number][] =>
  (batch?.blocks ?? []).map((block) => [block.firstSeq, block.lastSeq]);

export const requestsIn = (batch: FlushBatch) => batch.requestChunks.flatMap(requestsOf);

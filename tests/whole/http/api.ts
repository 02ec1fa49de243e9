import { randomUUID } from 'node:crypto';
import {
  eventsAnswerSchema,
  ingestAnswerSchema,
  sessionAnswerSchema,
  sessionsAnswerSchema,
  statusAnswerSchema,
  tasksAnswerSchema,
  usageAnswerSchema,
  type IngestAnswer,
  type TelemetryEventInput,
} from '@claude-monitor/protocol';
import type { Monitor } from '../monitor/monitor.ts';

/** The monitor's HTTP interface as a test uses it; every answer is parsed with the contract. */
export function apiOf(monitor: Pick<Monitor, 'url' | 'ingestKey' | 'readKey'>) {
  const get = async <Value>(
    path: string,
    schema: { parse: (value: unknown) => Value },
  ): Promise<Value> => {
    const answer = await fetch(`${monitor.url}${path}`, {
      headers: { authorization: `Bearer ${monitor.readKey}` },
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return schema.parse(await answer.json());
  };
  return {
    send: (events: TelemetryEventInput[]) => sendOnce(monitor, events),
    sessions: () => get('/v1/sessions?limit=500', sessionsAnswerSchema),
    /** One session with what its subagents used, by its internal id. */
    session: (id: string) => get(`/v1/sessions/${id}`, sessionAnswerSchema),
    tasks: () => get('/v1/tasks?limit=500', tasksAnswerSchema),
    eventIds: async (session: string): Promise<string[]> => {
      const ids: string[] = [];
      let cursor = '';
      for (;;) {
        const page = await get(
          `/v1/events?limit=500&session=${session}${cursor}`,
          eventsAnswerSchema,
        );
        ids.push(...page.items.map((item) => item.id));
        if (page.next === null) return ids;
        cursor = `&cursor=${encodeURIComponent(page.next)}`;
      }
    },
    usage: (query = '') => get(`/v1/usage${query}`, usageAnswerSchema),
    status: () => get('/v1/status', statusAnswerSchema),
  };
}

export type Api = ReturnType<typeof apiOf>;

async function sendOnce(
  monitor: Pick<Monitor, 'url' | 'ingestKey'>,
  events: TelemetryEventInput[],
): Promise<IngestAnswer> {
  const answer = await fetch(`${monitor.url}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${monitor.ingestKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ events, sentAt: Date.now() }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`ingest: ${String(answer.status)}`);
  return ingestAnswerSchema.parse(await answer.json());
}

/** Sends a batch until it is acknowledged, as a spool does: the same ids each time. */
export async function sendUntilAcknowledged(
  api: Api,
  events: TelemetryEventInput[],
): Promise<void> {
  for (;;) {
    try {
      const { accepted, duplicates } = await api.send(events);
      if (accepted + duplicates === events.length) return;
    } catch {
      // The server is away: that is what these tests do to it.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Asks again until the answer is right; the last wrong one is the error. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  isRight: (value: Value) => boolean,
  timeoutMs = 60_000,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown = null;
  while (Date.now() < deadline) {
    try {
      const value = await ask();
      if (isRight(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(
    `not right in time: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  );
}

/** One measured request of one token in and two out: sums show what was lost or counted twice. */
export function usageEvent(sessionId: string): TelemetryEventInput {
  const id = randomUUID();
  return {
    id,
    type: 'usage',
    sessionId,
    time: Date.now(),
    source: 'sdk',
    model: 'claude-sonnet-4-5',
    requestId: `req_${id}`,
    inputTokens: 1,
    outputTokens: 2,
  };
}

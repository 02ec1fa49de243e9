import { TIME, type TelemetryEventInput } from '@claude-monitor/protocol';

type EndedSession = {
  sessionId: string;
  user: string;
  at: number;
  hours: number;
  requests: number;
};

type Without<Event, Field extends string> = Event extends unknown ? Omit<Event, Field> : never;
type Draft = Without<TelemetryEventInput, 'id' | 'time' | 'sessionId'>;

/**
 * A session that ended before `at`: a task, an error, a tool call and some requests in each of its hours. The
 * same input gives the same events, and they name nobody else.
 */
export function endedSessionEvents({
  sessionId,
  user,
  at,
  hours,
  requests,
}: EndedSession): TelemetryEventInput[] {
  const firstAt = at - hours * TIME.hourMs;
  const about = {
    user,
    project: 'bridge',
    model: 'claude-sonnet-4-5',
    agentName: `${user}'s agent`,
  };
  let count = 0;
  const eventOf = (time: number, draft: Draft): TelemetryEventInput => ({
    ...about,
    ...draft,
    sessionId,
    id: `${sessionId}/${String(count++)}`,
    time,
  });
  const task = { source: 'mcp', taskId: `task of ${sessionId}` } as const;
  const inHour = (start: number): TelemetryEventInput[] => [
    ...Array.from({ length: requests }, (_, index) =>
      eventOf(start + index, {
        type: 'usage',
        source: 'otlp',
        requestId: `${sessionId}-${String(start)}-${String(index)}`,
        inputTokens: 10 + index,
        outputTokens: 100,
        clientCostMicros: 7,
      }),
    ),
    eventOf(start + requests, {
      type: 'tool.call',
      source: 'hook',
      toolUseId: `${sessionId}-${String(start)}`,
      toolName: 'Bash',
      state: 'succeeded',
    }),
    eventOf(start + requests + 1, {
      type: 'error',
      source: 'mcp',
      errorType: 'Timeout',
      errorMessage: `no answer for ${sessionId}`,
      severity: 'high',
    }),
  ];
  return [
    eventOf(firstAt, { type: 'session.start', source: 'mcp' }),
    eventOf(firstAt + 1, {
      type: 'task.start',
      ...task,
      taskDescription: `what ${sessionId} does`,
    }),
    ...Array.from({ length: hours }, (_, hour) => inHour(firstAt + 2 + hour * TIME.hourMs)).flat(),
    eventOf(at - 2, { type: 'task.complete', ...task, status: 'success' }),
    eventOf(at - 1, { type: 'session.end', source: 'mcp' }),
  ];
}

import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event, TEN } from './events.fixture.ts';

const RUN = '0181a54a-410a-4d92-8fe6-3639da9b6baa';
const SUBAGENT = 'ac723814b44fc3cba';
const MODEL = 'claude-sonnet-4-5';

/**
 * What a real session of Claude Code with one subagent exported over OTLP: offset in ms, request id,
 * input, output, cache read, cache creation, the client's cost in micro-dollars, and who asked.
 */
const REQUESTS = [
  [366, 'req_01cJuWAZ6O4vEjU67z', 12, 85, 0, 15_230, 58_424, ''],
  [575, 'req_01FD1ffQxr1nKLKnHO', 9, 120, 15_230, 410, 7_934, ''],
  [853, 'req_017eqTlOmaQVNiqIJS', 8, 96, 15_640, 220, 6_981, ''],
  [1_033, 'req_01r6jIszQlklTzMhC5', 7, 60, 15_860, 130, 6_166, ''],
  [1_290, 'req_017A7MARGocVZUOCAx', 7, 44, 15_990, 110, 5_891, ''],
  [2_087, 'req_01L6orL9fB1x0KcbNH', 6, 58, 16_100, 140, 6_243, ''],
  [2_283, 'req_01PfBzAKYKjD97NlhM', 6, 140, 16_240, 160, 7_590, ''],
  [2_453, 'req_01CKhFV87bqKNJ8jsL', 11, 52, 0, 8_100, 31_188, SUBAGENT],
  [2_632, 'req_017b563g07EgHF7YAd', 6, 31, 8_100, 90, 3_251, SUBAGENT],
  [2_891, 'req_011TAFBch46bRB3GZn', 5, 77, 16_400, 350, 7_403, ''],
  [3_145, 'req_01vsyotJQhUkuA0GR5', 5, 64, 16_750, 120, 6_450, ''],
] as const;

/** Tool calls: offset of the end in ms, id, name, duration, whether it succeeded, who called. */
const TOOLS = [
  [456, 'toolu_01Yg9qpRhXy7d7YEDQ', 'Bash', 36, true, ''],
  [673, 'toolu_01SbOwsBFrfRkwAtxG', 'Write', 35, true, ''],
  [927, 'toolu_01d1Lm1t0sqZv1xrHm', 'Edit', 6, true, ''],
  [1_099, 'toolu_01z7V69oEhCxfYcV0k', 'Bash', 12, false, ''],
  [1_348, 'toolu_01Y7k5FBoVRmMZEAga', 'Read', 4, false, ''],
  [2_138, 'toolu_01rkpkBFSvJolAqbDj', 'mcp_tool', 5, true, ''],
  [2_515, 'toolu_01McnVWTdKbonLDATH', 'Bash', 12, true, SUBAGENT],
  [2_770, 'toolu_017AJFD3gBE2zYkgwU', 'Agent', 440, true, ''],
] as const;

const instanceOf = (agentId: string) => (agentId === '' ? {} : { agentId });

/** The capture as events, as its hooks and its transcript tell it too, and the agent's own words. */
export function capturedSession(): TelemetryEvent[] {
  const events: TelemetryEvent[] = [
    event('prompt', RUN, { second: 0, source: 'hook', time: TEN + 191 }),
    event('subagent.start', RUN, {
      second: 0,
      source: 'hook',
      time: TEN + 2_340,
      agentId: SUBAGENT,
      agentType: 'general-purpose',
    }),
  ];
  for (const [at, requestId, input, output, read, creation, micros, agentId] of REQUESTS) {
    const tokens = {
      model: MODEL,
      requestId,
      inputTokens: input,
      cacheReadTokens: read,
      cacheCreationTokens: creation,
      ...instanceOf(agentId),
    };
    const measured = { ...tokens, outputTokens: output, clientCostMicros: micros };
    events.push(
      event('usage', RUN, { second: 0, ...measured, source: 'otlp', time: TEN + at }),
      // The transcript writes a request down while it streams: a little earlier, with less output.
      event('usage', RUN, {
        second: 0,
        ...tokens,
        outputTokens: 1,
        source: 'transcript',
        time: TEN + at - 7,
      }),
    );
  }
  for (const [at, toolUseId, toolName, duration, isDone, agentId] of TOOLS) {
    const call = { toolUseId, toolName, ...instanceOf(agentId) };
    const state = isDone ? 'succeeded' : 'failed';
    const startedAt = TEN + at - duration;
    events.push(
      event('tool.call', RUN, {
        second: 0,
        ...call,
        source: 'hook',
        state: 'started',
        time: startedAt,
      }),
      event('tool.call', RUN, {
        second: 0,
        ...call,
        source: 'otlp',
        state,
        duration,
        time: TEN + at,
      }),
      event('tool.call', RUN, { second: 0, ...call, source: 'hook', state, time: TEN + at + 3 }),
    );
  }
  const fields = { source: 'mcp', parentSessionId: RUN } as const;
  events.push(
    event('session.start', 'infra-001', {
      second: 0,
      ...fields,
      agentName: 'infrastructure-specialist',
      time: TEN + 300,
    }),
    event('task.start', 'infra-001', { second: 0, ...fields, taskId: 'INFRA-1', time: TEN + 500 }),
    event('usage', 'infra-001', {
      second: 0,
      ...fields,
      inputTokens: 9_000,
      outputTokens: 900,
      time: TEN + 2_200,
    }),
    event('task.complete', 'infra-001', {
      second: 0,
      ...fields,
      taskId: 'INFRA-1',
      status: 'success',
      time: TEN + 3_000,
    }),
  );
  return events;
}

import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { TIME } from '@claude-monitor/protocol/limits';
import { capturedSession } from './capture.fixture.ts';
import { event, TEN } from './events.fixture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const ELEVEN = TEN + TIME.hourMs;
const reported = { source: 'mcp', parentSessionId: RUN } as const;
const by = (agentId: string) => ({ source: 'otlp', agentId }) as const;
const numbered = { source: 'otlp' } as const;
const ours = { toolUseId: 'u', toolName: 'mcp__claude-monitor__log_task_start' } as const;
const metric = (
  second: number,
  { from, type, value }: { from: number; type: string; value: number },
) =>
  event('metric', RUN, {
    second,
    source: 'otlp',
    name: 'tokens',
    value,
    startAt: TEN + from * 1_000,
    attributes: { type, model: 'opus' },
  });
const minutes = (count: number): number => count * 60;

/** Events whose order must not matter, by what is hard about them. */
export const SCENARIOS: Record<string, TelemetryEvent[]> = {
  'labels of a request that is reported twice, of a metric, and of a run that works for a session':
    [
      event('usage', RUN, { second: 4, source: 'transcript', requestId: 'r1', inputTokens: 3 }),
      event('usage', RUN, {
        second: 5,
        source: 'otlp',
        requestId: 'r1',
        inputTokens: 3,
        labels: { team: 'core', effort: 'high' },
        project: 'named',
      }),
      event('usage', RUN, { second: 6, source: 'otlp', requestId: 'r2', labels: { team: 'docs' } }),
      event('prompt', RUN, { second: 2, source: 'hook', project: 'folder' }),
      event('session.start', 'infra-001', { second: 5, ...reported, labels: { team: 'other' } }),
    ],
  'reported usage, measured usage and the link between them': [
    event('usage', 'infra-001', { second: 10, source: 'mcp', inputTokens: 500, outputTokens: 50 }),
    event('usage', RUN, {
      second: 12,
      source: 'otlp',
      requestId: 'r1',
      inputTokens: 40,
      model: 'opus',
    }),
    event('session.start', 'infra-001', { second: 5, ...reported, agentName: 'infra' }),
  ],
  'the same, with a request before the link and one of a subagent': [
    event('usage', 'infra-001', { second: 10, source: 'mcp', inputTokens: 500 }),
    event('usage', RUN, { second: 2, source: 'otlp', requestId: 'r0', inputTokens: 3 }),
    event('usage', RUN, { second: 12, source: 'otlp', requestId: 'r1', inputTokens: 40 }),
    event('usage', RUN, { second: 13, ...by('a'), requestId: 'r2', inputTokens: 7 }),
    event('session.start', 'infra-001', { second: 5, ...reported }),
  ],
  'nested tasks with a request in each': [
    event('task.start', 'infra-001', { second: 0, source: 'mcp', taskId: 'outer' }),
    event('usage', 'infra-001', { second: 5, requestId: 'r1', inputTokens: 1 }),
    event('task.start', 'infra-001', { second: 10, source: 'mcp', taskId: 'inner' }),
    event('usage', 'infra-001', { second: 15, requestId: 'r2', inputTokens: 20 }),
    event('task.complete', 'infra-001', {
      second: 20,
      source: 'mcp',
      taskId: 'inner',
      status: 'success',
    }),
    event('usage', 'infra-001', { second: 25, requestId: 'r3', inputTokens: 300 }),
  ],
  'a task reported twice, completed twice with other results, and started again': [
    event('task.start', 'infra-001', { second: 0, source: 'mcp', taskId: 't' }),
    event('task.start', 'infra-001', { second: 1, source: 'mcp', taskId: 't' }),
    event('task.complete', 'infra-001', {
      second: 9,
      source: 'mcp',
      taskId: 't',
      status: 'failed',
    }),
    event('task.complete', 'infra-001', {
      second: 10,
      source: 'mcp',
      taskId: 't',
      status: 'success',
    }),
    event('task.start', 'infra-001', { second: 20, source: 'mcp', taskId: 't' }),
    event('usage', 'infra-001', { second: 25, requestId: 'r', inputTokens: 1 }),
  ],
  'a completion before its start, and progress without one': [
    event('task.complete', 'infra-001', {
      second: 1,
      source: 'mcp',
      taskId: 'a',
      status: 'success',
    }),
    event('task.start', 'infra-001', { second: 3, source: 'mcp', taskId: 'a' }),
    event('task.progress', 'infra-001', { second: 4, source: 'mcp', taskId: 'b', progress: 0.5 }),
    event('task.progress', 'infra-001', { second: 2, source: 'mcp', taskId: 'b', progress: 0.2 }),
    event('usage', 'infra-001', { second: 3, requestId: 'r', inputTokens: 1 }),
  ],
  'boundaries of one moment': [
    event('task.start', 'infra-001', { second: 5, source: 'mcp', taskId: 'a' }),
    event('task.start', 'infra-001', { second: 5, source: 'mcp', taskId: 'b' }),
    event('task.complete', 'infra-001', {
      second: 5,
      source: 'mcp',
      taskId: 'a',
      status: 'failed',
    }),
    event('usage', 'infra-001', { second: 5, requestId: 'r', inputTokens: 1 }),
    event('session.end', 'infra-001', { second: 5, source: 'mcp' }),
  ],
  'a subagent spawned late, nested, and said to work for somebody': [
    event('usage', RUN, { second: 20, ...by('b'), requestId: 'r1', inputTokens: 1 }),
    event('subagent.start', RUN, { second: 10, ...by('b'), parentAgentId: 'a' }),
    event('subagent.start', RUN, { second: 5, ...by('a') }),
    event('session.start', 'infra-001', { second: 1, ...reported, agentName: 'infra' }),
    event('session.start', 'audit-003', { second: 7, ...reported, agentId: 'a' }),
    event('usage', RUN, { second: 8, ...by('b'), requestId: 'r2', inputTokens: 20 }),
  ],
  'a late fact that joins two attempts': [
    event('session.start', 'infra-001', { second: 0, source: 'mcp', agentName: 'first' }),
    event('session.start', 'infra-001', {
      second: minutes(50),
      source: 'mcp',
      agentName: 'second',
    }),
    event('error', 'infra-001', { second: minutes(55), source: 'mcp', errorType: 'x' }),
    event('usage', 'infra-001', { second: minutes(56), requestId: 'r', inputTokens: 1 }),
    event('error', 'infra-001', { second: minutes(25), source: 'mcp', errorType: 'y' }),
  ],
  'an end and a new declaration, with a run that works for both': [
    event('session.start', 'infra-001', { second: 0, ...reported, agentName: 'first' }),
    event('session.end', 'infra-001', { second: 10, ...reported }),
    event('usage', RUN, { second: 15, source: 'otlp', requestId: 'r1', inputTokens: 1 }),
    event('session.start', 'infra-001', { second: 20, ...reported, agentName: 'second' }),
    event('usage', RUN, { second: 25, source: 'otlp', requestId: 'r2', inputTokens: 20 }),
    event('usage', 'infra-001', { second: 26, ...reported, inputTokens: 300 }),
  ],
  'a declaration sent twice after an end, once with a lesser id': [
    event('session.start', 'infra-001', { second: 0, source: 'mcp' }),
    event('session.end', 'infra-001', { second: 10, source: 'mcp' }),
    event('session.start', 'infra-001', { second: 20, source: 'mcp', id: 'b' }),
    event('session.start', 'infra-001', { second: 20, source: 'mcp', id: 'a' }),
    event('usage', 'infra-001', { second: 25, source: 'mcp', inputTokens: 9, cumulative: true }),
  ],
  'running totals, increments, a late reading and a counter that was reset': [
    event('usage', 'infra-001', { second: 10, source: 'mcp', inputTokens: 100, cumulative: true }),
    event('usage', 'infra-001', { second: 20, source: 'mcp', inputTokens: 5 }),
    event('usage', 'infra-001', { second: 30, source: 'mcp', inputTokens: 160, cumulative: true }),
    event('usage', 'infra-001', { second: 40, source: 'mcp', inputTokens: 30, cumulative: true }),
    event('usage', 'infra-001', { second: 25, source: 'mcp', inputTokens: 130, cumulative: true }),
  ],
  'one request reported on both sides of the hour': [
    event('usage', RUN, {
      second: 0,
      source: 'otlp',
      requestId: 'r',
      outputTokens: 90,
      time: ELEVEN - 10,
    }),
    event('usage', RUN, {
      second: 0,
      source: 'transcript',
      requestId: 'r',
      outputTokens: 1,
      time: ELEVEN + 10,
    }),
    event('task.start', RUN, { second: 0, source: 'mcp', taskId: 't', time: ELEVEN }),
  ],
  'tool calls over the hour, ends before starts, without durations': [
    event('tool.call', RUN, {
      second: minutes(50),
      source: 'hook',
      toolUseId: 'a',
      state: 'started',
    }),
    event('tool.call', RUN, {
      second: minutes(70),
      source: 'hook',
      toolUseId: 'a',
      state: 'succeeded',
    }),
    event('tool.call', RUN, {
      second: minutes(71),
      source: 'otlp',
      toolUseId: 'a',
      state: 'failed',
      duration: 1_000,
    }),
    event('tool.call', RUN, {
      second: minutes(59),
      source: 'hook',
      toolUseId: 'b',
      state: 'started',
    }),
    event('session.start', RUN, { second: minutes(65), source: 'mcp', agentName: 'late' }),
  ],
  'project, user and agent named late, by several': [
    event('task.start', 'infra-001', { second: 0, source: 'mcp', taskId: 't' }),
    event('usage', 'infra-001', { second: 1, requestId: 'r', inputTokens: 1 }),
    event('session.state', 'infra-001', {
      second: 5,
      source: 'hook',
      state: 'working',
      project: 'folder',
      user: 'x',
    }),
    event('session.start', 'infra-001', {
      second: 6,
      source: 'mcp',
      project: 'atlas',
      agentName: 'infra',
    }),
    event('error', 'infra-001', {
      second: 7,
      source: 'otlp',
      errorType: 'e',
      agentName: 'service',
      user: 'ada',
    }),
  ],
  'a link reported by the proxy and, with its subagent, by a hook': [
    event('task.start', 'infra-001', {
      second: 10,
      ...reported,
      taskId: 't',
      toolUseId: 'u',
      id: 'one',
    }),
    event('task.start', 'infra-001', {
      second: 11,
      source: 'hook',
      parentSessionId: RUN,
      agentId: 'a',
      taskId: 't',
      toolUseId: 'u',
    }),
    event('usage', RUN, { second: 12, ...by('a'), requestId: 'r1', inputTokens: 1 }),
    event('usage', RUN, { second: 12, source: 'otlp', requestId: 'r2', inputTokens: 20 }),
  ],
  'the same event id with its clock corrected differently': [
    event('task.start', 'infra-001', { second: 10, source: 'mcp', taskId: 't', id: 'one' }),
    event('task.start', 'infra-001', { second: 11, source: 'mcp', taskId: 't', id: 'one' }),
    event('session.end', 'infra-001', { second: 20, source: 'mcp', id: 'two' }),
    event('session.end', 'infra-001', { second: 22, source: 'mcp', id: 'two' }),
    event('session.start', 'infra-001', { second: 21, source: 'mcp' }),
  ],
  'numbered records with a gap, a restart and a link that names its subagent late': [
    event('sequence', RUN, { second: 0, ...numbered, process: '0@0', from: 0, to: 4, count: 5 }),
    event('sequence', RUN, { second: 5, ...numbered, process: '9@5', from: 9, to: 12, count: 4 }),
    event('sequence', RUN, { second: 9, ...numbered, process: '0@9', from: 0, to: 3, count: 4 }),
    event('session.start', 'infra-001', { second: 2, ...reported, toolUseId: 'u', id: 'one' }),
    event('session.start', 'infra-001', {
      second: 2,
      source: 'hook',
      parentSessionId: RUN,
      agentId: 'a',
      toolUseId: 'u',
    }),
  ],
  'metrics, deltas and running totals, of a run that is measured late': [
    metric(60, { from: 0, type: 'input', value: 100 }),
    metric(120, { from: 60, type: 'input', value: 50 }),
    metric(60, { from: 0, type: 'output', value: 5 }),
    metric(3_700, { from: 0, type: 'output', value: 9 }),
    event('usage', 'infra-001', { second: 70, ...reported, inputTokens: 500 }),
    event('usage', RUN, { second: 65, source: 'otlp', requestId: 'r', inputTokens: 160 }),
    metric(3_500, { from: 0, type: 'output', value: 7 }),
  ],
  'metrics alone, with self-reports and a link': [
    metric(60, { from: 0, type: 'input', value: 100 }),
    metric(3_700, { from: 0, type: 'input', value: 150 }),
    metric(3_500, { from: 0, type: 'input', value: 120 }),
    metric(3_800, { from: 3_790, type: 'input', value: 30 }),
    event('usage', 'infra-001', { second: 70, source: 'mcp', inputTokens: 500 }),
    event('session.start', 'infra-001', { second: 50, ...reported }),
  ],
  'a call whose record names its run, its subagent and its time': [
    event('task.start', 'infra-001', { second: 10, source: 'mcp', taskId: 't', toolUseId: 'u' }),
    event('tool.call', RUN, { second: 8, ...ours, ...by('a'), state: 'succeeded', duration: 900 }),
    event('tool.call', RUN, { second: 7, ...ours, source: 'hook', state: 'started' }),
    event('usage', RUN, { second: 9, ...by('a'), requestId: 'r1', inputTokens: 1 }),
    event('usage', RUN, { second: 11, ...by('a'), requestId: 'r2', inputTokens: 20 }),
    event('usage', RUN, { second: 12, source: 'otlp', requestId: 'r3', inputTokens: 300 }),
  ],
  'a real session with a subagent, reported by OTLP, hooks, transcript and MCP': capturedSession(),
};

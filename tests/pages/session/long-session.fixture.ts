import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { TIME } from '@claude-monitor/protocol';
import { seeded } from '../../../protocol/src/testing/random.ts';

/**
 * A session of nearly two hours as its client and its agent report it: three tasks of which one fails, three calls of Bash
 * that fail one after the other, a wait for a person, three subagents and a compaction. Fixed seed.
 */
export const LONG_SESSION = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
export const LONG_MS = 112 * TIME.minuteMs;

const { minuteMs: MINUTE } = TIME;
const MODEL = 'claude-sonnet-4-5';
const WAITS = { from: 30 * MINUTE, to: 44 * MINUTE };
const COMPACTED_AT = 73 * MINUTE;

export const TASKS = [
  ['SOL-1', 'Write factory contract', 1, 25, 'success'],
  ['SOL-2', 'Write router contract', 27, 62, 'failed'],
  ['SOL-3', 'Add slippage guard', 94, 111, 'success'],
] as const;

const SUBAGENTS = [
  ['sub-a', 'Explore', 4, 11],
  ['sub-b', 'general-purpose', 48, 69],
  ['sub-c', 'Explore', 95, 99],
] as const;

/** When the calls that fail come out, from the session's start. */
export const FAILED_AT = [58, 60, 61].map((minute) => minute * MINUTE);

export function longSession(start: number, sessionId = LONG_SESSION): TelemetryEventInput[] {
  const random = seeded(214);
  const events: TelemetryEventInput[] = [];
  let count = 0;
  const base = (offset: number) => ({
    id: `${sessionId} ${String(count++)}`,
    sessionId,
    time: start + offset,
    agentName: 'solidity-developer',
    project: 'dex-platform',
    user: 'ben',
  });
  const hook = (offset: number) => ({ ...base(offset), source: 'hook' as const });
  events.push({ ...hook(0), type: 'session.start', model: MODEL });
  events.push({ ...hook(500), type: 'prompt', length: 400 });
  for (const [taskId, taskDescription, from, to, status] of TASKS) {
    const task = { taskId, taskDescription };
    events.push({ ...base(from * MINUTE), source: 'mcp', type: 'task.start', ...task });
    events.push({ ...base(to * MINUTE), source: 'mcp', type: 'task.complete', ...task, status });
  }
  for (const [agentId, agentType, from, to] of SUBAGENTS) {
    events.push({ ...hook(from * MINUTE), type: 'subagent.start', agentId, agentType });
    events.push({ ...hook(to * MINUTE), type: 'subagent.end', agentId, agentType });
  }
  let context = 24_000;
  for (let offset = 20_000; offset < LONG_MS - MINUTE; offset += random.between(18_000, 48_000)) {
    if (offset > WAITS.from && offset < WAITS.to) offset = WAITS.to + 5_000;
    const agent = SUBAGENTS.find(
      ([, , from, to]) => offset > from * MINUTE && offset < to * MINUTE,
    );
    const agentId = agent !== undefined && random.chance(0.4) ? { agentId: agent[0] } : {};
    context =
      offset > COMPACTED_AT && context > 120_000 ? 62_000 : context + random.between(900, 2_600);
    const fresh = random.between(200, 2_400);
    events.push({
      ...base(offset),
      ...agentId,
      source: 'otlp',
      type: 'usage',
      model: MODEL,
      requestId: `req_${sessionId}_${String(count)}`,
      inputTokens: random.between(3, 40),
      outputTokens: random.between(150, 2_900),
      cacheReadTokens: context - fresh,
      cacheCreationTokens: fresh,
      contextWindow: 200_000,
    });
    const toolName = random.pick(['Read', 'Grep', 'Edit', 'Write', 'Bash']);
    const duration = toolName === 'Bash' ? random.between(800, 38_000) : random.between(4, 600);
    const call = { ...agentId, toolUseId: `toolu_${sessionId}_${String(count)}`, toolName };
    events.push({ ...hook(offset + 300), type: 'tool.call', ...call, state: 'started' });
    events.push({
      ...base(offset + 300 + duration),
      source: 'otlp',
      type: 'tool.call',
      ...call,
      state: 'succeeded',
      duration,
    });
  }
  for (const [index, at] of FAILED_AT.entries()) {
    const call = { toolUseId: `toolu_failed_${sessionId}_${String(index)}`, toolName: 'Bash' };
    events.push({ ...hook(at - 38_000), type: 'tool.call', ...call, state: 'started' });
    events.push({
      ...base(at),
      source: 'otlp',
      type: 'tool.call',
      ...call,
      state: 'failed',
      errorType: 'exit code 1',
      duration: 38_000,
    });
  }
  events.push({
    ...base(62 * MINUTE - 500),
    source: 'otlp',
    type: 'error',
    errorType: 'test_failure',
    errorMessage: '3 of 41 tests fail in router.t.sol',
    severity: 'high',
  });
  events.push({
    ...hook(WAITS.from),
    type: 'session.state',
    state: 'waiting',
    reason: 'Asks to use Bash',
  });
  events.push({ ...hook(WAITS.to), type: 'prompt', length: 3 });
  events.push({ ...hook(COMPACTED_AT), type: 'compaction', trigger: 'auto' });
  events.push({ ...hook(LONG_MS), type: 'session.end', reason: 'exit' });
  return events;
}

import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { seededRandom } from './random.ts';

/** One session from its start to its end, reported by its number; seeded, so that it is always the same. */
type SessionMaker = (number: number, startAt: number) => TelemetryEventInput[];

const AGENTS = ['infrastructure-specialist', 'solidity-developer', 'security-auditor'];
const MODELS = ['claude-sonnet-4-5-20250929', 'claude-opus-4-1-20250805'];
const TOOLS = ['Bash', 'Read', 'Edit', 'Grep', 'Write', 'WebFetch'];
const STEP_MS = 2_000;
const TOOL_CALLS = 7;

/** Seven events: what an agent says that does one small task. */
export const smallSession: SessionMaker = (number, startAt) => {
  const { at, usage, of } = sessionOf(number, startAt);
  const task = { taskId: `task-${of}`, source: 'mcp' } as const;
  return [
    at({ type: 'session.start', source: 'mcp' }),
    at({ type: 'task.start', ...task, taskDescription: 'Check the certificates of staging' }),
    usage(),
    usage(),
    usage(),
    at({ type: 'task.complete', ...task, status: 'success', duration: 4 * STEP_MS }),
    at({ type: 'session.end', source: 'mcp' }),
  ];
};

/** Twenty-four events: the same with the tool calls that a client's hooks tell. */
export const endedSession: SessionMaker = (number, startAt) => {
  const { at, usage, of, random } = sessionOf(number, startAt);
  const task = { taskId: `task-${of}`, source: 'mcp' } as const;
  const calls = Array.from({ length: TOOL_CALLS }, (_, call) => {
    const toolUseId = `toolu_${of}_${String(call)}`;
    const toolName = TOOLS[Math.floor(random() * TOOLS.length)] ?? '';
    const about = { type: 'tool.call', source: 'hook', toolUseId, toolName } as const;
    return [
      at({ ...about, state: 'started' }),
      at({ ...about, state: 'succeeded', duration: STEP_MS }),
      ...(call < 5 ? [usage()] : []),
    ];
  });
  return [
    at({ type: 'session.start', source: 'mcp' }),
    at({ type: 'task.start', ...task, taskDescription: 'Provision the staging cluster' }),
    ...calls.flat(),
    at({ type: 'task.progress', ...task, progress: 0.8 }),
    at({ type: 'task.complete', ...task, status: 'success', duration: 20 * STEP_MS }),
    at({ type: 'session.end', source: 'mcp' }),
  ];
};

type Without<Event, Field extends string> = Event extends unknown ? Omit<Event, Field> : never;
type Draft = Without<TelemetryEventInput, 'id' | 'time' | 'sessionId'>;

function sessionOf(number: number, startAt: number) {
  const random = seededRandom(number);
  const of = String(number).padStart(8, '0');
  const machine = number % 50;
  const about = {
    sessionId: `5e551011-0000-4000-8000-0000${of}`,
    agentName: AGENTS[number % AGENTS.length] ?? '',
    model: MODELS[number % MODELS.length] ?? '',
    project: `project-${String(number % 4)}`,
    user: `engineer-${String(machine)}@example.com`,
    device: `laptop-${String(machine)}`,
  };
  let count = 0;
  let requests = 0;
  const at = (draft: Draft): TelemetryEventInput => {
    const time = startAt + count * STEP_MS;
    return { ...about, ...draft, id: `evt_${of}_${String(count++)}`, time };
  };
  const usage = (): TelemetryEventInput =>
    at({
      type: 'usage',
      source: 'otlp',
      requestId: `req_${of}_${String(requests++)}`,
      inputTokens: Math.floor(random() * 300),
      outputTokens: Math.floor(random() * 2_000),
      cacheReadTokens: Math.floor(random() * 120_000),
      cacheCreationTokens: Math.floor(random() * 5_000),
      clientCostMicros: Math.floor(random() * 90_000),
    });
  return { at, usage, of, random };
}

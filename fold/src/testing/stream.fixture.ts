import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { TIME } from '@claude-monitor/protocol/limits';
import { parseEvent } from '@claude-monitor/protocol/event/parse-event';
import { MONDAY } from './events.fixture.ts';
import type { Random } from '@claude-monitor/protocol/testing/random';

const RUNS = [
  '11111111-1111-4111-8111-111111111111',
  '22222222-2222-4222-8222-222222222222',
  '33333333-3333-4333-8333-333333333333',
] as const;
/** A run that only metrics tell of. */
const METERED = '44444444-4444-4444-8444-444444444444';
const DECLARED = ['infra-001', 'solidity-002', 'audit-003'] as const;
const DEVICES = ['laptop', 'server'] as const;
const OUTCOMES = ['open', 'merged', 'reverted', 'abandoned'] as const;
const TASKS = ['T1', 'T2', 'T3', 'T4'] as const;
const AGENTS = ['sub-a', 'sub-b', 'sub-c'] as const;
const MODELS = ['opus', 'sonnet', 'unknown'] as const;
const SOURCES = ['mcp', 'hook', 'otlp', 'transcript', 'sdk', 'api'] as const;
const TYPES = [
  'usage',
  'usage',
  'usage',
  'self-report',
  'self-report',
  'tool.call',
  'tool.call',
  'task',
  'task',
  'error',
  'session.start',
  'session.end',
  'session.state',
  'prompt',
  'subagent.start',
  'handover',
  'session.context',
  'sequence',
  'metric',
  'metric',
] as const;

/**
 * Events as a careless fleet would send them: requests and tool calls reported twice by different
 * sources, times a little apart, tasks out of order, subagents, assignments, ends and new declarations.
 * Inside the fold's bounds: reports of one fact lie within an hour, ids are not used for two things.
 */
export function randomStream(random: Random, count: number): TelemetryEvent[] {
  const events: TelemetryEvent[] = [];
  let serial = 0;
  const add = (raw: Raw): void => {
    const parsed = parseEvent({
      id: `e${String(serial++)}-${String(random.between(0, 99))}`,
      ...raw,
    });
    if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.message}`);
    events.push(parsed.event);
  };
  while (events.length < count) {
    const time = MONDAY + 22 * TIME.hourMs + random.between(0, 5 * TIME.hourMs);
    for (const raw of reports(random, time, serial)) {
      for (const record of recordOf(random, raw)) add(record);
      add(raw);
    }
  }
  return events;
}

type Raw = { type: string; time: number; sessionId: string } & Record<string, unknown>;

/** The client's own record of a call of our tools, as hooks and telemetry tell it. */
function recordOf(random: Random, raw: Raw): Raw[] {
  const { toolUseId, device, parentSessionId } = raw;
  if (toolUseId === undefined || raw['source'] !== 'mcp' || random.chance(0.5)) return [];
  const end = raw.time + random.between(0, 50);
  const agentId = random.chance(0.5) ? { agentId: random.pick(AGENTS) } : {};
  const sessionId = typeof parentSessionId === 'string' ? parentSessionId : random.pick(RUNS);
  const record = { type: 'tool.call', sessionId, device, toolUseId, ...agentId };
  const started = { ...record, time: raw.time - random.between(0, 3_000), state: 'started' };
  const ended = { ...record, time: end, state: 'succeeded' };
  return [
    { ...started, source: 'hook', toolName: 'mcp__claude-monitor__log_task_start' },
    { ...ended, source: 'otlp', toolName: 'mcp_tool', duration: 40 },
  ].filter(() => random.chance(0.7));
}

/** Transcripts of other runs that copied the request, at whatever time. */
function forksOf(random: Random, request: Raw): Raw[] {
  const others = RUNS.filter((run) => run !== request.sessionId && random.chance(0.7));
  return others.map((sessionId) => ({
    ...request,
    sessionId,
    source: random.pick(['transcript', 'transcript', 'otlp', 'api']),
    time: request.time + random.pick([0, 0, random.between(0, 5 * TIME.hourMs)]),
  }));
}

/** A failure that hook, telemetry and the sum of retries may each tell, of few prompts. */
const failure = (random: Random) => ({
  source: random.pick(['otlp', 'hook']),
  promptId: random.pick(['p1', 'p2']),
  ...(random.chance(0.3) ? { isAfterRetries: true } : {}),
});

function reports(random: Random, time: number, serial: number): Raw[] {
  const run = random.pick(RUNS);
  const declared = random.pick(DECLARED);
  const device = random.pick(DEVICES);
  const agentId = random.chance(0.4) ? random.pick(AGENTS) : undefined;
  const ofRun = { sessionId: run, device, time, ...(agentId === undefined ? {} : { agentId }) };
  const isAssigned = random.chance(0.6);
  const call = {
    sessionId: random.chance(0.8) ? declared : run,
    device,
    time,
    source: 'mcp',
    ...(random.chance(0.1) ? { agentName: `agent ${declared}` } : {}),
    ...(random.chance(0.05) ? { user: random.pick(['ada', 'bob']) } : {}),
    ...(isAssigned
      ? {
          parentSessionId: random.chance(0.1) ? METERED : run,
          ...(agentId === undefined ? {} : { agentId }),
        }
      : {}),
    ...(random.chance(0.5) ? { toolUseId: `call ${String(serial)}` } : {}),
  };
  const near = (): number => Math.max(0, time + random.between(-20_000, 20_000));
  switch (random.pick(TYPES)) {
    case 'usage': {
      const request = {
        ...ofRun,
        type: 'usage',
        requestId: `req ${String(serial)}`,
        inputTokens: random.between(0, 999),
        outputTokens: random.between(0, 99),
        ...(random.chance(0.9) ? { model: random.pick(MODELS) } : {}),
        ...(random.chance(0.05) ? { taskId: random.pick(TASKS) } : {}),
        ...(random.chance(0.2) ? { parentAgentId: random.pick(AGENTS) } : {}),
      };
      const reported = { ...request, source: 'otlp', clientCostMicros: random.between(0, 50) };
      if (random.chance(0.1)) return [reported, ...forksOf(random, request)];
      if (random.chance(0.5)) return [reported];
      return [reported, { ...request, source: 'transcript', outputTokens: 1, time: near() }];
    }
    case 'self-report':
      return [
        {
          ...call,
          type: 'usage',
          inputTokens: random.between(0, 99_999),
          outputTokens: random.between(0, 999),
          ...(random.chance(0.4) ? { cumulative: true } : {}),
          ...(random.chance(0.5) ? { contextWindow: 200_000 } : {}),
          ...(random.chance(0.1) ? { taskId: random.pick(TASKS), project: 'atlas' } : {}),
        },
      ];
    case 'tool.call': {
      const toolUseId = `tool ${String(serial)}`;
      const end = time + random.between(0, 2 * TIME.hourMs);
      const tool = { ...ofRun, type: 'tool.call', toolUseId, toolName: 'Bash' };
      const isTimed = random.chance(0.5);
      const started = { ...tool, source: 'hook', state: 'started' };
      const ended = {
        ...tool,
        time: end,
        source: random.pick(['hook', 'otlp']),
        state: random.pick(['succeeded', 'failed', 'denied']),
        ...(isTimed ? { duration: end - time } : {}),
      };
      // Most calls end: the fold keeps a bounded number of open ones.
      return random.chance(0.1) ? [ended] : [started, ended];
    }
    case 'task': {
      const named = {
        ...call,
        taskId: random.pick(TASKS),
        ...(random.chance(0.3) ? { project: random.pick(['atlas', 'atlas', 'borealis']) } : {}),
        ...(random.chance(0.5) ? { taskDescription: `words ${String(serial)}` } : {}),
      };
      const kind = random.pick([
        'task.plan',
        'task.start',
        'task.start',
        'task.progress',
        'task.complete',
        'handover',
      ]);
      if (kind === 'task.plan') {
        const replaces = random.chance(0.4) ? { replaces: random.chance(0.9) } : {};
        return [{ ...named, type: kind, dependsOn: [random.pick(TASKS)], ...replaces }];
      }
      if (kind === 'handover') return [{ ...named, type: kind, toAgentName: 'reviewer' }];
      if (kind === 'task.progress') {
        const progress = random.next();
        // Of the same draw: the streams of all seeds stay what they were.
        const outcome = OUTCOMES[Math.floor(progress * 2 * OUTCOMES.length)];
        if (outcome !== undefined) return [{ ...named, type: 'task.outcome', outcome }];
        return [{ ...named, type: kind, progress }];
      }
      if (kind === 'task.complete') {
        return [{ ...named, type: kind, status: random.pick(['success', 'failed', 'cancelled']) }];
      }
      const retries = random.chance(0.2) ? [{ ...named, type: kind, time: near() }] : [];
      return [{ ...named, type: kind, priority: random.pick(['low', 'high']) }, ...retries];
    }
    case 'error':
      return [
        {
          ...(random.chance(0.5) ? call : { ...ofRun, ...failure(random) }),
          type: 'error',
          errorType: random.pick(['api', 'tool']),
          errorMessage: `message ${String(random.between(1, 3))}`,
          severity: random.pick(['low', 'critical']),
        },
      ];
    case 'session.start':
      return [
        {
          ...call,
          type: 'session.start',
          source: random.pick(['mcp', 'mcp', 'hook']),
          agentName: `role ${String(random.between(1, 3))}`,
          ...(random.chance(0.5) ? { model: random.pick(MODELS) } : {}),
          ...(random.chance(0.1) ? { project: random.pick(['atlas', 'borealis']) } : {}),
        },
      ];
    case 'session.end':
      return random.chance(0.5) ? [{ ...call, type: 'session.end' }] : [];
    case 'session.state':
      return [
        {
          ...ofRun,
          type: 'session.state',
          source: 'hook',
          state: random.pick(['waiting', 'working', 'turn_over']),
          ...(random.chance(0.1) ? { project: random.pick(['atlas', 'borealis']) } : {}),
        },
      ];
    case 'prompt': {
      const fields = { ...ofRun, type: 'prompt', ...(random.chance(0.1) ? { user: 'ada' } : {}) };
      const promptId = random.chance(0.7) ? { promptId: `prompt ${String(serial)}` } : {};
      const route = random.chance(0.8) ? { route: random.pick(['prometheus', 'claude']) } : {};
      const hook = { ...fields, source: 'hook', ...promptId, ...route };
      return random.chance(0.3)
        ? [hook, { ...fields, source: 'otlp', ...promptId, time: near() }]
        : [hook];
    }
    case 'subagent.start': {
      // A subagent is spawned once, though several may tell.
      const index = random.between(0, AGENTS.length - 1);
      return [
        {
          ...ofRun,
          type: 'subagent.start',
          agentId: AGENTS[index],
          time: MONDAY + 23 * TIME.hourMs + index * TIME.hourMs + random.between(-20_000, 20_000),
          source: random.pick(SOURCES),
          ...(random.chance(0.7) ? { agentType: random.pick(['Explore', 'Plan']) } : {}),
          ...(random.chance(0.4) ? { parentAgentId: random.pick(AGENTS) } : {}),
        },
      ];
    }
    case 'handover':
      return [
        {
          ...call,
          type: random.pick(['handover', 'message']),
          ...(random.chance(0.5) ? { toSessionId: random.pick(DECLARED) } : {}),
          ...(random.chance(0.5) ? { toAgentName: random.pick(['auditor', 'writer']) } : {}),
        },
      ];
    case 'session.context':
      return [
        {
          ...ofRun,
          type: 'session.context',
          source: 'hook',
          contextTokens: random.between(0, 200_000),
        },
      ];
    case 'sequence': {
      const from = random.between(0, 60);
      const to = from + random.between(0, 20);
      const process = `${String(from)}@${String(time)}`;
      const lastAt = random.chance(0.5) ? { lastAt: time + 50 * (to - from) } : {};
      const numbered = { ...ofRun, type: 'sequence', source: 'otlp', process, from, to, ...lastAt };
      return [{ ...numbered, count: to - from + 1 }];
    }
    case 'metric': {
      const type = random.pick(['input', 'output', 'cacheRead', 'none']);
      const name = random.pick(['tokens', 'tokens', 'cost', 'lines']);
      const metric = { ...ofRun, sessionId: random.pick([run, METERED]), type: 'metric', name };
      const reported = {
        ...metric,
        source: 'otlp',
        attributes: { type, model: random.pick(MODELS) },
      };
      // A delta counts since the last export; a counter since its process started, ever upwards.
      const startAt = random.chance(0.5)
        ? time - 60_000
        : random.pick([MONDAY, MONDAY + 23.5 * TIME.hourMs, MONDAY + 26 * TIME.hourMs]);
      if (startAt > time) return [];
      return [{ ...reported, startAt, value: Math.round((time - startAt) / 1_000) }];
    }
  }
}

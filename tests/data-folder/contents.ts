import { readCapture } from '../../receivers/src/testing/captures.fixture.ts';
import type { TelemetryEventInput } from '@claude-monitor/protocol';

/** What a data folder of the fixture holds beside the demo: real exports, and words of agents. */
export type Export = { path: string; headers: Record<string, string>; body: Uint8Array };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const MODEL = 'claude-sonnet-4-5';
const RUN = 'b7a54c1e-8f7a-4c1d-9a53-0c5a4b1f7d10';
const FORK = 'b7a54c1e-8f7a-4c1d-9a53-0c5a4b1f7d11';

/** Exports of real sessions that are in libSQL when the folder is closed. */
export const flushedExports = (): Export[] =>
  ['json', 'bg', 'skill', 'resume', 'fatal', 'cumul', 'unknownmodel'].flatMap(exportsOf);

/** Exports that are only in the journal then: of a session of their own, and of one that is known. */
export const journaledExports = (): Export[] => ['protobuf', 'compact'].flatMap(exportsOf);

const exportsOf = (run: string): Export[] =>
  readCapture(run).map(({ signal, bytes, isJson }) => ({
    path: `/v1/${signal}`,
    headers: { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' },
    body: bytes,
  }));

type Words = Pick<TelemetryEventInput, 'type'> & Record<string, unknown>;

/** Numbered, so that the same words are the same events each time. */
function numbered(prefix: string, now: number, words: readonly [number, Words][]) {
  return words.map(([minutesAgo, event], index) => ({
    id: `${prefix}-${String(index)}`,
    source: 'mcp',
    time: now - minutesAgo * MINUTE_MS,
    ...event,
  }));
}

/** A small team at a plan: what of it is in libSQL. */
export function flushedEvents(now: number): object[] {
  const bridge = { project: 'bridge', user: 'ana' };
  const lead = { sessionId: 'lead-101', ...bridge };
  const coder = { sessionId: 'coder-101', ...bridge, user: 'ben' };
  const run = { sessionId: RUN, source: 'otlp', user: 'ana', device: 'lab', project: 'bridge' };
  const plan = (taskId: string, dependsOn: string[]): [number, Words] => [
    118,
    { type: 'task.plan', ...lead, taskId, taskDescription: `Do ${taskId}`, dependsOn },
  ];
  return numbered('flushed', now, [
    [
      120,
      { type: 'session.start', ...lead, agentName: 'lead', model: MODEL, parentSessionId: RUN },
    ],
    [119, { type: 'prompt', sessionId: RUN, source: 'hook', route: 'prometheus', length: 240 }],
    plan('design', []),
    plan('write', ['design']),
    plan('test', ['write']),
    plan('audit', ['write']),
    plan('ship', ['test', 'audit']),
    plan('orphan', ['nowhere']),
    [117, { type: 'task.start', ...lead, taskId: 'design', priority: 'high' }],
    [116, { type: 'usage', ...run, ...tokens(1), requestId: 'req_flushed_1', model: MODEL }],
    [115, { type: 'usage', ...run, ...tokens(2), requestId: 'req_flushed_2', model: MODEL }],
    [114, { type: 'usage', ...lead, inputTokens: 5_000, outputTokens: 700, model: MODEL }],
    [
      112,
      { type: 'task.complete', ...lead, taskId: 'design', status: 'success', duration: 300_000 },
    ],
    [111, { type: 'handover', ...lead, toAgentName: 'coder', summary: 'the design is done' }],
    [110, { type: 'session.start', ...coder, agentName: 'coder', model: 'claude-opus-4-5' }],
    [109, { type: 'task.start', ...coder, taskId: 'write' }],
    [108, { type: 'task.progress', ...coder, taskId: 'write', progress: 0.4 }],
    // Reported by an agent whose run nobody measures, in two of its ways.
    [107, { type: 'usage', ...coder, inputTokens: 9_000, outputTokens: 1_100, model: MODEL }],
    [106, { type: 'usage', ...coder, inputTokens: 12_000, outputTokens: 1_500, cumulative: true }],
    [
      105,
      { type: 'usage', ...coder, ...tokens(3), requestId: 'req_flushed_3', model: 'unheard-of-7' },
    ],
    [100, { type: 'task.complete', ...coder, taskId: 'write', status: 'failed' }],
    [99, { type: 'task.start', ...coder, taskId: 'write' }],
    [
      98,
      {
        type: 'error',
        ...coder,
        errorType: 'timeout',
        errorMessage: 'no answer',
        severity: 'high',
      },
    ],
    [97, { type: 'message', ...coder, toAgentName: 'lead', summary: 'the node is slow' }],
    [
      96,
      {
        type: 'subagent.start',
        sessionId: RUN,
        source: 'hook',
        agentId: 'sub-1',
        agentType: 'Explore',
      },
    ],
    [
      95,
      {
        type: 'usage',
        ...run,
        ...tokens(4),
        agentId: 'sub-1',
        requestId: 'req_flushed_4',
        model: MODEL,
      },
    ],
    [94, { type: 'subagent.end', sessionId: RUN, source: 'hook', agentId: 'sub-1' }],
    [
      93,
      {
        type: 'tool.call',
        sessionId: RUN,
        source: 'hook',
        toolUseId: 'toolu_flushed_1',
        toolName: 'Bash',
        state: 'started',
      },
    ],
    [
      92,
      {
        type: 'tool.call',
        sessionId: RUN,
        source: 'otlp',
        toolUseId: 'toolu_flushed_1',
        toolName: 'Bash',
        state: 'succeeded',
        duration: 61_000,
      },
    ],
    [
      91,
      {
        type: 'compaction',
        sessionId: RUN,
        source: 'hook',
        trigger: 'auto',
        preTokens: 150_000,
        postTokens: 20_000,
      },
    ],
    // A fork reports requests of the run it was copied from.
    [
      90,
      {
        type: 'usage',
        ...run,
        sessionId: FORK,
        source: 'transcript',
        ...tokens(2),
        requestId: 'req_flushed_2',
        model: MODEL,
      },
    ],
    [
      89,
      {
        type: 'usage',
        ...run,
        sessionId: FORK,
        source: 'transcript',
        ...tokens(5),
        requestId: 'req_flushed_5',
        model: MODEL,
      },
    ],
    [80, { type: 'session.end', ...lead, reason: 'done' }],
    [60, { type: 'session.start', ...lead, agentName: 'lead', model: MODEL }],
    [59, { type: 'task.start', ...lead, taskId: 'audit' }],
    [58, { type: 'usage', ...lead, inputTokens: 800, outputTokens: 90, model: MODEL }],
    // Not in any plan, and of a session that nobody started.
    [
      50,
      {
        type: 'task.complete',
        sessionId: 'stray-101',
        taskId: 't1',
        status: 'cancelled',
        user: 'chi',
      },
    ],
  ]);
}

/** What comes after the last flush: it is only in the journal, and changes what is in libSQL. */
export function journaledEvents(now: number): object[] {
  const bridge = { project: 'bridge', user: 'ana' };
  const lead = { sessionId: 'lead-101', ...bridge };
  const coder = { sessionId: 'coder-101', ...bridge, user: 'ben' };
  const run = { sessionId: RUN, user: 'ana', device: 'lab', project: 'bridge', model: MODEL };
  return numbered('journaled', now, [
    // The export corrects what the transcript of the fork said.
    [
      89,
      {
        type: 'usage',
        ...run,
        sessionId: FORK,
        source: 'otlp',
        ...tokens(6),
        requestId: 'req_flushed_5',
      },
    ],
    // A late link: the subagent's work belongs to a session that somebody declares only now.
    [
      97,
      {
        type: 'session.start',
        sessionId: 'scout-101',
        ...bridge,
        agentName: 'scout',
        parentSessionId: RUN,
        agentId: 'sub-1',
      },
    ],
    [
      94,
      {
        type: 'usage',
        ...run,
        source: 'otlp',
        ...tokens(7),
        agentId: 'sub-1',
        requestId: 'req_journaled_1',
      },
    ],
    [
      30,
      { type: 'task.complete', ...coder, taskId: 'write', status: 'success', duration: 4_000_000 },
    ],
    [29, { type: 'usage', ...coder, inputTokens: 15_000, outputTokens: 2_000, cumulative: true }],
    [
      20,
      {
        type: 'task.plan',
        ...lead,
        replaces: true,
        taskId: 'ship',
        taskDescription: 'Ship it',
        dependsOn: ['audit'],
      },
    ],
    [20, { type: 'task.plan', ...lead, replaces: true, taskId: 'announce', dependsOn: ['ship'] }],
    [19, { type: 'error', ...lead, errorType: 'network', errorMessage: 'lost', severity: 'low' }],
    [18, { type: 'handover', ...lead, toSessionId: 'coder-101', summary: 'please ship' }],
    [
      10,
      {
        type: 'session.start',
        sessionId: 'night-101',
        project: 'night',
        user: 'dov',
        agentName: 'night watch',
      },
    ],
    [9, { type: 'task.start', sessionId: 'night-101', taskId: 'watch', project: 'night' }],
    [
      8,
      {
        type: 'usage',
        sessionId: 'night-101',
        project: 'night',
        user: 'dov',
        source: 'sdk',
        ...tokens(8),
        requestId: 'req_journaled_2',
        model: MODEL,
      },
    ],
    // Half a day late, into an hour that nobody wrote before.
    [
      (12 * HOUR_MS) / MINUTE_MS,
      {
        type: 'usage',
        sessionId: 'night-101',
        project: 'night',
        user: 'dov',
        source: 'sdk',
        ...tokens(9),
        requestId: 'req_journaled_3',
        model: MODEL,
      },
    ],
  ]);
}

/** Different figures for each request, so that a mixed-up one shows in a sum. */
const tokens = (number: number) => ({
  inputTokens: 100 + number,
  outputTokens: 1_000 * number + 7,
  cacheReadTokens: 10_000 * number,
  cacheCreationTokens: 13 * number,
});

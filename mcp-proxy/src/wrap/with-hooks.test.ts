import { describe, expect, test } from 'vitest';
import { parseEvent, type TelemetryEvent } from '@claude-monitor/protocol';
import { sessionView } from '@claude-monitor/fold/views/session-view';
import { seeded } from '@claude-monitor/protocol/testing/random';
import {
  sessionIds,
  foldAll,
  pictureOf,
  type Folded,
} from '@claude-monitor/fold/testing/picture.fixture';
import { taskView } from '@claude-monitor/fold/views/task-view';
import { PROMETHEUS_MAPPING } from '@claude-monitor/protocol/tool-mapping/index';
import { normaliseHook } from '../../../receivers/src/claude-hooks/claude-hooks.ts';
import { Observer } from './observer.ts';

const SESSION = '84742914-504a-4fe7-8bd7-fd506b871a9b';
const AT = Date.parse('2026-11-22T12:00:00Z');

const TASKS = [
  { id: 'task-001', title: 'Contracts' },
  { id: 'task-002', title: 'Audit', dependsOn: ['task-001'] },
];

/** What one agent asked of Prometheus, in order, and what it was answered. */
const CALLS = [
  ['create_project', { description: 'DEX' }, { project: { name: 'dex' }, tasks: TASKS }],
  ['next_task', {}, { project: 'dex', task: { id: 'task-001', title: 'Contracts' } }],
  ['finish_task', { taskId: 'task-001', status: 'done' }, { project: 'dex' }],
  ['next_task', {}, { project: 'dex', task: { id: 'task-002', title: 'Audit' } }],
  ['finish_task', { taskId: 'task-002', status: 'failed' }, { project: 'dex' }],
] as const;

const TOOL_USES = CALLS.map((_, index) => `toolu_${String(index)}`);

function byHooks(): TelemetryEvent[] {
  return CALLS.flatMap(([tool, input, data], index) => {
    const body = {
      session_id: SESSION,
      cwd: '/home/dev/exchange',
      tool_name: `mcp__prometheus__${tool}`,
      tool_input: input,
      tool_use_id: TOOL_USES[index],
    };
    const answer = [{ type: 'text', text: JSON.stringify(data) }];
    const at = AT + index * 10_000;
    return [
      normaliseHook({ ...body, hook_event_name: 'PreToolUse' }, at),
      normaliseHook(
        { ...body, hook_event_name: 'PostToolUse', tool_response: answer, duration_ms: 995 },
        at + 1_003,
      ),
    ].flatMap(({ events }) => events);
  });
}

function byWrap(): TelemetryEvent[] {
  const lines: string[] = [];
  let now = AT;
  const observer = new Observer({
    watcher: { processId: 'p', mapping: PROMETHEUS_MAPPING, base: { sessionId: SESSION } },
    name: null,
    isOwnSession: false,
    now: () => now,
    keep: (more) => lines.push(...more),
  });
  const send = (message: object): Buffer => Buffer.from(`${JSON.stringify(message)}\n`);
  observer.fromClient(send({ id: 'hi', method: 'initialize', params: {} }));
  observer.fromServer(send({ id: 'hi', result: { serverInfo: { name: 'prometheus' } } }));
  for (const [index, [tool, input, data]] of CALLS.entries()) {
    const _meta = { 'claudecode/toolUseId': TOOL_USES[index] };
    now = AT + index * 10_000 + 4;
    observer.fromClient(
      send({ id: index, method: 'tools/call', params: { name: tool, arguments: input, _meta } }),
    );
    now += 990;
    observer.fromServer(send({ id: index, result: { structuredContent: data, content: [] } }));
  }
  expect(observer.unseen).toEqual({ tooLong: 0, forgotten: 0, faults: 0 });
  return lines.flatMap((line) => {
    const parsed = parseEvent(JSON.parse(line));
    return parsed.ok ? [parsed.event] : [];
  });
}

function countsOf(folded: Folded) {
  const { state } = folded;
  const [session, ...others] = sessionIds(folded).flatMap((id) => sessionView(state, id) ?? []);
  const tasks = folded.taskIds().flatMap((id) => taskView(state, id) ?? []);
  return {
    sessions: others.length + 1,
    toolCalls: session?.toolCalls,
    errors: session?.errors,
    done: session?.tasks.done,
    openTools: session?.openTools,
    tasks: tasks
      .map(({ taskId, project, status, dependsOn, description }) => ({
        ...{ taskId, project, status, dependsOn, description },
      }))
      .sort((a, b) => (a.taskId < b.taskId ? -1 : 1)),
  };
}

const EXPECTED = {
  sessions: 1,
  toolCalls: 5,
  errors: 0,
  openTools: [],
  tasks: [
    {
      taskId: 'task-001',
      project: 'dex',
      status: 'success',
      dependsOn: [],
      description: 'Contracts',
    },
    {
      taskId: 'task-002',
      project: 'dex',
      status: 'failed',
      dependsOn: ['task-001'],
      description: 'Audit',
    },
  ],
};

describe('the calls of Prometheus, reported by hooks and by wrap', () => {
  test.each([
    ['hooks alone', () => byHooks()],
    ['wrap alone', () => byWrap()],
    ['hooks, then wrap', () => [...byHooks(), ...byWrap()]],
    ['wrap, then hooks', () => [...byWrap(), ...byHooks()]],
    [
      'both at once, call by call',
      () => [...byHooks(), ...byWrap()].sort((a, b) => a.time - b.time),
    ],
  ])('[ING2] count once: %s', (_, events) => {
    expect(countsOf(foldAll(events()))).toMatchObject(EXPECTED);
  });

  test('[ING2] tasks are reported with the same ids, so the hub knows the second report', () => {
    const idsOf = (events: TelemetryEvent[]) =>
      events.filter(({ type }) => type.startsWith('task.')).map(({ id }) => id);
    expect(idsOf(byWrap())).toHaveLength(6);
    expect(idsOf(byHooks())).toEqual(idsOf(byWrap()));
  });

  test('[FLD1] in any order, however often, they look the same', () => {
    const events = [...byHooks(), ...byWrap()];
    const expected = pictureOf(foldAll(events));
    for (let seed = 1; seed <= 40; seed++) {
      const shuffled = seeded(seed).shuffled([...events, ...events]);
      expect(pictureOf(foldAll(shuffled)), `seed ${String(seed)}`).toEqual(expected);
    }
  });
});

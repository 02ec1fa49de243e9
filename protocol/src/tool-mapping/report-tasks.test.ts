import { describe, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { parseEvent } from '../event/parse-event.ts';
import { PROMETHEUS_MAPPING } from './prometheus.ts';
import { reportTasks, type AnsweredCall, type TaskReport } from './report-tasks.ts';
import { parseToolMapping, type ToolMapping } from './tool-mapping.ts';

const callOf = (tool: string, input: unknown, answer: unknown): AnsweredCall => ({
  toolName: `mcp__prometheus__${tool}`,
  toolUseId: 'toolu_1',
  input,
  answer,
});

const report = (
  tool: string,
  {
    input,
    answer,
    mapping = PROMETHEUS_MAPPING,
  }: { input: unknown; answer: unknown; mapping?: ToolMapping },
) => reportTasks(mapping, callOf(tool, input, answer));

const structured = (data: unknown) => ({ content: [], structuredContent: data });
const asText = (data: unknown) => [{ type: 'text', text: JSON.stringify(data) }];

/** Without the ids that all words have, and what was not said. */
const asJson = (words: readonly TaskReport[]): unknown =>
  JSON.parse(JSON.stringify(words.map(({ id: _, toolUseId: _t, ...rest }) => rest)));

const DEX = {
  project: { id: 'p1', name: 'Solidity DEX' },
  tasks: [
    { id: 'task-001', title: 'Contracts', priority: 'high', dependsOn: [] },
    { id: 'task-002', description: 'Audit', dependsOn: ['task-001'], secret: 'stays here' },
  ],
};

const DEX_PLAN = [
  {
    type: 'task.plan',
    taskId: 'task-001',
    project: 'Solidity DEX',
    taskDescription: 'Contracts',
    priority: 'high',
    dependsOn: [],
  },
  {
    type: 'task.plan',
    taskId: 'task-002',
    project: 'Solidity DEX',
    taskDescription: 'Audit',
    dependsOn: ['task-001'],
  },
];

describe('the calls of Prometheus', () => {
  test.each([
    ['structured content', structured(DEX)],
    ['contents whose text is JSON', asText(DEX)],
    ['a whole result with text', { content: asText(DEX) }],
    ['a text', JSON.stringify(DEX)],
    ['the data itself', DEX],
    ['prose before the JSON', [{ type: 'text', text: 'Here it is:' }, ...asText(DEX)]],
  ])('a created project is a plan, given as %s', (_, answer) => {
    expect(asJson(report('create_project', { input: { prompt: 'build' }, answer }))).toEqual(
      DEX_PLAN,
    );
  });

  test.each(['create_project', 'createProject', 'create-project', 'Create.Project'])(
    'the tool may be written %s',
    (tool) => {
      expect(report(tool, { input: {}, answer: structured(DEX) })).toHaveLength(2);
    },
  );

  test.each([
    ['next_task', {}, { task: { id: 't1', title: 'Audit' }, project: 'dex' }, 'task.start', 't1'],
    ['next_task', { taskId: 't0' }, { task: { id: 't1' } }, 'task.start', 't1'],
    ['assign_task', { taskId: 't1', agent: 'a' }, { ok: true }, 'task.start', 't1'],
    ['start_task', { id: 7 }, {}, 'task.start', '7'],
    ['update_task_status', { taskId: 't1', status: 'in_progress' }, {}, 'task.start', 't1'],
  ])('%s with %j is the start of a task', (tool, input, data, type, taskId) => {
    expect(asJson(report(tool, { input, answer: structured(data) }))).toMatchObject([
      { type, taskId },
    ]);
  });

  test.each([
    ['finish_task', { taskId: 't1' }, {}, 'success'],
    ['finish_task', { taskId: 't1', result: 'all written' }, {}, 'success'],
    ['finish_task', { taskId: 't1', status: 'failed' }, { status: 'ok' }, 'failed'],
    ['complete_task', { task_id: 't1' }, { task: { status: 'Cancelled' } }, 'cancelled'],
    ['update_task_status', { id: 't1', status: 'DONE' }, {}, 'success'],
    ['finish_task', { id: 't1', success: false }, { ok: true }, 'failed'],
    ['update_task_status', { id: 't1', result: { success: false } }, {}, 'failed'],
    ['fail_task', { taskId: 't1' }, {}, 'failed'],
    ['cancel_task', { taskId: 't1' }, {}, 'cancelled'],
  ])('%s with %j and %j is a completion: %s', (tool, input, data, status) => {
    const words = asJson(report(tool, { input, answer: structured(data) }));
    expect(words).toEqual([{ type: 'task.complete', taskId: 't1', status }]);
  });

  test.each([
    ['a tool of another kind', 'list_projects', {}, structured(DEX)],
    ['no task left', 'next_task', {}, structured({ task: null })],
    ['a status nobody knows', 'finish_task', { taskId: 't1', status: 'under review' }, {}],
    ['a call that failed', 'create_project', {}, { isError: true, ...structured(DEX) }],
    ['prose', 'create_project', {}, 'I made 3 tasks'],
    ['no tasks', 'create_project', {}, structured({ project: 'dex', tasks: [] })],
    ['tasks that are none', 'create_project', {}, structured({ tasks: [1, null, { id: {} }] })],
    ['an id beyond its bound', 'finish_task', { taskId: 'x'.repeat(201) }, {}],
    ['nothing', 'create_project', undefined, undefined],
    ['half a JSON', 'create_project', {}, '{"tasks": ['],
  ])('%s tells nothing', (_, tool, input, answer) => {
    expect(report(tool, { input, answer })).toEqual([]);
  });

  test.each([
    ['mcp__prometheus__create_project', 2],
    ['mcp__plugin_acme_prometheus__create_project', 2],
    ['mcp__Prometheus-staging__create_project', 2],
    ['mcp__jira__create_project', 0],
    ['mcp__prometheusly__create_project', 0],
    ['create_project', 0],
  ])('of %s it takes %i words', (toolName, count) => {
    const call = { ...callOf('', {}, structured(DEX)), toolName };
    expect(reportTasks(PROMETHEUS_MAPPING, call)).toHaveLength(count);
  });

  test('[ING2] the same call has the same ids whoever tells it, another call others', () => {
    const ids = (call: AnsweredCall) => reportTasks(PROMETHEUS_MAPPING, call).map(({ id }) => id);
    const call = callOf('create_project', {}, structured(DEX));
    expect(new Set(ids(call)).size).toBe(2);
    expect(ids({ ...call, answer: asText(DEX) })).toEqual(ids(call));
    expect(ids({ ...call, toolUseId: 'toolu_2' })).not.toEqual(ids(call));
  });

  test('[PRX4] only what the mapping names is reported, cut, with secrets removed first', () => {
    const clean = (text: string) => text.replaceAll('hunter2', '[redacted]');
    const answer = { tasks: [{ id: 'a', title: `${'x'.repeat(LIMITS.textLength - 3)}hunter2` }] };
    const [word] = reportTasks(PROMETHEUS_MAPPING, {
      ...callOf('create_project', { description: 'hunter2' }, answer),
      clean,
    });
    expect(JSON.stringify(word)).not.toContain('hun');
    expect(word).toMatchObject({ project: '[redacted]', taskId: 'a' });
    expect(
      JSON.stringify(report('create_project', { input: {}, answer: structured(DEX) })),
    ).not.toContain('stays here');
  });

  test('every word is an event that the server accepts', () => {
    const words = [
      ...report('create_project', { input: {}, answer: structured(DEX) }),
      ...report('next_task', {
        input: {},
        answer: structured({ task: { id: 't', title: 'x'.repeat(5_000) } }),
      }),
      ...report('finish_task', { input: { taskId: 't', duration: 12.5 }, answer: {} }),
    ];
    const parsed = words.map((word) =>
      parseEvent({ ...word, sessionId: 's', time: 1, source: 'mcp' }),
    );
    expect(parsed.map(({ ok }) => ok)).toEqual([true, true, true, true]);
  });
});

describe('a plan that is too large or can not be followed', () => {
  const plan = (tasks: readonly object[]) =>
    asJson(report('create_project', { input: { name: 'dex' }, answer: structured({ tasks }) }));
  const tasks = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `t${String(index)}` }));
  const error = (errorMessage: unknown) => [
    { type: 'error', errorType: 'invalid_plan', severity: 'medium', errorMessage },
  ];

  test('2,000 tasks are a plan, one more is an error that says so', () => {
    expect(plan(tasks(LIMITS.planTasks))).toHaveLength(LIMITS.planTasks);
    expect(plan(tasks(LIMITS.planTasks + 1))).toEqual(
      error('the plan of dex is not shown: more than 2000 tasks'),
    );
  });

  test.each([
    [
      'a circle',
      [
        { id: 'a', dependsOn: ['b'] },
        { id: 'b', dependsOn: ['a'] },
      ],
      'a -> b -> a',
    ],
    ['a task that waits for itself', [{ id: 'a', dependsOn: ['a'] }], 'a -> a'],
    ['two tasks of one id', [{ id: 'a' }, { id: 'a' }], 'tasks[1].taskId'],
  ])('[TSK1] %s is an error that names the path', (_, found, path) => {
    expect(plan(found)).toEqual(error(expect.stringContaining(path)));
  });

  test('a task that is not in this answer may have been planned before', () => {
    expect(plan([{ id: 'b', dependsOn: ['a'] }])).toMatchObject([{ dependsOn: ['a'] }]);
  });
});

describe('a mapping of one’s own', () => {
  const mappingOf = (raw: unknown): ToolMapping => {
    const parsed = parseToolMapping(raw);
    if (!parsed.ok) throw new Error(parsed.fault);
    return parsed.mapping;
  };

  test('reads other tools by other paths, of any server', () => {
    const mapping = mappingOf({
      rules: [
        {
          tools: ['issue_move'],
          start: { taskId: 'input.issues[0].key' },
          complete: { taskId: 'result.closed[*].key', otherwise: 'cancelled' },
        },
        {
          tools: ['plan'],
          plan: {
            project: 'input.epic',
            tasks: 'result.items',
            taskId: ['task.nope', 'task.key'],
            dependsOn: 'task.after[*].key',
          },
        },
      ],
    });
    expect(
      asJson(report('issue_move', { input: { issues: [{ key: 'K-1' }] }, answer: {}, mapping })),
    ).toEqual([{ type: 'task.start', taskId: 'K-1' }]);
    const items = [{ key: 'K-1' }, { key: 'K-2', after: [{ key: 'K-1' }] }];
    expect(asJson(report('plan', { input: { epic: 'E' }, answer: { items }, mapping }))).toEqual([
      { type: 'task.plan', taskId: 'K-1', project: 'E' },
      { type: 'task.plan', taskId: 'K-2', project: 'E', dependsOn: ['K-1'] },
    ]);
  });

  test.each([
    [[], 'mapping: '],
    [{ rules: [{ tools: ['x'] }] }, 'rules.0: expected plan, start or complete'],
    [{ rules: [{ tools: [], start: { taskId: 'input.id' } }] }, 'rules.0.tools'],
    [{ rules: [{ tools: ['x'], start: {} }] }, 'rules.0.start.taskId'],
    [{ rules: [{ tools: ['x'], start: { taskId: '$.id' } }] }, 'rules.0.start.taskId: expected'],
    [{ rules: [{ tools: ['x'], start: { taskId: 'output.id' } }] }, '"output.id"'],
    [{ rules: [{ tools: ['x'], start: { taskId: ['input.id', 'input..id'] } }] }, '"input..id"'],
    [{ rules: [{ tools: ['x'], start: { taskId: 'task.id' } }] }, 'begins with result or input'],
    [{ rules: [{ tools: ['x'], start: { taskId: 'input.id', taskID: 'y' } }] }, 'taskID'],
    [
      {
        rules: [{ tools: ['x'], complete: { taskId: 'input.id', statuses: { done: 'finished' } } }],
      },
      'rules.0.complete.statuses.done',
    ],
  ])('%j is refused, and the field is named', (raw, fault) => {
    const parsed = parseToolMapping(raw);
    expect(parsed.ok ? '' : parsed.fault).toContain(fault);
  });

  test('paths see no field that an object does not have itself', () => {
    const mapping = mappingOf({
      rules: [
        { tools: ['x'], start: { taskId: ['input.constructor.name', 'input.__proto__.id'] } },
      ],
    });
    expect(report('x', { input: {}, answer: {}, mapping })).toEqual([]);
  });
});

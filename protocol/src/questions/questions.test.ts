import { describe, expect, it } from 'vitest';
import { AppError } from '../error.ts';
import { noFigures } from '../figures.ts';
import {
  ANSWER_CHARACTERS,
  answerSession,
  answerTasks,
  answerTeamStatus,
  answerUsage,
  sizeOf,
  type Answered,
} from './index.ts';
import {
  startedTask,
  sessionOf,
  fullWorkspace,
  NOON,
  workspaceSnapshotOf,
  taskOf,
} from './workspace.fixture.ts';
import { checked, usd } from './checked.fixture.ts';

describe('get_team_status', () => {
  const waiting = sessionOf('a', {
    agentName: 'auditor',
    turn: { state: 'waiting', at: NOON - 120_000, reason: 'permission for Bash' },
  });
  const active = sessionOf('b', { lastAt: NOON - 1_000 });
  const ended = sessionOf('c', { endedAt: NOON - 5_000 });
  const elsewhere = sessionOf('d', { project: 'other' });

  it('says who works on what, who waits and why, and who holds which task', () => {
    const tasks = [startedTask('t1', waiting, { progress: 0.4, description: 'Audit' })];
    const { text, structured } = checked(
      'get_team_status',
      answerTeamStatus({}, workspaceSnapshotOf([active, waiting, ended], tasks)),
    );
    expect(text).toContain('2 open sessions: 1 waiting, 1 active.');
    expect(text).toContain('auditor [a] waiting 2 min (permission for Bash), on t1, 40%');
    expect(text).toContain('no task');
    expect(structured).toMatchObject({
      counts: { waiting: 1, active: 1 },
      sessions: [
        { sessionId: 'a', state: 'waiting', tasks: [{ taskId: 't1', progress: 0.4 }] },
        { sessionId: 'b', state: 'active', tasks: [] },
      ],
      more: 0,
    });
  });

  it('keeps to one project: its sessions, and those that hold a task of it', () => {
    const tasks = [startedTask('t2', elsewhere, { project: 'dex' })];
    const answer = answerTeamStatus(
      { project: 'dex' },
      workspaceSnapshotOf([active, elsewhere], tasks),
    );
    expect(answer.structured.sessions.map(({ sessionId }) => sessionId).sort()).toEqual(['b', 'd']);
    expect(answerTeamStatus({ project: 'none' }, workspaceSnapshotOf([active])).text).toBe(
      'No session is open in none.',
    );
  });

  it('shows a task that two work on under both', () => {
    const task = startedTask('t', waiting, {
      workers: [
        { session: waiting.id, agentName: 'auditor', status: 'started', at: NOON },
        { session: active.id, agentName: 'b', status: 'started', at: NOON },
      ],
    });
    const { structured } = answerTeamStatus({}, workspaceSnapshotOf([waiting, active], [task]));
    expect(structured.sessions.map(({ tasks }) => tasks.length)).toEqual([1, 1]);
  });
});

describe('get_tasks', () => {
  const session = sessionOf('me', { agentName: 'auditor' });
  const other = sessionOf('you', { agentName: 'developer' });
  const tasks = [
    taskOf('design', { status: 'success', session: other.id, agentName: 'developer' }),
    taskOf('write', { dependsOn: ['design'], priority: 'low' }),
    taskOf('deploy', { dependsOn: ['test', 'audit'] }),
    taskOf('docs', { priority: 'critical' }),
    startedTask('audit', session, { progress: 0.5 }),
    startedTask('test', other),
  ];
  const picture = workspaceSnapshotOf([session, other], tasks);
  const idsOf = (answer: ReturnType<typeof answerTasks>) =>
    answer.structured.tasks.map(({ taskId }) => taskId);

  it('lists what is open, the ready ones first, the critical path before the rest', () => {
    const answer = checked('get_tasks', answerTasks({}, picture, []));
    expect(idsOf(answer).slice(0, 2).sort()).toEqual(['docs', 'write']);
    expect(idsOf(answer)).not.toContain('design');
    expect(idsOf(answer)).toHaveLength(5);
  });

  it('lists what is ready, the urgent before the rest', () => {
    expect(idsOf(answerTasks({ which: 'ready' }, picture, []))).toEqual(['docs', 'write']);
  });

  it('lists what is blocked, and by what', () => {
    const answer = answerTasks({ which: 'blocked' }, picture, []);
    expect(answer.structured.tasks).toMatchObject([{ taskId: 'deploy', state: 'blocked' }]);
    expect([...(answer.structured.tasks[0]?.waitsFor ?? [])].sort()).toEqual(['audit', 'test']);
    expect(answer.text).toContain('waits for');
  });

  it('counts what failed as open: it is still to be done', () => {
    const failed = taskOf('audit', { status: 'failed', session: session.id, agentName: 'auditor' });
    expect(idsOf(answerTasks({}, workspaceSnapshotOf([session], [failed]), []))).toEqual(['audit']);
  });

  it('says the project of each task where there are several', () => {
    expect(answerTasks({}, picture, []).text).not.toContain('of dex');
    const two = [...tasks, taskOf('write', { id: 'other write', project: 'atlas' })];
    const { text } = answerTasks(
      { which: 'ready' },
      workspaceSnapshotOf([session, other], two),
      [],
    );
    expect(text).toContain('write, of dex, ready');
    expect(text).toContain('write, of atlas, ready');
  });

  it('mine are those of the sessions that the caller is known by, or that it names', () => {
    expect(idsOf(answerTasks({ which: 'mine' }, picture, ['me']))).toEqual(['audit']);
    expect(idsOf(answerTasks({ which: 'mine', sessionId: 'you' }, picture, ['me']))).toEqual([
      'test',
      'design',
    ]);
    expect(idsOf(answerTasks({ which: 'mine', agentName: 'auditor' }, picture, []))).toEqual([
      'audit',
    ]);
    expect(idsOf(answerTasks({ which: 'mine', agentName: 'nobody' }, picture, []))).toEqual([]);
  });

  it('refuses `mine` of a caller that nothing is known of', () => {
    expect(() => answerTasks({ which: 'mine' }, picture, [])).toThrow(AppError);
  });

  it('names all who are at work on one task', () => {
    const shared = startedTask('shared', session, {
      workers: [{ session: other.id, agentName: 'developer', status: 'started', at: NOON }],
    });
    const { structured } = answerTasks({}, workspaceSnapshotOf([session, other], [shared]), []);
    expect(structured.tasks).toMatchObject([{ sessionId: 'me', alsoBy: ['you'] }]);
  });
});

describe('get_session', () => {
  it('says how it stands, what it used and what it works on', () => {
    const session = sessionOf('a', {
      context: { tokens: 50_000, window: 200_000, provenance: 'measured', at: NOON },
      usage: usd({ requests: 2, inputTokens: 3_500, outputTokens: 1_200, costMicros: 28_500 }),
      errors: 3,
      lastError: { type: 'Timeout', message: 'no answer', severity: 'high', at: NOON - 60_000 },
    });
    const tasks = [
      taskOf('done', { status: 'success' }),
      startedTask('now', session, { progress: 0.25 }),
    ];
    const { text, structured } = checked(
      'get_session',
      answerSession({ sessionId: 'a' }, { session, tasks }, workspaceSnapshotOf([])),
    );
    expect(text).toContain('solidity-developer [a] active');
    expect(text).toContain('context 25% full');
    expect(text).toContain('4,700 tokens (3,500 in, 1,200 out, 0 cache read), $0.03 at list price');
    expect(text).toContain('3 errors, the last 1 min ago: Timeout.');
    expect(structured).toMatchObject({ tasks: [{ taskId: 'now' }, { taskId: 'done' }], more: 0 });
  });

  it('[USE3] shows no price where none is known', () => {
    const usage = usd({ requests: 1, inputTokens: 10, unpricedRequests: 1 });
    const session = sessionOf('a', { usage });
    const { text, structured } = answerSession(
      { sessionId: 'a' },
      { session, tasks: [] },
      workspaceSnapshotOf([]),
    );
    expect(text).toContain('price unknown');
    expect(structured.usage.costMicros).toBeNull();
  });
});

describe('an answer of a full workspace', () => {
  const picture = fullWorkspace();
  const session = picture.sessions[0] ?? sessionOf('none');
  const groups = picture.sessions.map(({ sessionId }, index) => ({
    key: sessionId,
    keys: [sessionId],
    ...usd({ requests: index, inputTokens: index }),
  }));
  const usage = {
    asOf: NOON,
    fresh: true,
    from: 0,
    to: NOON,
    totals: noFigures(),
    series: [],
    others: null,
  };
  const answers: [string, (limit?: number) => Answered<{ more: number }>][] = [
    ['get_team_status', (limit) => answerTeamStatus({ limit }, picture)],
    ['get_tasks', (limit) => answerTasks({ limit, which: 'all' }, picture, [])],
    [
      'get_session',
      (limit) =>
        answerSession({ sessionId: 'x', limit }, { session, tasks: picture.tasks }, picture),
    ],
    ['get_usage', (limit) => answerUsage({ limit }, { ...usage, groups })],
  ];

  it.each(answers)('%s is at most 1,500 tokens, and says that it was cut', (name, answer) => {
    const cut = checked(name, answer());
    expect(sizeOf(cut)).toBeLessThanOrEqual(ANSWER_CHARACTERS);
    expect(cut.structured.more).toBeGreaterThan(0);
    expect(cut.text).toContain(`${String(cut.structured.more)} more not shown: ask with limit`);
  });

  it.each(answers)('%s shows as many as `limit` says', (name, answer) => {
    const wide = checked(name, answer(100));
    expect(sizeOf(wide)).toBeGreaterThan(ANSWER_CHARACTERS);
    expect(wide.structured.more).toBe(1_900);
    expect(checked(name, answer(1)).structured.more).toBe(1_999);
  });
});

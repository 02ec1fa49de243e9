import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  ANSWER_CHARACTERS,
  createKeyAnswerSchema,
  LISTED_PROMPTS,
  listedTools,
  LOG_TOOLS,
  QUESTIONS,
  type Scope,
} from '@claude-monitor/protocol';
import { installClient } from '../whole/agents/agent.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { connectModernLocal, connectModernRemote } from '../whole/agents/modern-agent.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { connectLocal, connectRemote, type ToolUser } from '../whole/agents/remote-agent.ts';
import { ask } from '../whole/http/request.ts';

/** The monitor's tools over `/mcp` and over the local proxy: one list, one way to answer. */

let monitor: Monitor;
let installed: { bin: string; remove: () => void };
let keys: Record<'both' | 'ingest' | 'read', string>;

beforeAll(async () => {
  monitor = await startMonitor();
  installed = installClient(monitor);
  const keyOf = async (scopes: Scope[]): Promise<string> => {
    const answer = await fetch(`${monitor.url}/v1/keys`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${monitor.adminKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: 'agents', scopes, user: 'ada' }),
    });
    return createKeyAnswerSchema.parse(await answer.json()).key;
  };
  keys = {
    both: await keyOf(['ingest', 'read']),
    ingest: await keyOf(['ingest']),
    read: await keyOf(['read']),
  };
});

afterAll(async () => {
  installed.remove();
  expect(await monitor.stop()).toBe(0);
});

async function remote(key: string): Promise<ToolUser> {
  const user = await connectRemote(monitor.url, key);
  onTestFinished(user.close);
  return user;
}

async function local(key: string, url = monitor.url): Promise<ToolUser> {
  const home = mkdtempSync(join(tmpdir(), 'claude-monitor-agent-'));
  const user = await connectLocal({ bin: installed.bin, url, key, home });
  onTestFinished(async () => {
    await user.close();
    rmSync(home, { recursive: true, force: true });
  });
  return user;
}

/** A whole piece of work: every tool that logs, in the order in which an agent calls them. */
const work = (sessionId: string): [tool: string, given: Record<string, unknown>][] => [
  ['log_session_start', { sessionId, agentName: sessionId, model: 'claude-sonnet-4-5' }],
  [
    'log_plan',
    {
      sessionId,
      project: `project of ${sessionId}`,
      tasks: [{ taskId: 'design' }, { taskId: 'write', dependsOn: ['design'] }, { taskId: 'docs' }],
    },
  ],
  ['log_task_start', { sessionId, taskId: 'design', taskDescription: 'Design it' }],
  ['log_task_progress', { sessionId, taskId: 'design', progress: 0.5 }],
  ['log_token_usage', { sessionId, inputTokens: 3_500, outputTokens: 1_200 }],
  ['log_error', { sessionId, errorType: 'Timeout', errorMessage: 'late', severity: 'low' }],
  ['log_task_complete', { sessionId, taskId: 'design', status: 'success', duration: 45_000 }],
  ['log_task_start', { sessionId, taskId: 'write' }],
  ['log_handover', { sessionId, toAgentName: 'reviewer' }],
];

async function doWork(user: ToolUser, sessionId: string): Promise<void> {
  for (const [tool, given] of work(sessionId)) {
    expect(await user.call(tool, given), tool).toMatchObject({ isError: false });
  }
}

describe('both ways', () => {
  test('list the same tools, prompts and instructions', async () => {
    const ways = [await remote(keys.both), await local(keys.both)];
    const answers = await Promise.all(
      ways.map(async ({ client }) => ({
        tools: (await client.listTools()).tools,
        prompts: (await client.listPrompts()).prompts,
        instructions: client.getInstructions(),
      })),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.tools.map(({ name }) => name)).toEqual(
      listedTools().map(({ name }) => name),
    );
    expect(answers[0]?.prompts).toHaveLength(LISTED_PROMPTS.length);
  });

  test('take every tool that logs, and give the same answers to every question', async () => {
    const ways = [await remote(keys.both), await local(keys.both)];
    const [far, near] = ways;
    if (far === undefined || near === undefined) throw new Error('not both');
    // From here on the client checks every answer against the schema that it was given.
    for (const { client } of ways) await client.listTools();
    await doWork(far, 'far-001');
    await doWork(near, 'near-001');
    // The proxy answers from its own disk; what it sent has arrived when the monitor shows it.
    await eventually(
      async () => (await far.call('get_session', { sessionId: 'near-001' })).text,
      (text) => text.includes('write, started'),
    );
    const questions: [string, Record<string, unknown>][] = [
      ['get_team_status', {}],
      ['get_team_status', { project: 'project of far-001' }],
      ['get_session', { sessionId: 'far-001' }],
      ['get_tasks', { which: 'all' }],
      ['get_tasks', { which: 'ready' }],
      ['get_tasks', { which: 'mine', sessionId: 'near-001' }],
      ['get_tasks', { which: 'mine', agentName: 'far-001' }],
      ['get_usage', { by: 'agent' }],
      ['get_usage', { by: 'task', hours: 2 }],
      ['get_usage', { by: 'project', only: 'project of near-001' }],
      ['get_session', { sessionId: 'nobody' }],
      ['get_usage', { by: 'agent', only: 'nobody' }],
      ['get_tasks', { which: 'theirs' }],
    ];
    const timeless = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value)
          .replace(/"asOf":"[^"]+"/, '"asOf":""')
          // Hours before now, in the answer and in its text.
          .replace(/("from":"|from )\d{4}-[^ "]+Z/g, '$1')
          .replace(/\d+ (s|min)\b/g, ''),
      );
    for (const [name, given] of questions) {
      const [a, b] = [await far.call(name, given), await near.call(name, given)];
      expect(timeless(a), name).toEqual(timeless(b));
      if (!a.isError) {
        expect(a.text.length + JSON.stringify(a.structured).length).toBeLessThanOrEqual(
          ANSWER_CHARACTERS,
        );
      }
    }
    expect(new Set(work('x').map(([tool]) => tool)).size).toBe(LOG_TOOLS.length - 1);
    expect(new Set(questions.map(([name]) => name)).size).toBe(QUESTIONS.length);
    const tasks = await far.call('get_tasks', { which: 'mine', sessionId: 'far-001' });
    expect(tasks.text).toContain('write, in progress');
    // The proxy knows the sessions that it logged for; a remote caller has to name them.
    expect((await near.call('get_tasks', { which: 'mine' })).text).toContain('write, in progress');
    expect(await far.call('get_tasks', { which: 'mine' })).toMatchObject({ isError: true });
    for (const user of ways) {
      const sessionId = user === far ? 'far-001' : 'near-001';
      expect((await user.call('log_session_end', { sessionId })).isError).toBe(false);
    }
  });

  test.each(['remote', 'local'] as const)(
    '[TSK1] %s: a plan may wait for a task of an earlier one, whoever planned that',
    async (way) => {
      const connect = way === 'remote' ? remote : local;
      const project = `again-${way}`;
      const plan = (tasks: object[]) => ({ sessionId: `planner-${way}`, project, tasks });
      const first = await connect(keys.both);
      expect(await first.call('log_plan', plan([{ taskId: 'a' }]))).toMatchObject({
        isError: false,
      });
      await eventually(
        async () => (await first.call('get_tasks', { project })).text,
        (text) => text.includes('a, ready'),
      );
      for (const [user, taskId] of [
        [first, 'b'],
        [await connect(keys.both), 'c'],
      ] as const) {
        const again = plan([{ taskId, dependsOn: ['a'] }]);
        expect(await user.call('log_plan', again)).toMatchObject({ isError: false });
      }
      const answered = await eventually(
        async () => (await first.call('get_tasks', { project, which: 'blocked' })).structured,
        (structured) => JSON.stringify(structured).includes('"taskId":"c"'),
      );
      expect(answered).toMatchObject({
        counts: { blocked: 2 },
        tasks: expect.arrayContaining([
          expect.objectContaining({ taskId: 'b', waitsFor: ['a'] }),
          expect.objectContaining({ taskId: 'c', waitsFor: ['a'] }),
        ]),
      });
      const refused = await first.call('log_plan', plan([{ taskId: 'd', dependsOn: ['z'] }]));
      expect(refused.isError).toBe(true);
      expect(refused.text).toContain('tasks[0].dependsOn[0]');
      const writer = await connect(keys.ingest);
      const unread = await writer.call('log_plan', plan([{ taskId: 'd', dependsOn: ['a'] }]));
      // A new local process that may only write does not know what others planned, and says what to do instead.
      if (way === 'remote') expect(unread.isError).toBe(false);
      else expect(unread.text).toContain('name it in this plan too');
    },
  );

  test('give each prompt', async () => {
    const ways = [await remote(keys.ingest), await local(keys.ingest)];
    for (const prompt of LISTED_PROMPTS) {
      const given = Object.fromEntries(prompt.arguments.map(({ name }) => [name, `my ${name}`]));
      const answers = await Promise.all(
        ways.map(({ client }) => client.getPrompt({ name: prompt.name, arguments: given })),
      );
      expect(answers[0]).toEqual(answers[1]);
      expect(JSON.stringify(answers[0])).toContain('my ');
    }
    for (const { client } of ways) {
      await expect(client.getPrompt({ name: 'start_session' })).rejects.toThrow('sessionId');
      await expect(client.getPrompt({ name: 'nothing' })).rejects.toThrow('Unknown prompt');
    }
  });

  test('tell a key that may only write so, when it asks', async () => {
    for (const user of [await remote(keys.ingest), await local(keys.ingest)]) {
      for (const { name } of QUESTIONS) {
        const answered = await user.call(name, { sessionId: 'x' });
        expect(answered.isError).toBe(true);
        expect(answered.text).toContain('this key lacks the scope read');
        expect(answered.text).toContain('the scopes ingest and read');
      }
    }
  });
});

describe('the SDK of revision 2026-07-28', () => {
  test.each(['remote', 'local'] as const)('%s: finds, lists, logs and asks', async (way) => {
    const home = mkdtempSync(join(tmpdir(), 'claude-monitor-agent-'));
    const client =
      way === 'remote'
        ? await connectModernRemote(monitor.url, keys.both)
        : await connectModernLocal({ bin: installed.bin, url: monitor.url, key: keys.both, home });
    onTestFinished(async () => {
      await client.close();
      rmSync(home, { recursive: true, force: true });
    });
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect(client.getServerVersion()).toMatchObject({ name: 'claude-monitor' });
    expect(client.getInstructions()).toContain('log_session_start');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(listedTools().map(({ name }) => name));
    expect((await client.listPrompts()).prompts).toHaveLength(LISTED_PROMPTS.length);
    const sessionId = `modern-${way}`;
    for (const [name, given] of work(sessionId)) {
      const answered = await client.callTool({ name, arguments: given });
      expect(answered.isError ?? false, JSON.stringify(answered)).toBe(false);
    }
    const questions = await eventually(
      () => client.callTool({ name: 'get_session', arguments: { sessionId } }),
      (answered) => JSON.stringify(answered.content).includes('write, started'),
    );
    expect(questions.structuredContent).toMatchObject({ sessionId });
    const given = { taskId: 'a' };
    const prompt = await client.getPrompt({ name: 'log_progress', arguments: given });
    expect(JSON.stringify(prompt.messages)).toContain('taskId');
    await expect(client.getPrompt({ name: 'nothing' })).rejects.toThrow('Unknown prompt');
  });
});

describe('over /mcp', () => {
  test('[SHR1] what is logged carries the source and the user of its key', async () => {
    const user = await remote(keys.ingest);
    await user.call('log_session_start', { sessionId: 'who', agentName: 'auditor' });
    const { items } = await apiOf(monitor).sessions();
    expect(items.find(({ sessionId }) => sessionId === 'who')).toMatchObject({ user: 'ada' });
  });

  test('a key that may only read gets an error that says so, when it logs', async () => {
    const user = await remote(keys.read);
    const answered = await user.call('log_session_start', { sessionId: 's', agentName: 'a' });
    expect(answered).toMatchObject({ isError: true });
    expect(answered.text).toContain('this key lacks the scope ingest');
    expect((await user.call('get_team_status')).isError).toBe(false);
  });

  test('a plan of 2,000 tasks is taken, one of 2,001 is refused in a sentence', async () => {
    const user = await remote(keys.both);
    const tasks = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        taskId: `task-${String(index)}`,
        taskDescription: 'A task with a description of the usual length, as planners write them.',
        dependsOn: index === 0 ? [] : [`task-${String(index - 1)}`],
      }));
    const plan = { sessionId: 'planner', project: 'large' };
    expect(await user.call('log_plan', { ...plan, tasks: tasks(2_000) })).toMatchObject({
      isError: false,
    });
    const refused = await user.call('log_plan', { ...plan, tasks: tasks(2_001) });
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('tasks');
    const all = await user.call('get_tasks', { project: 'large' });
    expect(all.text.length + JSON.stringify(all.structured).length).toBeLessThanOrEqual(
      ANSWER_CHARACTERS,
    );
    expect(all.text).toContain('more not shown: ask with limit');
  });

  test('without a key a client is refused', async () => {
    await expect(connectRemote(monitor.url, 'nonsense')).rejects.toThrow(/401|unauthorized/i);
  });

  test('10 MB are refused, and the next call is heard', async () => {
    const headers = {
      authorization: `Bearer ${keys.both}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    // Refused by its length: a client that went on sending would find the connection closed.
    const request = { method: 'POST', path: '/mcp', headers, announced: 10_000_000 };
    const answer = await ask(monitor, request);
    expect(answer.status).toBe(413);
    expect(answer.json).toMatchObject({ jsonrpc: '2.0', error: { code: -32600 } });
    expect((await (await remote(keys.both)).call('get_team_status')).isError).toBe(false);
  });
});

describe('the proxy with the monitor away', () => {
  test('[PRX1] logs at once, and says of each question that the monitor is away', async () => {
    const user = await local(keys.both, 'http://127.0.0.1:9');
    await doWork(user, 'alone');
    for (const { name } of QUESTIONS) {
      const answered = await user.call(name, { sessionId: 'alone' });
      expect(answered.isError).toBe(true);
      expect(answered.text).toContain('The monitor isn’t responding');
    }
  });

  test('[PRX1] a question that nobody answers holds up no log', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const user = await local(keys.both, `http://127.0.0.1:${String(address.port)}`);
    const order: string[] = [];
    const question = user.call('get_team_status').then((answered) => {
      order.push('answered');
      return answered;
    });
    for (const [tool, given] of work('held')) {
      await user.call(tool, given);
      order.push(tool);
    }
    const answered = await question;
    expect(order.at(-1)).toBe('answered');
    expect(answered.text).toContain('no answer within 5 s');
  });
});

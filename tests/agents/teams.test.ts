import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agentGraphAnswerSchema,
  createLinkAnswerSchema,
  type SessionAnswer,
} from '@claude-monitor/protocol';
import {
  teamEvents,
  teamTruth,
  type TeamTruth,
} from '../../receivers/src/testing/teams.fixture.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask } from '../whole/http/request.ts';
import { openWorkspace, type Workspace } from '../whole/monitor/workspace.ts';

/**
 * Captures of the real Claude Code against a scripted model (`receivers/fixtures/teams`), in the running monitor:
 * who wrote to whom, how often and how much, and what each teammate used, against what the model's API served.
 */
type Run = Parameters<typeof teamTruth>[0];

const NOW = Date.now();

let server: Monitor;
beforeAll(async () => {
  server = await startMonitor();
});
afterAll(async () => {
  await server.stop();
});

type Played = { monitor: Workspace; detail: Detail };

/** In a workspace of its own, as if it had happened just now. */
async function play(run: Run): Promise<Played> {
  const monitor = await openWorkspace(server, `team${String(count++)}`);
  const api = apiOf(monitor);
  const last = Math.max(...teamEvents(run).map(({ time }) => time));
  const events = teamEvents(run, NOW - 60_000 - last);
  const { accepted, duplicates } = await api.send(events);
  expect(accepted + duplicates).toBe(events.length);
  const { items } = await eventually(
    () => api.sessions(),
    (answer) => answer.fresh && answer.items.length === 1,
  );
  const { detail } = await api.session(items[0]?.id ?? '');
  if (detail === null) throw new Error('the hub does not know the session');
  return { monitor, detail };
}

let count = 0;

type Detail = NonNullable<SessionAnswer['detail']>;

const sumsOf = (requests: TeamTruth['requests']) => ({
  requests: requests.length,
  inputTokens: requests.reduce((sum, { input }) => sum + input, 0),
  outputTokens: requests.reduce((sum, { output }) => sum + output, 0),
  cacheReadTokens: requests.reduce((sum, { cacheRead }) => sum + cacheRead, 0),
  cacheCreationTokens: requests.reduce((sum, { cacheCreation }) => sum + cacheCreation, 0),
});

const ofAgent = (run: Run, name: string | null) =>
  sumsOf(teamTruth(run).requests.filter(({ agent }) => agent === name));

const own = ({ subagents }: Detail, name: string | null) =>
  subagents.find((one) => (name === null ? one.kind === 'main' : one.name === name))?.own.measured;

async function passedIn(monitor: Workspace) {
  const { text } = await ask(monitor, {
    path: '/v1/graph/agents',
    headers: { authorization: `Bearer ${monitor.readKey}` },
  });
  const { nodes, edges } = agentGraphAnswerSchema.parse(JSON.parse(text));
  return {
    kinds: Object.fromEntries(nodes.map(({ id, kind }) => [id, kind])),
    tokens: Object.fromEntries(nodes.map(({ id, usage }) => [id, usage.inputTokens])),
    messages: edges
      .filter(({ kind }) => kind === 'message')
      .map(({ from, to, count, length }) => [from, to, count, length]),
    spawns: edges
      .filter(({ kind }) => kind === 'spawn')
      .map(({ from, to, count }) => [from, to, count]),
  };
}

const LEAD = 'claude-code';
const MATES = ['researcher', 'writer', 'reviewer'] as const;

/** What the script has them write; a message to nobody reached nobody. */
const MESSAGES = [
  [LEAD, 'researcher', 1, 'Please look at the sources again.'.length],
  ['researcher', LEAD, 1, 'I am done.'.length],
  ['researcher', 'writer', 1, 'The sources are three.'.length],
  ['reviewer', 'writer', 1, 'It is good.'.length],
  ['writer', 'reviewer', 1, 'Here is the draft, read it.'.length],
];

describe('a team of three named subagents (2.1.330)', () => {
  let played: Played;
  beforeAll(async () => {
    played = await play('named-subagents');
  });

  test("[USE4] each one's tokens are its own, and sum to the whole", async () => {
    const { detail, monitor } = played;
    for (const name of [null, ...MATES]) {
      expect([name, own(detail, name)]).toMatchObject([name, ofAgent('named-subagents', name)]);
    }
    const { totals } = await apiOf(monitor).usage();
    expect(totals).toMatchObject(sumsOf(teamTruth('named-subagents').requests));
    expect(detail.subagents.map(({ kind }) => kind)).toEqual([
      'main',
      ...MATES.map(() => 'subagent'),
    ]);
  });

  test('the picture says who wrote to whom, how often and how much, and never what', async () => {
    const { monitor } = played;
    const { kinds, messages, spawns, tokens } = await passedIn(monitor);
    expect(messages).toEqual(MESSAGES);
    expect(spawns).toEqual([...MATES].sort().map((name) => [LEAD, name, 1]));
    expect(kinds).toMatchObject({ [LEAD]: 'agent', writer: 'subagent' });
    for (const name of MATES) {
      expect([name, tokens[name]]).toEqual([name, ofAgent('named-subagents', name).inputTokens]);
    }
  });

  test('[SHR2] a redacted link shows pseudonyms', async () => {
    const { monitor } = played;
    const made = await ask(monitor, {
      method: 'POST',
      path: '/v1/links',
      headers: {
        authorization: `Bearer ${monitor.adminKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: 'for guests', scope: { kind: 'workspace' } }),
    });
    const { url } = createLinkAnswerSchema.parse(JSON.parse(made.text));
    const token = new URL(url).hash.slice(1);
    const { status, text } = await ask(monitor, {
      path: '/v1/graph/agents',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(status).toBe(200);
    for (const name of MATES) expect(text).not.toContain(name);
    const { edges } = agentGraphAnswerSchema.parse(JSON.parse(text));
    const written = edges.filter(({ kind }) => kind === 'message');
    expect(written.map(({ count, length }) => [count, length]).sort()).toEqual(
      MESSAGES.map(([, , count, length]) => [count, length]).sort(),
    );
    expect(written.every(({ from, to }) => /^Agent /.test(from) && /^Agent /.test(to))).toBe(true);
  });
});

describe('a team of three at a terminal (2.1.330), whose requests do not name their teammates', () => {
  let played: Played;
  beforeAll(async () => {
    played = await play('team');
  });

  test('no request is given to the wrong one, and all sum to the whole', async () => {
    const { detail, monitor } = played;
    const names = new Map(
      detail.subagents.map(({ id, name, kind }) => [id, kind === 'unattributed' ? '?' : name]),
    );
    const truth = new Map(teamTruth('team').requests.map(({ input, agent }) => [input, agent]));
    // The last words of each have the same tokens.
    const distinct = detail.requests.filter(({ inputTokens }) => inputTokens > 5);
    for (const { inputTokens, agentId: subagent } of distinct) {
      const name = names.get(subagent) ?? null;
      if (name !== '?') expect([inputTokens, name]).toEqual([inputTokens, truth.get(inputTokens)]);
    }
    expect(own(detail, null)).toMatchObject(ofAgent('team', null));
    const { totals } = await apiOf(monitor).usage();
    expect(totals).toMatchObject(sumsOf(teamTruth('team').requests));
  });

  test('requests that asked for a tool are those of the teammate who ran it', () => {
    const { detail } = played;
    // What the script has each of them run; several may end with the same words.
    const turns = { researcher: 3, writer: 2, reviewer: 3 };
    let attributed = 0;
    for (const name of MATES) {
      const requests = own(detail, name)?.requests ?? 0;
      expect(requests).toBeGreaterThanOrEqual(turns[name]);
      expect(requests).toBeLessThanOrEqual(ofAgent('team', name).requests);
      attributed += requests;
    }
    const unattributed = detail.subagents.find(({ kind }) => kind === 'unattributed');
    expect(unattributed).toMatchObject({ agentType: 'custom', parent: null });
    const all = teamTruth('team').requests.filter(({ agent }) => agent !== null);
    expect(attributed + (unattributed?.own.requests ?? 0)).toBe(all.length);
  });

  test('the picture says who wrote to whom', async () => {
    const { messages } = await passedIn(played.monitor);
    expect(messages).toEqual(MESSAGES);
  });
});

test('a workflow with fan-out is a group of those that it started (2.1.330)', async () => {
  const { monitor, detail } = await play('workflow');
  const all = sumsOf(teamTruth('workflow').requests);
  const main = ofAgent('workflow', null);
  const group = detail.subagents.find(({ kind }) => kind === 'workflow');
  expect(group).toMatchObject({
    name: 'audit-ledger',
    own: { requests: 0 },
    subtree: {
      requests: all.requests - main.requests,
      inputTokens: all.inputTokens - main.inputTokens,
    },
  });
  for (const { id, own: used, parent } of detail.subagents.filter(
    ({ kind }) => kind === 'subagent',
  )) {
    expect([id, used]).toMatchObject([id, ofAgent('workflow', id)]);
    expect(parent).toBe(group?.id);
  }
  const { kinds, spawns, tokens } = await passedIn(monitor);
  expect(kinds).toMatchObject({ 'workflow audit-ledger': 'workflow', Explore: 'subagent' });
  expect(spawns).toEqual([
    [LEAD, 'workflow audit-ledger', 1],
    ['workflow audit-ledger', 'Explore', 1],
    ['workflow audit-ledger', 'workflow-subagent', 3],
  ]);
  expect(tokens['workflow audit-ledger']).toBe(all.inputTokens - main.inputTokens);
});

describe('Claude Code 2.1.197, whose telemetry names no subagent', () => {
  test('gives a request to the one of its type that is at work, and says where several are', async () => {
    const { detail } = await play('subagents-of-2.1.197');
    const { requests } = teamTruth('subagents-of-2.1.197');
    const truth = new Map(requests.map(({ input, agent }) => [input, agent]));
    const attributed = detail.requests.filter(
      ({ agentId: subagent }) => subagent?.startsWith('?') !== true,
    );
    for (const { inputTokens, agentId: subagent } of attributed) {
      expect([inputTokens, subagent]).toEqual([inputTokens, truth.get(inputTokens)]);
    }
    // Two were at work side by side, with two requests each; the first of them was alone at first.
    const unattributed = detail.subagents.find(({ kind }) => kind === 'unattributed');
    expect(unattributed).toMatchObject({ agentType: 'general-purpose', endedAt: null });
    expect(attributed.length + (unattributed?.own.requests ?? 0)).toBe(requests.length);
    expect(attributed.length).toBeGreaterThanOrEqual(requests.length - 4);
  });

  test('its team writes to one another; what can’t be attributed is the session’s, visibly', async () => {
    const { detail, monitor } = await play('team-of-2.1.197');
    const { requests } = teamTruth('team-of-2.1.197');
    expect((await passedIn(monitor)).messages).toEqual(MESSAGES);
    expect(own(detail, null)).toMatchObject(ofAgent('team-of-2.1.197', null));
    const unattributed = detail.subagents.find(({ kind }) => kind === 'unattributed');
    const total = detail.subagents[0]?.subtree;
    expect(total).toMatchObject(sumsOf(requests));
    expect(unattributed?.own.requests).toBeGreaterThan(0);
  });
});

describe('Claude Code 2.1.332', () => {
  const NEW_MATES = ['planner', 'coder', 'tester'] as const;
  const length = (...texts: string[]): number =>
    texts.reduce((sum, { length: one }) => sum + one, 0);

  test("[USE4] its team of three writes to and fro; each one's tokens are its own, and sum to the whole", async () => {
    const { detail, monitor } = await play('team-of-2.1.332');
    for (const name of [null, ...NEW_MATES]) {
      expect([name, own(detail, name)]).toMatchObject([name, ofAgent('team-of-2.1.332', name)]);
    }
    const { requests } = teamTruth('team-of-2.1.332');
    expect((await apiOf(monitor).usage()).totals).toMatchObject(sumsOf(requests));
    const { messages, tokens } = await passedIn(monitor);
    // A broadcast is not offered any more: the client refuses it before its hooks see it.
    expect(messages).toEqual([
      [LEAD, 'coder', 2, length('Canary one.', 'Canary two, longer.')],
      // To ask a teammate to end is a message too, of what the client writes for it.
      [LEAD, 'planner', 1, length('{"type":"shutdown_request","reason":"done"}')],
      ['coder', 'planner', 1, length('Canary question?')],
      ['coder', 'tester', 1, length('Canary it is ready.')],
      ['planner', 'coder', 1, length('Canary plan.')],
      ['planner', 'tester', 1, length('Canary what to test.')],
      ['tester', LEAD, 1, length('Canary all green.')],
      ['tester', 'coder', 1, length('Canary one failure.')],
    ]);
    for (const name of NEW_MATES) {
      expect([name, tokens[name]]).toEqual([name, ofAgent('team-of-2.1.332', name).inputTokens]);
    }
  });

  test('its workflow of two phases, four and two at once, is one group', async () => {
    const { detail, monitor } = await play('workflow-of-2.1.332');
    const all = sumsOf(teamTruth('workflow-of-2.1.332').requests);
    const main = ofAgent('workflow-of-2.1.332', null);
    const group = detail.subagents.find(({ kind }) => kind === 'workflow');
    expect(group).toMatchObject({
      name: 'survey',
      own: { requests: 0 },
      subtree: { requests: all.requests - main.requests },
    });
    const members = detail.subagents.filter(({ kind }) => kind === 'subagent');
    expect(members).toHaveLength(6);
    for (const { id, own: used, parent } of members) {
      expect([id, used]).toMatchObject([id, ofAgent('workflow-of-2.1.332', id)]);
      expect(parent).toBe(group?.id);
    }
    expect((await passedIn(monitor)).spawns).toEqual([
      [LEAD, 'workflow survey', 1],
      ['workflow survey', 'Explore', 1],
      ['workflow survey', 'workflow-subagent', 5],
    ]);
  });
});

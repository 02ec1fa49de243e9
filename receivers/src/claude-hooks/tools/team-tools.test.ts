import { describe, expect, test } from 'vitest';
import { TEAM_RUNS, teamCapture, teamEvents } from '../../testing/teams.fixture.ts';
import { normaliseHook } from '../claude-hooks.ts';

const called = (
  tool_name: string,
  {
    tool_input,
    tool_response,
    ...more
  }: { tool_input: unknown; tool_response: unknown } & Record<string, unknown>,
) =>
  normaliseHook(
    {
      hook_event_name: 'PostToolUse',
      session_id: 's',
      tool_name,
      tool_use_id: 't',
      tool_input,
      tool_response,
      ...more,
    },
    5_000,
  );
const sent = (input: object, response: object, more = {}) =>
  called('SendMessage', { tool_input: input, tool_response: response, ...more }).events.filter(
    ({ type }) => type === 'message',
  );

describe('a message between agents', () => {
  test('[PRX4] is whom it went to and how long it was; of its text and summary nothing', () => {
    const input = { to: 'writer', message: 'a secret', summary: 'about a secret' };
    const [event, ...others] = sent(input, { success: true, pin: { id: 'a1', name: 'writer' } });
    expect(event).toMatchObject({ toAgentId: 'a1', toAgentName: 'writer', length: 8 });
    expect(others).toEqual([]);
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  test.each([
    ['the main loop', 'main', { toSessionId: 's' }],
    ['a subagent by its id', 'a1f93bdeac4fd276f', { toAgentId: 'a1f93bdeac4fd276f' }],
    ['a teammate by its id', 'awriter-8bcd9f5e0ef94337', { toAgentId: 'awriter-8bcd9f5e0ef94337' }],
    ['an agent by its name', 'auditor', { toAgentId: undefined, toAgentName: 'auditor' }],
  ])('goes to %s', (_, to, expected) => {
    const [event] = sent({ to, message: 'x' }, { success: true }, { agent_id: 'a9' });
    expect(event).toMatchObject({ ...expected, agentId: 'a9', length: 1 });
    expect(event).not.toHaveProperty('summary');
  });

  test('to all of a team is one to each of those whom the client says it reached', () => {
    const response = { success: true, recipients: ['writer', 'reviewer'] };
    for (const input of [
      { to: '*', message: 'news' },
      { type: 'broadcast', content: 'news' },
    ]) {
      const events = sent(input, response, { agent_id: 'a9' });
      expect(events).toMatchObject([
        { toAgentName: 'writer', length: 4, agentId: 'a9' },
        { toAgentName: 'reviewer', length: 4, agentId: 'a9' },
      ]);
      expect(new Set(events.map(({ id }) => id)).size).toBe(2);
      expect(sent(input, { success: true, recipients: [] })).toEqual([]);
      expect(sent(input, { success: true, recipients: 'writer' })).toMatchObject([
        { toAgentName: 'writer' },
      ]);
      const objects = [{ name: 'writer' }, { agentId: 'a1f93bdeac4fd276f' }];
      expect(sent(input, { success: true, recipients: objects })).toMatchObject([
        { toAgentName: 'writer' },
        { toAgentId: 'a1f93bdeac4fd276f' },
      ]);
    }
  });

  test.each([
    ['*', undefined],
    ['all', undefined],
    ['Everyone', null],
    ['*', 7],
    ['*', [{}, 3]],
  ])(
    'to %j whose client does not say whom it reached (%j) goes to the team as a whole',
    (to, recipients) => {
      expect(
        sent({ to, message: 'news' }, { success: true, recipients }, { agent_id: 'a9' }),
      ).toMatchObject([{ toAgentName: 'the whole team', length: 4, agentId: 'a9' }]);
      const old = { type: 'broadcast', content: 'news' };
      expect(sent(old, { success: true, recipients })).toMatchObject([
        { toAgentName: 'the whole team', length: 4 },
      ]);
    },
  );

  test('to several by name is one to each', () => {
    expect(sent({ to: ['writer', 'main'], message: 'x' }, { success: true })).toMatchObject([
      { toAgentName: 'writer' },
      { toSessionId: 's' },
    ]);
  });

  test('to the lead of a team goes to its main loop, where both are of one session', () => {
    const input = { to: 'team-lead', message: 'x' };
    expect(sent(input, { success: true }, { agent_id: 'a9' })).toMatchObject([
      { toSessionId: 's' },
    ]);
    expect(sent(input, { success: true })).toMatchObject([{ toAgentName: 'team-lead' }]);
  });

  test('names a teammate without its team, and another session by none of its paths and ids', () => {
    for (const to of ['writer@docs', 'writer [24374e]']) {
      expect(sent({ to, message: 'x' }, { success: true })).toMatchObject([
        { toAgentName: 'writer' },
      ]);
    }
    for (const to of ['uds:/home/dev/secret.sock', 'bridge:session_secret']) {
      const events = sent({ to, message: 'x' }, { success: true });
      expect(events).toMatchObject([{ toAgentName: 'another session' }]);
      expect(JSON.stringify(events)).not.toContain('secret');
    }
  });

  test('is none where it reached nobody, names nobody, or its answer is no object', () => {
    expect(sent({ to: 'nobody', message: 'x' }, { success: false })).toEqual([]);
    expect(sent({ message: 'x' }, { success: true })).toEqual([]);
    expect(called('SendMessage', { tool_input: 'x', tool_response: 'y' }).events).toMatchObject([
      { type: 'tool.call' },
    ]);
  });

  test('that is a word of the client, no text, has the length of that', () => {
    const message = { type: 'shutdown_request' };
    expect(sent({ to: 'writer', message }, { success: true })).toMatchObject([{ length: 27 }]);
    expect(sent({ to: 'writer' }, { success: true })).toMatchObject([{ length: undefined }]);
  });
});

test('a run of a workflow has its ID and name, and nothing of its script', () => {
  const response = { runId: 'wf_1', workflowName: 'audit', scriptPath: '/home/dev/x.js' };
  const { events, refused } = called('Workflow', {
    tool_input: { script: 'secret' },
    tool_response: response,
  });
  expect(events[1]).toMatchObject({
    type: 'subagent.start',
    agentId: 'wf_1',
    workflow: { id: 'wf_1', name: 'audit' },
  });
  expect(JSON.stringify(events)).not.toContain('secret');
  expect(refused).toEqual([]);
  expect(
    called('Workflow', { tool_input: {}, tool_response: { status: 'remote_launched' } }).events,
  ).toHaveLength(1);
});

test.each(TEAM_RUNS)(
  'of the capture %s nothing is refused or unknown, and no text is kept',
  (run) => {
    const events = JSON.stringify(teamEvents(run));
    for (const word of [
      'The sources are three',
      'a summary of it',
      'as the script says',
      'is done.',
    ]) {
      expect(events).not.toContain(word);
    }
    for (const { at, kind, body } of teamCapture(run).requests) {
      if (kind === 'hook')
        expect(normaliseHook(body, at)).toMatchObject({ refused: [], unknown: [] });
    }
  },
);

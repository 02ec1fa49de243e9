import { describe, expect, test } from 'vitest';
import { normalise } from '../testing/captures.fixture.ts';

type Values = Record<string, string | number | boolean>;

const AT = '2026-11-22T10:38:00.366Z';

const attributesOf = (values: Values) =>
  Object.entries(values).map(([key, value]) => {
    if (typeof value === 'string') return { key, value: { stringValue: value } };
    return {
      key,
      value: typeof value === 'number' ? { doubleValue: value } : { boolValue: value },
    };
  });

const record = (name: string, values: Values = {}) => ({
  timeUnixNano: '1795343880366000000',
  body: { stringValue: `claude_code.${name}` },
  attributes: attributesOf({
    'session.id': 'run',
    'event.name': name,
    'event.timestamp': AT,
    ...values,
  }),
});

const batchOf = (logRecords: object[], resource: Values = { 'service.name': 'claude-code' }) =>
  normalise('logs', {
    json: {
      resourceLogs: [
        {
          resource: { attributes: attributesOf(resource) },
          scopeLogs: [{ scope: { name: 'com.anthropic.claude_code.events' }, logRecords }],
        },
      ],
    },
  });

const one = (name: string, values?: Values, resource?: Values) =>
  batchOf([record(name, values)], resource).events[0];

const REQUEST = { input_tokens: 12, output_tokens: 85, request_id: 'req_1' };

describe('a request of Claude Code', () => {
  test.each<[string, Values, string | undefined]>([
    ['a built-in subagent', { query_source: 'agent:builtin:Explore' }, 'Explore'],
    ['one of the user', { query_source: 'agent:custom' }, 'custom'],
    [
      'one whose name is told',
      { query_source: 'agent:custom', 'agent.name': 'reviewer' },
      'reviewer',
    ],
    ['the main loop', { query_source: 'repl_main_thread' }, undefined],
    ['the agent that writes titles', { query_source: 'generate_session_title' }, undefined],
    ['one that is named', { query_source: 'agent:custom', agent_id: 'a1' }, undefined],
  ])('[FLD1] of 2.1.197 says of %s its type alone', (_, values, subagentType) => {
    const read = one('api_request', { ...REQUEST, ...values });
    expect(read?.type === 'usage' ? read.subagentType : null).toBe(subagentType);
  });

  test('[USE1] carries its tokens, its subagent and what the client says it cost', () => {
    const values = {
      ...REQUEST,
      model: 'claude-opus-4-5',
      cache_read_tokens: 3,
      cache_creation_tokens: 4,
      cache_creation_1h_tokens: 2,
      cost_usd: 0.0584235,
      cost_usd_micros: 58_424,
      agent_id: 'ac72',
      speed: 'fast',
      query_source: 'agent:builtin:Explore',
    };
    expect(one('api_request', values)).toMatchObject({
      type: 'usage',
      source: 'otlp',
      time: Date.parse(AT),
      sessionId: 'run',
      requestId: 'req_1',
      agentId: 'ac72',
      model: 'claude-opus-4-5',
      inputTokens: 12,
      outputTokens: 85,
      cacheReadTokens: 3,
      cacheCreationTokens: 4,
      cacheCreation1hTokens: 2,
      clientCostMicros: 58_424,
      speed: 'fast',
      querySource: 'agent:builtin:Explore',
    });
  });

  test('an older client says its cost in dollars only, and may write numbers as text', () => {
    const values = { input_tokens: '12', output_tokens: '85', cost_usd: '0.0584235' };
    expect(one('api_request', values)).toMatchObject({ inputTokens: 12, clientCostMicros: 58_424 });
  });

  test.each([
    ['of no count', { request_id: 'req_1' }, 'input_tokens'],
    ['of a count in words', { ...REQUEST, output_tokens: 'many' }, 'output_tokens'],
    ['of half a token', { ...REQUEST, input_tokens: 0.5 }, 'inputTokens'],
  ])('[ING3] %s is refused, not counted as 0', (_, values, path) => {
    const { events, refused } = batchOf([record('api_request', values)]);
    expect([events, refused]).toMatchObject([[], [{ index: 0, code: 'invalid_event', path }]]);
  });

  test('[ING3] an optional attribute that can not be one is left out, the tokens stay', () => {
    const values = { ...REQUEST, model: 'm'.repeat(1_000), cost_usd_micros: -5, speed: 7 };
    const event = one('api_request', values);
    expect(event).toMatchObject({ inputTokens: 12 });
    expect(event).not.toHaveProperty('model');
    expect(event).not.toHaveProperty('clientCostMicros');
  });

  test('[ING2] its id is the same each time, and another at another time', () => {
    const numbered = { ...REQUEST, 'event.sequence': 5 };
    const id = one('api_request', numbered)?.id;
    expect(one('api_request', { ...numbered, newer: 1 })?.id).toBe(id);
    expect(
      one('api_request', { ...numbered, 'event.timestamp': '2026-11-22T11:00:00Z' })?.id,
    ).not.toBe(id);
    expect(one('api_request', { ...REQUEST, request_id: 'req_2' })?.id).not.toBe(
      one('api_request', REQUEST)?.id,
    );
  });
});

describe('who sent it', () => {
  test('the user is the one logged in, else the account, else the installation', () => {
    const installation = { ...REQUEST, 'user.id': 'id' };
    const account = { ...installation, 'user.account_uuid': 'account' };
    const person = { ...account, 'user.email': 'ada@example.com' };
    const userOf = (values: Values) => one('api_request', values)?.user;
    expect([installation, account, person].map(userOf)).toEqual([
      'id',
      'account',
      'ada@example.com',
    ]);
  });

  test('the project is the repository', () => {
    const projectOf = (values: Values) => one('api_request', { ...REQUEST, ...values })?.project;
    expect(projectOf({ 'vcs.repository.name': 'monitor' })).toBe('monitor');
    expect(projectOf({ 'vcs.repository.url.full': 'git@github.com:team/monitor.git' })).toBe(
      'monitor',
    );
    expect(projectOf({})).toBeUndefined();
  });

  test('its agent is the service, when somebody named it', () => {
    const nameOf = (service: string) =>
      one('api_request', REQUEST, { 'service.name': service })?.agentName;
    expect(nameOf('reviewer')).toBe('reviewer');
    expect(nameOf('claude-code')).toBeUndefined();
  });
});

describe('what else Claude Code says', () => {
  test('a tool that was refused is denied; one that was allowed says so itself', () => {
    const call = { tool_name: 'Bash', tool_use_id: 'toolu_1' };
    const denied = { ...call, decision: 'reject', source: 'user_reject' };
    expect(one('tool_decision', denied)).toMatchObject({
      state: 'denied',
      errorType: 'user_reject',
    });
    expect(one('tool_decision', { ...call, decision: 'accept' })).toBeUndefined();
    const ended = { ...call, success: 'false', duration_ms: '3823', error_type: 'ShellError' };
    expect(one('tool_result', ended)).toMatchObject({
      toolUseId: 'toolu_1',
      state: 'failed',
      duration: 3823,
      errorType: 'ShellError',
    });
  });

  test('a failure differs from the sum of its retries, and neither has text', () => {
    const failure = { 'prompt.id': 'p', status_code: 529, error: 'Overloaded: secret' };
    const retries = record('api_retries_exhausted', { ...failure, total_attempts: 11 });
    const both = batchOf([record('api_error', { ...failure, attempt: 11 }), retries]).events;
    expect(both).toMatchObject([
      { type: 'error', errorType: 'overloaded', errorMessage: 'HTTP 529, attempt 11' },
      { type: 'error', errorType: 'overloaded', isAfterRetries: true },
    ]);
    expect(JSON.stringify(both)).not.toContain('secret');
  });

  test('a failure of the main loop ends its turn and is high; another is medium', () => {
    const failure = { status_code: 429, attempt: 1 };
    const of = (query_source: string) => one('api_error', { ...failure, query_source });
    expect(of('sdk')).toMatchObject({ severity: 'high' });
    expect(of('repl_main_thread')).toMatchObject({ severity: 'high' });
    expect(of('agent:builtin:Explore')).toMatchObject({ severity: 'medium' });
    expect(one('api_error', failure)).toMatchObject({ severity: 'medium' });
  });

  test('a refusal is an error, a compaction that failed is nothing', () => {
    expect(one('api_refusal', { request_id: 'req_1' })).toMatchObject({ errorType: 'refusal' });
    expect(one('compaction', { trigger: 'auto', success: 'false' })).toBeUndefined();
  });

  test('an event that nobody knows is counted by the version of its client', () => {
    const version = { 'service.name': 'claude-code', 'service.version': '2.9.0' };
    const batch = batchOf([record('dream'), record('dream', { depth: 3 })], version);
    expect([batch.events, batch.refused]).toEqual([[], []]);
    expect(batch.unknown).toEqual([
      { client: 'claude-code', version: '2.9.0', kind: 'event', name: 'dream', count: 2 },
      { client: 'claude-code', version: '2.9.0', kind: 'attribute', name: 'depth', count: 1 },
    ]);
  });

  test('what the user adds to the resource is copied to each record, and is known', () => {
    const resource = { 'service.name': 'claude-code', team: 'platform' };
    expect(
      batchOf([record('api_request', { ...REQUEST, team: 'platform' })], resource).unknown,
    ).toEqual([]);
  });

  test('[PRX4] prompts and tool input stay out though the client sends them', () => {
    const words = 'the secret plan';
    const values = {
      prompt: words,
      prompt_length: '15',
      tool_input: words,
      tool_parameters: words,
    };
    for (const name of ['user_prompt', 'tool_result', 'assistant_response']) {
      expect(JSON.stringify(batchOf([record(name, { ...values, success: 'true' })]))).not.toContain(
        words,
      );
    }
  });
});

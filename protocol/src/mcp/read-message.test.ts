import { describe, expect, test } from 'vitest';
import { readMessage } from './read-message.ts';

const read = (method: string, params?: unknown, id: unknown = 1) =>
  readMessage({ jsonrpc: '2.0', id, method, params });

const paramsOf = (method: string, params: unknown): unknown => {
  const parsed = read(method, params);
  return parsed.ok ? parsed.message.params : parsed.refusal.message;
};

describe('null is what is not set', () => {
  test.each<[string, unknown]>([
    ['tools/list', null],
    ['tools/list', { cursor: null }],
    ['tools/list', { _meta: null }],
    ['prompts/list', { cursor: null, _meta: { progressToken: null } }],
  ])('%s with %j', (method, params) => {
    expect(JSON.stringify(paramsOf(method, params) ?? {})).not.toContain('null');
  });

  test('at initialize, wherever a client puts it', () => {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: { roots: null, sampling: null, experimental: { a: null } },
      clientInfo: { name: 'java-client', title: null, version: '1', icons: null },
      _meta: null,
    };
    expect(paramsOf('initialize', params)).toEqual({
      protocolVersion: '2025-11-25',
      capabilities: { experimental: {} },
      clientInfo: { name: 'java-client', version: '1' },
    });
  });

  test('a notification with an id of null is a notification', () => {
    expect(read('notifications/initialized', null, null)).toMatchObject({
      ok: true,
      message: { method: 'notifications/initialized' },
    });
  });

  test('a call with an id of null would be answered to nobody, so it is refused', () => {
    expect(read('tools/call', { name: 'log_error' }, null)).toMatchObject({
      refusal: { code: -32600, message: expect.stringContaining('id: tools/call') },
    });
  });
});

describe('arguments of a call', () => {
  const argumentsOf = (name: string, given: unknown): unknown => {
    const params = paramsOf('tools/call', { name, arguments: given });
    return typeof params === 'object' && params !== null && 'arguments' in params
      ? params.arguments
      : params;
  };

  test.each([undefined, null])('%s is none', (given) => {
    expect(argumentsOf('get_team_status', given)).toEqual({});
  });

  test.each([
    ['{"sessionId":"s","inputTokens":"5","outputTokens":1}'],
    [JSON.stringify('{"sessionId":"s","inputTokens":"5","outputTokens":1}')],
  ])('an object as text is that object: %s', (text) => {
    expect(argumentsOf('log_token_usage', text)).toEqual({
      sessionId: 's',
      inputTokens: 5,
      outputTokens: 1,
    });
  });

  test.each(['words', '[]', '7', 7, [], true])('%j is refused by name', (given) => {
    expect(read('tools/call', { name: 'log_error', arguments: given })).toMatchObject({
      refusal: { status: 200, id: 1, code: -32602, message: 'arguments: send an object.' },
    });
  });

  test('those of a tool that is not ours stay as they are', () => {
    expect(argumentsOf('other', { a: '5' })).toEqual({ a: '5' });
  });

  test('of a prompt are texts, whatever they came as', () => {
    const given = { taskId: 7, description: null, priority: 'high' };
    expect(paramsOf('prompts/get', { name: 'log_progress', arguments: given })).toMatchObject({
      arguments: { taskId: '7', priority: 'high' },
    });
    expect(paramsOf('prompts/get', { name: 'log_progress', arguments: { taskId: {} } })).toBe(
      'arguments.taskId: send a text.',
    );
  });
});

describe('a refusal names the field', () => {
  test.each<[unknown, string]>([
    [{ jsonrpc: '1.0', id: 1, method: 'ping' }, 'jsonrpc: send "2.0"'],
    [{ id: 1, method: 'ping' }, 'jsonrpc: send "2.0"'],
    [{ jsonrpc: '2.0', id: 1.5, method: 'ping' }, 'id: send a text or a whole number'],
    [{ jsonrpc: '2.0', id: 1 }, 'method: name the method'],
    [{ jsonrpc: '2.0', id: 1, method: 'ping', params: 'x' }, 'params: send an object'],
    [7, 'it: send an object'],
  ])('%j', (json, words) => {
    expect(readMessage(json)).toMatchObject({
      refusal: { id: null, message: expect.stringContaining(words) },
    });
  });

  test.each<[object, string]>([
    [{}, 'protocolVersion: send the revision'],
    [{ protocolVersion: 7, capabilities: {}, clientInfo: {} }, 'protocolVersion:'],
    [{ protocolVersion: 'x', clientInfo: { name: 'n', version: '1' } }, 'capabilities:'],
    [{ protocolVersion: 'x', capabilities: {} }, 'clientInfo: send an object'],
    [{ protocolVersion: 'x', capabilities: {}, clientInfo: { name: 'n' } }, 'clientInfo.version:'],
  ])('initialize with %j', (params, words) => {
    expect(read('initialize', params)).toMatchObject({
      refusal: { status: 200, id: 1, code: -32602, message: expect.stringContaining(words) },
    });
  });
});

test('an answer is let through, for nobody asked', () => {
  expect(readMessage({ jsonrpc: '2.0', id: 1, result: {} })).toMatchObject({ ok: true });
  expect(readMessage({ jsonrpc: '2.0', id: 1, error: { code: 1, message: '' } })).toMatchObject({
    ok: true,
  });
});

import { describe, expect, test } from 'vitest';
import { messagesOf } from './messages.ts';

const ping = (id: number | string) => ({ jsonrpc: '2.0', id, method: 'ping' });
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'x', version: '1' },
  },
};
const probe = { jsonrpc: '2.0', id: 'server-discover-probe-1', method: 'server/discover' };
const cancelled = {
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId: 1 },
};

describe('the messages of a body', () => {
  test('server/discover is let through with what each request of its revision has', () => {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    expect(messagesOf({ ...probe, params: { _meta: meta } }, null)).toMatchObject({
      ok: true,
      messages: [{ method: 'server/discover', params: { _meta: meta } }],
    });
    expect(messagesOf(probe, null)).toMatchObject({
      refusal: {
        status: 400,
        id: probe.id,
        code: -32602,
        message: expect.stringContaining('io.modelcontextprotocol/clientCapabilities'),
      },
    });
  });

  test.each([null, '2025-03-26', '2024-11-05'])('a batch is taken in revision %s', (version) => {
    const batch = [ping(1), ping('1'), { jsonrpc: '2.0', method: 'notifications/initialized' }];
    expect(messagesOf(batch, version)).toMatchObject({
      ok: true,
      messages: batch,
      refused: [],
      isBatch: true,
    });
  });

  test('a request of a batch that can not be read is refused alone', () => {
    const nameless = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: {} };
    expect(messagesOf([ping(1), nameless], null)).toMatchObject({
      messages: [ping(1)],
      refused: [{ id: 7, code: -32602, message: 'name: name the tool.' }],
    });
  });

  test('a message that names its revision is part of no batch', () => {
    const params = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
    expect(messagesOf([ping(1), { ...ping(2), params }], null)).toMatchObject({
      refusal: { code: -32600, message: expect.stringContaining('2026-07-28') },
    });
  });

  test.each(['2025-06-18', '2025-11-25'])('a batch is refused in revision %s', (version) => {
    expect(messagesOf([ping(1)], version)).toMatchObject({ ok: false, refusal: { code: -32600 } });
  });

  test('a request that its own batch cancels is answered all the same', () => {
    expect(messagesOf([ping(1), cancelled], null)).toMatchObject({ messages: [ping(1)] });
  });

  test.each<[string, unknown]>([
    ['an empty batch', []],
    ['a batch of 101', Array.from({ length: 101 }, (_, id) => ping(id))],
    ['a batch with initialize', [initialize]],
    ['a batch with one id twice', [ping(1), ping(1)]],
    ['a batch with garbage', [ping(1), 7]],
    ['no object', 7],
    ['null', null],
    ['an object that is no message', {}],
    ['another JSON-RPC', { ...ping(1), jsonrpc: '1.0' }],
    ['an id that is none', { ...ping(1), id: {} }],
    ['a request without an id', { ...ping(1), id: undefined }],
    ['a request whose id is null', { ...ping(1), id: null }],
    ['params by position', { ...ping(1), params: [1] }],
  ])('%s is an invalid request', (_, body) => {
    expect(messagesOf(body, null)).toMatchObject({
      ok: false,
      refusal: { status: 400, id: null, code: -32600 },
    });
  });

  test('initialize says what it lacks', () => {
    expect(messagesOf(initialize, null)).toMatchObject({ ok: true });
    expect(messagesOf({ ...initialize, params: {} }, null)).toMatchObject({
      refusal: {
        status: 200,
        id: 1,
        code: -32602,
        message: expect.stringContaining('protocolVersion'),
      },
    });
  });
});

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
  test('the probe of a newer client is answered in its own words, whatever version it names', () => {
    for (const version of ['2026-07-28', '2025-11-25', null]) {
      expect(messagesOf(probe, version)).toEqual({
        ok: false,
        refusal: { status: 200, id: probe.id, code: -32601, message: 'Method not found' },
      });
    }
  });

  test.each([null, '2025-03-26', '2024-11-05'])('a batch is taken in revision %s', (version) => {
    const batch = [ping(1), ping('1'), { jsonrpc: '2.0', method: 'notifications/initialized' }];
    expect(messagesOf(batch, version)).toEqual({ ok: true, body: batch, isBatch: true });
  });

  test.each(['2025-06-18', '2025-11-25'])('a batch is refused in revision %s', (version) => {
    expect(messagesOf([ping(1)], version)).toMatchObject({ ok: false, refusal: { code: -32600 } });
  });

  test('a request that its own batch cancels is answered all the same', () => {
    expect(messagesOf([ping(1), cancelled], null)).toMatchObject({ body: [ping(1)] });
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
  ])('%s is an invalid request', (_, body) => {
    expect(messagesOf(body, null)).toMatchObject({
      ok: false,
      refusal: { status: 400, id: null, code: -32600 },
    });
  });

  test('initialize says what it lacks', () => {
    expect(messagesOf(initialize, null)).toMatchObject({ ok: true });
    expect(messagesOf({ ...initialize, params: {} }, null)).toMatchObject({
      refusal: { status: 200, id: 1, code: -32602 },
    });
  });
});

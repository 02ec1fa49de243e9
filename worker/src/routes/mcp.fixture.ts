import { expect } from 'vitest';
import { bearer, setUp } from '../testing/app.fixture.ts';

export const HEADERS = { accept: 'application/json, text/event-stream' };

export async function remote(scopes: ('ingest' | 'read' | 'admin')[]) {
  const { fake, send } = setUp();
  const key = await fake.keyOf('team', scopes);
  const post = async (body: unknown, headers: Record<string, string> = {}) =>
    await send('/mcp', {
      method: 'POST',
      headers: { ...HEADERS, ...bearer(key), ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const call = async (name: string, given: object = {}, meta: object = {}) => {
    const params = { name, arguments: given, _meta: meta };
    const response = await post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    expect(response.status).toBe(200);
    const { result } = await response.json<{ result: { isError?: boolean; content: unknown } }>();
    return { text: JSON.stringify(result.content), isError: result.isError === true, result };
  };
  return { fake, hub: fake.hub('team'), post, call };
}

import { describe, expect, test } from 'vitest';
import { adviceFor, pathOf, wantsPage } from './path.ts';

const routed = (path: string, method = 'POST'): string =>
  pathOf({ method, url: `https://monitor.example${path}` });

describe('the path of a request', () => {
  test.each([
    ['/v1/logs', '/v1/logs'],
    ['/v1/logs/', '/v1/logs'],
    ['//v1/logs', '/v1/logs'],
    ['/v1//logs//', '/v1/logs'],
    ['/v1/v1/logs', '/v1/logs'],
    ['/v1/logs/v1/logs', '/v1/logs'],
    ['/v1/traces/v1/logs', '/v1/logs'],
    ['/v1/traces/v1/traces/', '/v1/traces'],
    ['/logs', '/v1/logs'],
    ['/metrics', '/v1/metrics'],
    ['/traces/', '/v1/traces'],
    ['/v1/logs?x=/', '/v1/logs'],
    ['/v1/events/', '/v1/events'],
    ['/mcp/', '/mcp'],
    ['/', '/'],
    ['//', '/'],
  ])('%s is that of %s', (path, wanted) => {
    expect(routed(path)).toBe(wanted);
  });

  test.each(['/otlp/v1/logs', '/v1/log', '/v1/logs/x', '/v1/hooks/logs', '/api/logs', '/V1/LOGS'])(
    '%s is not guessed',
    (path) => {
      expect(routed(path)).toBe(path);
    },
  );

  test('the metrics that are read are not those that are sent', () => {
    expect(routed('/metrics', 'GET')).toBe('/metrics');
  });

  test('hostile paths take no longer than they are long', () => {
    const path = '/v1/logs'.repeat(2_000);
    expect(routed(`${path}/x`)).toBe(`${path}/x`);
  });
});

describe('advice names the right path', () => {
  test.each([
    ['/otlp/v1/logs', '/v1/logs'],
    ['/V1/TRACES', '/v1/traces'],
    ['/v1/trace', '/v1/traces'],
    ['/v1/log', '/v1/logs'],
    ['/v1/metric', '/v1/metrics'],
    ['/v1/logs%2F', '/v1/logs'],
    ['/v1%2Ftraces', '/v1/traces'],
    ['/v1/logs;x', '/v1/logs'],
    ['/%zz/logs', '/v1/logs'],
    ['/auth/authorize', 'Authorization: Bearer KEY'],
    ['/as/token', 'Authorization: Bearer KEY'],
    ['/api/metrics', '/v1/metrics'],
    ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', '/v1/traces'],
    ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', '/v1/logs'],
    ['/', '/v1/logs, /v1/metrics or /v1/traces'],
    ['/v1/nothing', '/openapi.json'],
    ['/v1/mcp', '/mcp'],
    ['/sse', '/mcp'],
    ['/messages/?session_id=1', '/mcp'],
    ['/message', '/mcp'],
    ['/messages', '/mcp'],
    ['/mcp/sse', '/mcp'],
    ['/v1/mcp/messages', '/mcp'],
    ['/jsonrpc', '/mcp'],
    ['/v1development/profiles', '/v1/logs'],
    ['/v1/profiles', 'Profiles'],
    ['/mcp/authorize', 'Authorization: Bearer KEY'],
    ['/mcp/token', 'Authorization: Bearer KEY'],
    ['/sso/authorize', 'Authorization: Bearer KEY'],
    ['/oidc/auth', 'Authorization: Bearer KEY'],
    ['/oauth-callback', 'Authorization: Bearer KEY'],
    ['/login/oauth/authorize', 'Authorization: Bearer KEY'],
    ['/register', 'Authorization: Bearer KEY'],
    ['/.well-known/oauth-protected-resource/mcp', 'Authorization: Bearer KEY'],
  ])('%s: %s', (path, named) => {
    expect(adviceFor(path)).toContain(named);
  });
});

describe('the page is for who wants it', () => {
  const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  test.each<[string, string | undefined, boolean]>([
    ['/sessions/7', BROWSER, true],
    ['/sessions/7', '*/*', true],
    ['/sessions/7', undefined, true],
    ['/sessions/7', 'application/json', false],
    ['/sessions/7', 'application/json, text/event-stream', false],
    ['/s/AbC', '*/*', true],
    ['/nowhere', BROWSER, true],
    ['/nowhere', '*/*', false],
    ['/nowhere', undefined, true],
    ...[
      '/sse',
      '/SSE',
      '/%73se',
      '/sse/x',
      '/messages',
      '/messages/7',
      '/message',
      '/mcp/sse',
      '/mcp/x',
      '/rpc',
      '/jsonrpc',
      '/streamable-http',
      '/ws',
      '/v1development/profiles',
      '/v1beta/models',
      '/logs',
      '/traces',
      '/otlp/v1/logs',
      '/api/public/otel',
      '/health',
      '/healthcheck',
      '/readyz',
      '/userinfo',
      '/device_authorization',
      '/par',
      '/connect/register',
      '/auth/authorize',
      '/auth/realms/x',
      '/as/token',
      '/callback',
      '/jwks',
      '/dcr',
      '/device/code',
      '/mcp/register',
      '/sse/token',
      '/login/oauth/access_token',
    ].flatMap((path) =>
      [BROWSER, '*/*', 'text/event-stream', 'text/html', undefined].map(
        (accept) => [path, accept, false] as [string, string | undefined, boolean],
      ),
    ),
    ['/%E0%A4%A', BROWSER, true],
    ['/sessions/sse', BROWSER, true],
    ['/settings/connect', BROWSER, true],
    ['/api/logs', undefined, false],
    ['/authorize', BROWSER, false],
    ['/mcp/.well-known/openid-configuration', BROWSER, false],
    ['/%2ewell-known/oauth-authorization-server', BROWSER, false],
    ['/.Well-Known/oauth-protected-resource/mcp', BROWSER, false],
    ['/.well-known', BROWSER, false],
    ['/tasks/well-known', BROWSER, true],
    ['/register', '*/*', false],
    ['/token', undefined, false],
    ['/oauth/authorize', BROWSER, false],
    ['/.well-known/oauth-authorization-server', BROWSER, false],
    ['/_app/immutable/x.js', BROWSER, false],
    ['/favicon.ico', BROWSER, false],
  ])('%s with Accept %s: %s', (path, accept, isPage) => {
    expect(wantsPage(path, accept)).toBe(isPage);
  });
});

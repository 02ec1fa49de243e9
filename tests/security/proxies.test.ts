import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createLinkAnswerSchema, errorBodySchema } from '@claude-monitor/protocol';
import { freePort } from '../../scripts/start/libsql/sqld.ts';
import { usageEvent } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import {
  HOST,
  startCaddy,
  startNginx,
  type Proxy,
  type ProxyOptions,
} from '../whole/monitor/proxies.ts';
import { ask, expectRefused } from '../whole/http/request.ts';

/** The running project behind real proxies that end TLS, with the lines of docs/PROXIES.md. */

let monitor: Monitor;
let browser: Browser;
let folder = '';
let publicPort = 0;
let publicUrl = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claude-monitor-proxies-'));
  publicPort = await freePort();
  publicUrl = `https://${HOST}:${String(publicPort)}`;
  monitor = await startMonitor({ env: { PUBLIC_URL: publicUrl } });
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--ignore-certificate-errors',
      `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
    ],
  });
  // Its certificate is nginx's too.
  const caddy = await start(startCaddy);
  await call({ path: '/healthz' });
  await caddy.stop();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
  expect(await monitor.stop()).toBe(0);
});

const start = (
  proxy: (options: ProxyOptions) => Promise<Proxy>,
  change?: (lines: string) => string,
): Promise<Proxy> => {
  const port = Number(new URL(monitor.url).port);
  return proxy({ publicPort, port, folder, ...(change === undefined ? {} : { change }) });
};

/** A request through the proxy, as a program makes it. */
async function call(wanted: {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}): Promise<{ status: number; json: unknown; headers: NodeJS.Dict<string | string[]> }> {
  const { method = 'GET', path, headers = {}, body } = wanted;
  return await new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: publicPort,
        servername: HOST,
        // The proxy's own authority, which nobody but this test knows.
        rejectUnauthorized: false,
        method,
        path,
        agent: false,
        headers: { host: `${HOST}:${String(publicPort)}`, ...headers },
      },
      (response) => {
        text(response).then((body) => {
          const json: unknown = body.startsWith('{') ? JSON.parse(body) : null;
          resolve({ status: response.statusCode ?? 0, json, headers: response.headers });
        }, reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const bearer = (key: string) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/json',
});

const SET_UPS: [string, (options: ProxyOptions) => Promise<Proxy>, (lines: string) => string][] = [
  ['Caddy, which keeps the Host', startCaddy, (lines) => lines],
  [
    'Caddy that writes its own Host',
    startCaddy,
    (lines) =>
      lines.replace(
        'reverse_proxy 127.0.0.1:8787',
        'reverse_proxy 127.0.0.1:8787 {\n    header_up Host {upstream_hostport}\n  }',
      ),
  ],
  ['nginx, which writes its own Host', startNginx, (lines) => lines],
  [
    'nginx that keeps the Host',
    startNginx,
    (lines) => lines.replace('proxy_pass', 'proxy_set_header Host $host;\n    proxy_pass'),
  ],
  [
    'nginx that keeps the Host and forwards all it knows',
    startNginx,
    (lines) =>
      lines.replace(
        'proxy_pass',
        [
          'proxy_set_header Host $http_host;',
          'proxy_set_header X-Real-IP $remote_addr;',
          'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
          'proxy_set_header X-Forwarded-Proto $scheme;',
          'proxy_set_header X-Forwarded-Host $http_host;',
          'proxy_pass',
        ].join('\n    '),
      ),
  ],
];

describe.each(SET_UPS)('%s', (name, proxy, change) => {
  let running: Proxy;

  beforeAll(async () => {
    running = await start(proxy, change);
  });
  afterAll(async () => {
    await running.stop();
  });

  test('a browser logs in, stays in, and watches live', async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.goto(`${publicUrl}/#key=${monitor.readKey}`);
    await page.locator('[data-connection=live]').waitFor();
    expect(sockets.at(-1)).toContain(`wss://${HOST}:${String(publicPort)}/v1/live`);
    const cookies = await context.cookies();
    expect(cookies).toMatchObject([
      { name: '__Host-cm_session', secure: true, httpOnly: true, sameSite: 'Strict', path: '/' },
    ]);

    const agentName = `seen through ${name}`;
    const answer = await call({
      method: 'POST',
      path: '/v1/events',
      headers: bearer(monitor.ingestKey),
      body: JSON.stringify({ events: [{ ...usageEvent(agentName), agentName }] }),
    });
    expect(answer.status).toBe(202);
    await page.getByTestId('session-row').filter({ hasText: agentName }).waitFor();

    await page.reload();
    await page.locator('[data-connection=live]').waitFor();
    await page.getByTestId('session-row').filter({ hasText: agentName }).waitFor();
  });

  test('a link that is made there leads there, and opens', async () => {
    const made = await call({
      method: 'POST',
      path: '/v1/links',
      headers: { ...bearer(monitor.adminKey), origin: publicUrl },
      body: '{}',
    });
    const { url } = createLinkAnswerSchema.parse(made.json);
    expect(url.startsWith(`${publicUrl}/s#`)).toBe(true);
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('[data-connection=live]').waitFor();
    const [cookie] = await context.cookies(page.url());
    expect(cookie).toMatchObject({
      secure: true,
      name: expect.stringMatching(/^__Secure-cm_link_/),
    });
  });

  test('a page of another origin is refused, in words that name the setting', async () => {
    for (const origin of ['https://evil.example', `http://${HOST}:${String(publicPort)}`, 'null']) {
      const answer = await call({
        method: 'POST',
        path: '/v1/login',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ key: monitor.readKey }),
      });
      expect(answer.status).toBe(403);
      const { error } = errorBodySchema.parse(answer.json);
      expect(error).toMatchObject({
        code: 'bad_origin',
        message: expect.stringContaining('PUBLIC_URL'),
      });
    }
  });

  test('several MB of telemetry pass, and MCP', async () => {
    const padding = { key: 'padding', value: { stringValue: 'x'.repeat(5_000_000) } };
    const body = JSON.stringify({ resourceLogs: [{ resource: { attributes: [padding] } }] });
    const headers = bearer(monitor.ingestKey);
    expect(await call({ method: 'POST', path: '/v1/logs', headers, body })).toMatchObject({
      status: 200,
    });
    const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
    expect(await call({ method: 'POST', path: '/mcp', headers, body: ping })).toMatchObject({
      status: 200,
      json: { id: 1, result: {} },
    });
  });

  test('answers tell browsers to stay with https', async () => {
    const { headers } = await call({ path: '/healthz' });
    expect(headers['strict-transport-security']).toContain('max-age');
  });
});

describe('without a proxy', () => {
  const local = (): string => new URL(monitor.url).host;

  test('the monitor is there as before, at each address of this machine', async () => {
    const { port } = new URL(monitor.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      const answer = await fetch(`http://${host}/v1/status`, { headers: bearer(monitor.readKey) });
      expect([host, answer.status]).toEqual([host, 200]);
    }
    expect(monitor.output()).not.toContain('localhost');
    expect(monitor.output()).toContain(`From elsewhere ${publicUrl}/#key=`);
  });

  test('a browser logs in at this machine too', async () => {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(monitor.dashboardUrl);
    await page.locator('[data-connection=live]').waitFor();
    await page.reload();
    await page.locator('[data-connection=live]').waitFor();
  });

  test('as Tailscale asks: its Host, and headers of whose request it is', async () => {
    const headers = {
      ...bearer(monitor.readKey),
      host: HOST,
      origin: publicUrl,
      'x-forwarded-for': '100.64.0.1',
      'x-forwarded-host': HOST,
      'x-forwarded-proto': 'https',
      'tailscale-user-login': 'ada@example.com',
    };
    expect(await ask(monitor, { path: '/v1/status', headers })).toMatchObject({ status: 200 });
  });

  test.each<[string, Record<string, string>]>([
    ['another host', { host: 'rebound.example' }],
    ['another host that a header hides', { host: 'rebound.example', 'x-forwarded-host': HOST }],
    ['one that says https by itself', { host: 'rebound.example', 'x-forwarded-proto': 'https' }],
  ])('[SHR6] %s is refused', async (_, headers) => {
    const answer = await ask(monitor, { path: '/v1/status', headers });
    expectRefused(answer, { status: 403, code: 'bad_host' });
    expect(answer.text).toContain('PUBLIC_URL');
  });

  test("[SHR6] the local runtime's own header does not put another address in the place of the Host", async () => {
    const headers = {
      host: 'rebound.example',
      'mf-original-url': `${monitor.url}/v1/status`,
      ...bearer(monitor.readKey),
    };
    const answer = await ask(monitor, { path: '/v1/status', headers });
    expectRefused(answer, { status: 403, code: 'bad_host' });
  });

  test('[SHR6] X-Forwarded-* makes no origin ours', async () => {
    for (const origin of [`https://${local()}`, 'https://evil.example']) {
      const headers = {
        ...bearer(monitor.readKey),
        origin,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': new URL(origin).host,
        forwarded: `proto=https;host=${new URL(origin).host}`,
      };
      const answer = await ask(monitor, { path: '/v1/status', headers });
      expectRefused(answer, { status: 403, code: 'bad_origin' });
      expect(answer.text).toContain('PUBLIC_URL');
    }
  });
});

test('without the setting a proxy gets 403, in words that name it, and X-Forwarded-Proto changes no cookie', async () => {
  const plain = await startMonitor();
  onTestFinished(async () => {
    expect(await plain.stop()).toBe(0);
  });
  const login = (headers: Record<string, string>) =>
    ask(plain, {
      method: 'POST',
      path: '/v1/login',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ key: plain.readKey }),
    });
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': HOST };
  for (const [headers, code] of [
    [{ host: HOST, origin: `https://${HOST}` }, 'bad_host'],
    [{ host: HOST, origin: `https://${HOST}`, ...forwarded }, 'bad_host'],
    [{ origin: `https://${HOST}`, ...forwarded }, 'bad_origin'],
  ] as const) {
    const answer = await login(headers);
    expectRefused(answer, { status: 403, code });
    expect(answer.text).toContain('PUBLIC_URL');
  }
  const answer = await login({ origin: plain.url, ...forwarded });
  expect(answer.status).toBe(200);
  expect(answer.header('set-cookie')).toMatch(/^cm_session=[^;]+;(?!.*Secure)/);
});

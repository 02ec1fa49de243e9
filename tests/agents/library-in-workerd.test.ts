import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { build } from 'esbuild';
import { buildClient } from '../../mcp-proxy/build.ts';
import { startReceiver } from '../../mcp-proxy/src/testing/receiver.fixture.ts';

/** A Worker that logs one client for all its requests (`/shared`), or one a request. */
const WORKER = `
import Bridge, { MonitorClient } from 'claude-monitor';
const shared = new MonitorClient({ onError: () => undefined, device: 'worker' });
const bridge = new Bridge({ monitor: shared });
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    const sessionId = searchParams.get('session');
    if (pathname === '/shared') {
      await bridge.onTaskAssigned({ id: 't', sessionId });
      return Response.json(await shared.flush({ timeoutMs: 3000 }));
    }
    const monitor = new MonitorClient({
      env,
      onError: () => undefined,
      waitUntil: (work) => ctx.waitUntil(work),
    });
    const receipt = await monitor.logSessionStart({ sessionId, agentName: 'worker' });
    return Response.json(receipt);
  },
};
`;

const folder = mkdtempSync(join(tmpdir(), 'claude-monitor-workerd-'));
let bundle = '';

beforeAll(async () => {
  const { tarball } = await buildClient(folder);
  execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', tarball]);
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: folder },
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    write: false,
  });
  bundle = outputFiles.map(({ text }) => text).join('');
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function startWorker(url: string, flags: string[]): Promise<Miniflare> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.ERROR),
      workers: [
        {
          name: 'agent',
          compatibilityDate: '2026-08-01',
          compatibilityFlags: flags,
          modules: [{ type: 'ESModule', path: 'worker.js', contents: bundle }],
          bindings: { CLAUDE_MONITOR_URL: url, CLAUDE_MONITOR_KEY: 'worker-key', OTHER: { a: 1 } },
        },
      ],
    }),
  );
  onTestFinished(() => miniflare.dispose());
  return miniflare;
}

const ask = async (worker: Miniflare, path: string): Promise<unknown> =>
  (await worker.dispatchFetch(`http://agent${path}`)).json();

describe('the library in workerd', { timeout: 60_000 }, () => {
  test('imports nothing of Node', () => {
    expect(bundle).not.toMatch(/\b(?:from|import\(|require\()\s*["']node:/);
    expect(bundle).not.toMatch(/^import\b/m);
  });

  test('without nodejs_compat: a client of one request sends after the response', async () => {
    const receiver = await startReceiver();
    const worker = await startWorker(receiver.url, ['no_nodejs_compat_v2']);
    const receipt = await ask(worker, '/?session=s1');
    expect(receipt).toMatchObject({ ok: true, keptIn: 'memory' });
    await receiver.until(() => receiver.events.length === 1);
    expect(receiver.events[0]).toMatchObject({
      type: 'session.start',
      sessionId: 's1',
      source: 'sdk',
    });
    expect(receiver.batches[0]?.authorization).toBe('Bearer worker-key');
  });

  test('one client for all requests: each flushes for itself, none hangs on another', async () => {
    const receiver = await startReceiver();
    const worker = await startWorker(receiver.url, ['nodejs_compat']);
    const sessions = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(sessions.map((id) => ask(worker, `/shared?session=${id}`)));
    for (const answer of answers) expect(answer).toMatchObject({ lost: 0, keptIn: 'memory' });
    await receiver.until(() => receiver.events.length >= sessions.length);
    expect(new Set(receiver.events.map((event) => event['sessionId'])).size).toBe(sessions.length);
    expect(await ask(worker, '/shared?session=last')).toMatchObject({ isDelivered: true });
  });

  test('an outage loses nothing that memory holds', async () => {
    const receiver = await startReceiver(500);
    const worker = await startWorker(receiver.url, ['nodejs_compat']);
    await ask(worker, '/shared?session=a');
    receiver.answerWith('accept');
    expect(await ask(worker, '/shared?session=b')).toMatchObject({ isDelivered: true, waiting: 0 });
    expect(receiver.events.map((event) => event['sessionId'])).toEqual(['a', 'b']);
  });
});

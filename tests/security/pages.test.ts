import { once } from 'node:events';
import { globSync } from 'node:fs';
import { IncomingMessage, request } from 'node:http';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestAnswerSchema } from '@claude-monitor/protocol';
import { apiOf, eventually } from '../whole/http/api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { hostileEvents, SHOWN_AS_TEXT } from '../whole/browser/hostile.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask } from '../whole/http/request.ts';

/** What the dashboard's pages let happen, in a real browser, with hostile names in all that is shown. */
const ROUTES = join(import.meta.dirname, '../../web/src/routes');

/** What stands on a page when it has drawn what it is for. */
const SHOWS: Readonly<Record<string, string>> = {
  '/tasks': '.svelte-flow__node',
  '/agents': '.svelte-flow__node',
};

let monitor: Monitor;
let browser: Browser;
let context: BrowserContext;
let session: string;
let task: string;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  const answer = await ask(monitor, {
    method: 'POST',
    path: '/v1/events',
    headers: { authorization: `Bearer ${monitor.ingestKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events: hostileEvents(Date.now()) }),
  });
  const { results } = ingestAnswerSchema.parse(answer.json);
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  const { items } = await eventually(
    apiOf(monitor).sessions,
    ({ items, fresh }) => fresh && items.length > 0,
  );
  session = items[0]?.id ?? '';
  task = (await apiOf(monitor).tasks()).items[0]?.id ?? '';

  browser = await openBrowser();
  context = await browser.newContext();
  await context.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      window.violations.push(`${event.effectiveDirective}: ${event.blockedURI}`);
    });
  });
  const page = await opened('/');
  await page.goto(new URL(`/#key=${monitor.adminKey}`, monitor.url).href);
  await page
    .getByText(SHOWN_AS_TEXT[0] ?? '')
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.close();
  faults.length = 0;
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

/** A page at this path; what the browser calls an error is kept. */
async function opened(path: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${path}: ${error.message}`));
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => faults.push(`${path}: a dialog`)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${path}: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(monitor.url) && !request.url().startsWith('data:')) {
      faults.push(`${path}: asked ${request.url()}`);
    }
  });
  await page.goto(new URL(path, monitor.url).href);
  return page;
}

/** Every page that the dashboard has; of one thing, that of the first session or task. */
const paths = (): string[] =>
  globSync('**/+page.svelte', { cwd: ROUTES })
    .map((file) =>
      `/${dirname(file)}`
        .replace(/^\/\.$/, '/')
        .replace(/^\/tasks\/\[\w+\]/, `/tasks/${task}`)
        .replace(/^\/reports\/\[\w+\]/, '/reports/2026-11-16')
        .replace(/\[\w+\]/g, session),
    )
    .sort();

declare global {
  interface Window {
    violations: string[];
    wasRun?: number;
  }
}

describe('every page of the dashboard, with hostile names', () => {
  test('shows them as text: nothing of them runs, and the policy has nothing to forbid', async () => {
    expect(paths()).toContain('/');
    expect(paths().length).toBeGreaterThan(4);
    for (const path of paths()) {
      const page = await opened(path);
      await page
        .getByText(/^Live\b/)
        .first()
        .waitFor();
      await page
        .locator(SHOWS[path] ?? 'main')
        .first()
        .waitFor();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      const found = await page.evaluate(() => ({
        violations: window.violations,
        wasRun: window.wasRun ?? 0,
        elements: [
          ...document.querySelectorAll('img[src="x"], body script[src], svg[onload], [onerror]'),
        ].map((element) => element.outerHTML),
        addresses: [...document.querySelectorAll('a[href], form[action], iframe[src]')]
          .map((element) => element.getAttribute('href') ?? element.getAttribute('action') ?? '')
          .filter((address) => /^\W*(javascript|data|vbscript):/i.test(address)),
      }));
      expect({ path, ...found }).toEqual({
        path,
        violations: [],
        wasRun: 0,
        elements: [],
        addresses: [],
      });
      await page.close();
    }
    expect(faults).toEqual([]);
  });

  test('shows them as they were written', async () => {
    for (const path of ['/', '/agents']) {
      const page = await opened(path);
      for (const text of SHOWN_AS_TEXT) {
        await page.getByText(text).filter({ visible: true }).first().waitFor();
      }
      await page.close();
    }
  });

  test('a mark that turns the writing turns its own name and not what stands behind it', async () => {
    const page = await opened('/');
    const name = page.getByText('ff6').first();
    await name.waitFor();
    expect(await name.evaluate((element) => getComputedStyle(element).unicodeBidi)).toBe('isolate');
    await page.close();
  });
});

describe('the policy of the pages', () => {
  test('runs no script that somebody put into the page, in whatever way', async () => {
    const page = await opened('/');
    await page.locator('main').first().waitFor();
    const kept = faults.length;
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = 1';
      document.body.append(script);
      const foreign = document.createElement('script');
      foreign.src = 'https://evil.example/x.js';
      document.body.append(foreign);
      const data = document.createElement('script');
      data.src = 'data:text/javascript,window.wasRun=1';
      document.body.append(data);
      const box = document.createElement('div');
      box.innerHTML =
        '<img src="x:" onerror="window.wasRun = 1"><a href="javascript:window.wasRun=1">x</a>';
      document.body.append(box);
      box.querySelector('a')?.click();
      const frame = document.createElement('iframe');
      frame.srcdoc = '<script>parent.wasRun = 1</script>';
      document.body.append(frame);
      const style = document.createElement('style');
      style.textContent = 'body { background: url(https://evil.example/x) }';
      document.body.append(style);
      void fetch('https://evil.example/').catch(() => undefined);
    });
    await expect
      .poll(() => page.evaluate(() => [...new Set(window.violations)].sort()))
      .toEqual([
        'connect-src: https://evil.example/',
        'img-src: x',
        'script-src-attr: inline',
        'script-src-elem: data',
        'script-src-elem: https://evil.example/x.js',
        'script-src-elem: inline',
        'style-src-elem: inline',
      ]);
    expect(await page.evaluate(() => window.wasRun ?? 0)).toBe(0);
    faults.length = kept;
    await page.close();
  });

  test('compiles no text', async () => {
    const page = await opened('/');
    const compile = (): Promise<string> =>
      new Promise((resolve) => {
        // In a turn of its own: while the debugger evaluates, the policy does not hold.
        setTimeout(() => {
          try {
            Reflect.construct(Function, ['return 1']);
            resolve('compiled');
          } catch (error) {
            resolve(error instanceof Error ? error.name : 'something else');
          }
        });
      });
    const outcome = await page.evaluate(compile);
    expect(outcome).toBe('EvalError');
    await page.close();
  });

  test('lets nobody put a page into a frame', async () => {
    const page = await opened('/');
    await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = '/tasks';
      const loaded = new Promise((resolve) => (frame.onload = resolve));
      document.body.append(frame);
      await loaded;
    });
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(framed?.url()).toBe('chrome-error://chromewebdata/');
    await page.close();
  });
});

describe('the headers of files and pages', () => {
  const COMMON = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': /camera=\(\)/,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };

  async function headersOf(path: string) {
    const answer = await ask(monitor, { path });
    return {
      ...answer,
      expectCommon: () => {
        for (const [name, value] of Object.entries(COMMON))
          expect(answer.header(name)).toMatch(value);
        expect(answer.header('access-control-allow-origin')).toBe('');
      },
    };
  }

  test.each(['/', '/sessions/x', '/settings/keys', '/no/such/page'])(
    '%s is the page, with its policy, asked for again each time',
    async (path) => {
      const page = await headersOf(path);
      page.expectCommon();
      expect(page.status).toBe(200);
      expect(page.header('cache-control')).toMatch(/must-revalidate|no-store/);
      const policy = page.header('content-security-policy');
      expect(policy).toMatch(
        /^default-src 'self'; .*script-src 'self' 'sha256-.+'; .*frame-ancestors 'none'$/,
      );
      expect(policy).not.toMatch(/unsafe-(inline|eval)/);
      const meta = /<meta http-equiv="content-security-policy" content="([^"]+)"/.exec(
        page.text,
      )?.[1];
      expect(policy).toBe(`${meta ?? ''}; frame-ancestors 'none'`);
    },
  );

  test('a file named for its contents is kept for good; one that is gone is missing', async () => {
    const { text } = await headersOf('/');
    const [script = ''] = /\/_app\/immutable\/entry\/[\w.-]+\.js/.exec(text) ?? [];
    const file = await headersOf(script);
    file.expectCommon();
    expect([file.status, file.header('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    const gone = await headersOf('/_app/immutable/entry/start.gone.js');
    gone.expectCommon();
    expect([gone.status, gone.header('cache-control')]).toEqual([404, 'no-store']);
  });

  test.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/_app/../../../package.json',
    '/..%5c..%5cpackage.json',
    '//evil.example/%2e%2e',
    '//evil.example/..%2findex.html',
    '/%5cevil.example/..%2f',
    '/_app/immutable/%00',
  ])('%s leads to no file outside, and to no other host', async (path) => {
    const { status, location, text } = await askAsWritten(path);
    expect(text).not.toMatch(/claude-monitor-repository|root:/);
    expect([200, 307, 400, 404]).toContain(status);
    expect(location).toMatch(/^$|^\/(?![/\\])/);
  });
});

/** A GET of a path that no parser has tidied up. */
async function askAsWritten(
  path: string,
): Promise<{ status: number; location: string; text: string }> {
  const sent = request(monitor.url, { path, agent: false });
  sent.end();
  const [response] = await once(sent, 'response');
  if (!(response instanceof IncomingMessage)) throw new Error('no answer');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode ?? 0, location: response.headers.location ?? '', text };
}

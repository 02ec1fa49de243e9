import { describe, expect, test } from 'vitest';
import { bundleSizeOf } from './bundle-size.ts';
import { browserPaths, rootPrefix } from './chromium.ts';
import { programPaths } from './proxies.ts';
import { verdictOf } from './results.ts';

describe('the verdict on a test run', () => {
  const good = {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numFailedTestSuites: 0,
    hasFailed: false,
  };

  test('is good when all passed', () => {
    expect(verdictOf([good, good])).toEqual({ line: '6 passed, 0 failed', fault: null });
  });

  test.each([
    ['a failed test', { numFailedTests: 1 }, 'tests failed'],
    ['a file that does not load', { numFailedTestSuites: 1 }, 'tests failed'],
    ['a skipped test', { numPendingTests: 1 }, '1 tests were skipped, and none may be'],
    ['no test at all', { numPassedTests: 0 }, 'no test ran'],
    ['an error outside of tests', { hasFailed: true }, 'errors outside of tests'],
  ])('is bad for %s', (_, counts, fault) => {
    expect(verdictOf([good, { ...good, ...counts }, good]).fault).toBe(fault);
  });
});

describe('the size of the Worker', () => {
  const print = (gzip: string) => `Read 1 file\nTotal Upload: 1400.10 KiB / gzip: ${gzip} KiB\n`;

  test('is read from what wrangler prints', () => {
    expect(bundleSizeOf(print('210.50'))).toEqual({ kib: 1400.1, gzipKib: 210.5 });
  });

  test('is bounded', () => {
    expect(() => bundleSizeOf(print('520.01'))).toThrow('more than 520');
  });

  test('has to be printed', () => {
    expect(() => bundleSizeOf('all well')).toThrow('no size');
  });
});

describe('the browser', () => {
  test('that the environment names is the only one tried', () => {
    expect(browserPaths({ CHROMIUM_PATH: '/opt/chrome', PATH: '/bin' })).toEqual(['/opt/chrome']);
  });

  test('is looked for by every name in every folder of PATH', () => {
    const places = browserPaths({ PATH: '/usr/bin:/opt/bin' });
    expect(places).toContain('/usr/bin/chromium');
    expect(places).toContain('/opt/bin/google-chrome');
  });

  test('is installed by root, or by sudo where it asks for no password', () => {
    expect(rootPrefix(0)).toEqual([]);
    expect(rootPrefix(1000)).toEqual(['sudo', '-n']);
  });
});

describe('the proxies', () => {
  test('that the environment names are the only ones tried', () => {
    expect(programPaths('nginx', { NGINX_PATH: '/opt/nginx', PATH: '/bin' })).toEqual([
      '/opt/nginx',
    ]);
  });

  test('are looked for in PATH, where Debian puts servers, and among what was fetched', () => {
    const places = programPaths('nginx', { PATH: '/usr/bin:/opt/bin' });
    expect(places.slice(0, 3)).toEqual(['/usr/bin/nginx', '/opt/bin/nginx', '/usr/sbin/nginx']);
    expect(places.at(-2)).toMatch(/tests\/\.work\/proxies\/usr\/sbin\/nginx$/);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acceptedSchema, assessAdvisories, parseAudit, type Advisory } from './advisories.ts';
import { licenceFaults } from './licences.ts';
import { lockSchema, shippedPackages } from './shipped.ts';

const lockOf = (packages: Record<string, object>) => lockSchema.parse({ packages });
const pathsOf = (packages: Record<string, object>): string[] =>
  shippedPackages(lockOf(packages)).map(({ path }) => path);

describe('what is shipped', () => {
  test('is what the Worker needs, and what that needs, through our own rooms', () => {
    const packages = {
      worker: { dependencies: { ours: '1', served: '1' }, devDependencies: { types: '1' } },
      'node_modules/ours': { link: true, resolved: 'ours' },
      ours: { dependencies: { deep: '1' }, devDependencies: { tool: '1' } },
      'node_modules/served': {},
      'node_modules/deep': { dependencies: { deeper: '1' } },
      'node_modules/deeper': { dependencies: { deep: '1' } },
      'node_modules/types': {},
      'node_modules/tool': {},
    };
    expect(pathsOf(packages)).toEqual([
      'node_modules/deep',
      'node_modules/deeper',
      'node_modules/served',
    ]);
  });

  test('is also what is bundled without being a dependency, but for the tools that bundle it', () => {
    const packages = {
      web: { devDependencies: { svelte: '1', vite: '1' } },
      'mcp-proxy': { devDependencies: { sdk: '1' } },
      'node_modules/svelte': {},
      'node_modules/vite': { dependencies: { rolldown: '1' } },
      'node_modules/rolldown': {},
      'node_modules/sdk': {},
    };
    expect(pathsOf(packages)).toEqual(['node_modules/sdk', 'node_modules/svelte']);
  });

  test('is found as Node finds it: the nearest copy', () => {
    const packages = {
      worker: { dependencies: { a: '1', b: '1' } },
      'node_modules/a': { dependencies: { b: '2' } },
      'node_modules/a/node_modules/b': {},
      'worker/node_modules/b': {},
      'node_modules/b': {},
    };
    expect(pathsOf(packages)).toEqual([
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'worker/node_modules/b',
    ]);
  });

  test('is read from the real lock file, with a licence each', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8');
    const shipped = shippedPackages(lockSchema.parse(JSON.parse(text)));
    const names = shipped.map(({ name }) => name);
    for (const name of ['hono', 'zod', 'drizzle-orm', 'svelte', '@xyflow/svelte', 'layerchart']) {
      expect(names).toContain(name);
    }
    for (const name of ['vitest', 'wrangler', 'vite', 'playwright-core']) {
      expect(names).not.toContain(name);
    }
    expect(licenceFaults(shipped)).toEqual([]);
  });
});

describe('licences', () => {
  const faultsOf = (licence: string) =>
    licenceFaults([{ path: 'node_modules/x', name: 'x', version: '1.0.0', licence }]);

  test.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'])(
    '%s may be',
    (licence) => {
      expect(faultsOf(licence)).toEqual([]);
    },
  );

  test.each(['GPL-3.0-only', 'Apache-2.0 AND LGPL-3.0-or-later', 'SEE LICENSE IN x', 'MIT*'])(
    '%s may not',
    (licence) => {
      expect(faultsOf(licence)).toEqual([`x 1.0.0: the licence ${licence}`]);
    },
  );

  test('none is none', () => {
    expect(faultsOf('')).toEqual(['x 1.0.0: no licence']);
  });
});

describe('the answer of npm audit', () => {
  const via = (severity: string) => ({
    source: 1,
    name: 'cookie',
    dependency: 'cookie',
    title: 'It breaks',
    url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
    severity,
    range: '<1.0.0',
  });
  const answer = (vulnerabilities: object): string =>
    JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: {} });

  test('is its grave advisories, each once', () => {
    const nodes = ['node_modules/cookie'];
    const output = answer({
      cookie: { via: [via('high'), via('moderate')], nodes },
      kit: { via: ['cookie'], nodes: ['node_modules/kit'] },
    });
    expect(parseAudit(output)).toMatchObject({
      isAnswered: true,
      advisories: [{ id: 'GHSA-aaaa-bbbb-cccc', package: 'cookie', paths: nodes }],
    });
    expect(parseAudit(answer({}))).toEqual({ isAnswered: true, advisories: [] });
  });

  test.each([
    ['{"message":"405 Method Not Allowed","error":{}}', '405 Method Not Allowed'],
    ['', 'npm audit gave no report'],
    ['<html>', 'npm audit gave no report'],
    ['{"vulnerabilities":7}', 'npm audit gave no report'],
  ])('is none, and never a clean bill: %s', (output, why) => {
    expect(parseAudit(output)).toEqual({ isAnswered: false, why });
  });
});

describe('the verdict on advisories', () => {
  const advisory: Advisory = {
    id: 'GHSA-aaaa-bbbb-cccc',
    package: 'cookie',
    title: 'It breaks',
    severity: 'high',
    range: '<1.0.0',
    paths: ['node_modules/cookie'],
  };
  const reason = 'no cookie of a stranger is parsed here';
  const entry = { package: 'cookie', advisory: advisory.id, reason, until: '2030-01-31' };
  const assess = (changes: Partial<Parameters<typeof assessAdvisories>[0]>) =>
    assessAdvisories({
      advisories: [advisory],
      shipped: new Set(['node_modules/cookie']),
      accepted: [],
      today: '2030-01-31',
      ...changes,
    });

  test('a new one of what is shipped stops the check', () => {
    expect(assess({}).faults).toEqual(['cookie <1.0.0: high, It breaks (GHSA-aaaa-bbbb-cccc)']);
  });

  test('one of a build tool is only said', () => {
    expect(assess({ shipped: new Set() })).toMatchObject({
      faults: [],
      notes: [expect.stringMatching(/^a build tool/)],
    });
  });

  test('an accepted one is said until its day, and stops the check after', () => {
    const accepted = [entry];
    expect(assess({ accepted })).toMatchObject({
      faults: [],
      notes: [expect.stringMatching(/^accepted until/)],
    });
    const later = assess({ accepted, today: '2030-02-01' });
    expect(later.faults).toEqual([expect.stringMatching(/only until 2030-01-31$/)]);
  });

  test('an entry for another package or advisory accepts nothing, and is said to be needless', () => {
    for (const other of [{ package: 'cookies' }, { advisory: 'GHSA-x' }]) {
      const { faults, notes } = assess({ accepted: [{ ...entry, ...other }] });
      expect(faults).toHaveLength(1);
      expect(notes).toEqual([expect.stringMatching(/^no longer needed/)]);
    }
  });

  test('the committed list is dated and says why', () => {
    const text = readFileSync(join(import.meta.dirname, 'accepted.json'), 'utf8');
    expect(acceptedSchema.safeParse(JSON.parse(text)).success).toBe(true);
    expect(acceptedSchema.safeParse([{ ...entry, reason: 'ok' }]).success).toBe(false);
    expect(acceptedSchema.safeParse([{ ...entry, until: 'soon' }]).success).toBe(false);
  });
});

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/** `npm pack` in the client's folder, as somebody does it who has just cloned the repository. */

const ROOT = join(import.meta.dirname, '../..');

const IS_INSTALLED = `
  import { isInstalled } from './scripts/bootstrap/install.mjs';
  if (!isInstalled(process.cwd())) throw new Error('run npm ci first');`;

const NEEDED = [
  '.npmrc',
  'LICENSE',
  'mcp-proxy',
  'package-lock.json',
  'package.json',
  'protocol',
  'scripts',
  'receivers',
  'tsconfig.base.json',
];
const BUILT: ReadonlySet<string> = new Set(['dist', 'node_modules', 'fixtures']);

let folder = '';
let clone = '';

/** What is in a commit, and the packages, but nothing that was ever built. */
beforeAll(() => {
  // Else the packages, which are shared with the clone, would be installed again.
  execFileSync(process.execPath, ['--input-type=module', '-e', IS_INSTALLED], { cwd: ROOT });
  folder = mkdtempSync(join(tmpdir(), 'claude-monitor-pack-'));
  clone = join(folder, 'clone');
  mkdirSync(clone);
  for (const name of NEEDED) {
    cpSync(join(ROOT, name), join(clone, name), {
      recursive: true,
      filter: (path) => !BUILT.has(basename(path)),
    });
  }
  // By its age the packages are known to be those of the lock file. A copied time is rounded, maybe up, and then `npm ci`
  // would empty the folder that is shared with the repository.
  utimesSync(join(clone, 'package-lock.json'), 0, 0);
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** As from a shell: what started these tests hands on the settings of the repository. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)),
);

const npm = (args: string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const packedSchema = z.tuple([z.looseObject({ files: z.array(z.object({ path: z.string() })) })]);

describe('npm pack in mcp-proxy', () => {
  test('makes a package with all that it names, and runs', () => {
    npm(['pack', '--pack-destination', folder], join(clone, 'mcp-proxy'));
    const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    const listed = execFileSync('tar', ['tzf', join(folder, tarball ?? '')], { encoding: 'utf8' });
    const files = listed.trim().split('\n');
    for (const name of [
      'dist/index.js',
      'dist/sdk.js',
      'dist/sdk-memory.js',
      'LICENSE',
      'README.md',
    ]) {
      expect(files).toContain(`package/${name}`);
    }
    expect(files.filter((name) => /\.tgz$|\/src\/|\.test\./.test(name))).toEqual([]);

    const home = join(folder, 'home');
    mkdirSync(home);
    npm(
      ['install', '--prefix', home, '--offline', '--no-audit', join(folder, tarball ?? '')],
      home,
    );
    const bin = join(home, 'node_modules/.bin/claude-monitor');
    expect(execFileSync(bin, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
    const library = `import('claude-monitor').then((all) => console.log(typeof all.MonitorClient))`;
    const output = execFileSync(process.execPath, ['-e', library], { cwd: home, encoding: 'utf8' });
    expect(output).toBe('function\n');
  });

  test('can be asked what it would pack', () => {
    const output = npm(['pack', '--dry-run', '--json'], join(clone, 'mcp-proxy'));
    const [{ files }] = packedSchema.parse(JSON.parse(output.slice(output.indexOf('['))));
    expect(files.map(({ path }) => path)).toContain('dist/index.js');
  });
});

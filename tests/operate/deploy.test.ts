import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startCloudflare, TOKEN } from '../../scripts/deploy/cloudflare/cloudflare.fixture.ts';
import { startLibsql } from '../../scripts/deploy/database/database.fixture.ts';
import { parseEnvironment } from '../../scripts/deploy/environment.ts';
import { KeptFile } from '../../scripts/deploy/kept.ts';
import { main } from '../../scripts/deploy/main.ts';
import { parseOptions, type Options } from '../../scripts/deploy/plan/options.ts';
import { startTurso, TURSO_TOKEN } from '../../scripts/deploy/database/turso.fixture.ts';
import { Wrangler } from '../../scripts/deploy/cloudflare/wrangler.ts';
import { smokeTest } from '../../scripts/smoke/run.ts';
import { readJournal } from '../../scripts/start/libsql/migration.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { openWorkspace } from '../whole/monitor/workspace.ts';

/**
 * `npm run deploy` and `npm run smoke` with the real wrangler, a real libSQL server and the running
 * project. Cloudflare and Turso are fakes: what they are sent is checked here, that they run it is not.
 */
const ROOT = join(import.meta.dirname, '../..');
const SECRETS_THAT_NOBODY_SEES = [TOKEN, TURSO_TOKEN, 'a-database-token'];

let monitor: Monitor;
let folder = '';
let cloudflare: Awaited<ReturnType<typeof startCloudflare>>;
let libsql: Awaited<ReturnType<typeof startLibsql>>;
let deploySecret = '';

beforeAll(async () => {
  monitor = await startMonitor();
  deploySecret = readFileSync(join(monitor.dataFolder, 'deploy-secret'), 'utf8').trim();
  libsql = await startLibsql();
});
afterAll(async () => {
  await monitor.stop();
  await libsql.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  cloudflare = await startCloudflare();
  return () => {
    cloudflare.close();
    rmSync(folder, { recursive: true });
  };
});

/** Runs a deploy whose Worker is the running monitor; all that it printed. */
async function deploy(args: string[], env: Record<string, string> = {}): Promise<string> {
  const given: Record<string, string> = {
    CLOUDFLARE_API_BASE_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLAUDE_MONITOR_DEPLOY_FOLDER: folder,
    CLAUDE_MONITOR_DEPLOY_SECRET: deploySecret,
    TURSO_DATABASE_URL: libsql.url,
    TURSO_AUTH_TOKEN: 'a-database-token',
    ...env,
  };
  const printed: string[] = [];
  await main(optionsOf(args), {
    env: parseEnvironment(given, ROOT),
    journal: readJournal(ROOT),
    wrangler: new Wrangler(ROOT, { PATH: process.env['PATH'], HOME: folder, ...given }),
    build: () => Promise.resolve(),
    urlOf: () => monitor.url,
    now: () => new Date(),
    print: (text) => printed.push(text),
  });
  return printed.join('\n');
}

function optionsOf(args: string[]): Options {
  const options = parseOptions(args);
  if (options === null) throw new Error('help was asked for');
  return options;
}

const bindingOf = (name: string) =>
  cloudflare.state.workers.get('claude-monitor')?.find((it) => it.name === name);
const schedules = () => cloudflare.requests.filter(({ path }) => path.endsWith('/schedules'));
const uploads = () =>
  cloudflare.requests.filter((it) => it.method === 'PUT' && !schedules().includes(it));

describe('a deploy', () => {
  test('goes from nothing to a tried monitor, and a repeat keeps what is there', async () => {
    const first = await deploy(['--yes', '--location', 'weur']);
    expect(first).toContain('✓ smoke test: a revoked key ends its socket and is refused');
    expect(first).toContain(`${monitor.url}/#key=cm.team.`);
    expect(bindingOf('DEPLOY_SECRET')).toMatchObject({ type: 'secret_text', text: deploySecret });
    expect(bindingOf('TURSO_AUTH_TOKEN')).toMatchObject({ text: 'a-database-token' });
    expect(bindingOf('TURSO_DATABASE_URL')).toMatchObject({ type: 'plain_text', text: libsql.url });
    expect(bindingOf('HUB_LOCATION')).toMatchObject({ type: 'plain_text', text: 'weur' });
    expect(schedules().at(-1)?.body.toString()).toContain('"cron"');
    expect(bindingOf('ALLOWED_HOSTS')).toMatchObject({ text: 'claude-monitor.acme.workers.dev' });

    // The kept file is all that is left of it, and only its owner reads it.
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual([
      'claude-monitor.json',
    ]);
    expect(statSync(join(folder, 'claude-monitor.json')).mode & 0o777).toBe(0o600);
    const kept = new KeptFile(folder, 'claude-monitor').read();

    const second = await deploy(['--yes'], { CLAUDE_MONITOR_DEPLOY_SECRET: '' });
    for (const line of ['secrets: kept', 'migrate: the database is up to date', 'are kept']) {
      expect(second).toContain(line);
    }
    expect(new KeptFile(folder, 'claude-monitor').read()).toEqual(kept);
    expect(uploads()).toHaveLength(2);
    expect(uploads()[1]?.body.includes(deploySecret)).toBe(false);
    expect(bindingOf('DEPLOY_SECRET')).toMatchObject({ text: deploySecret });

    for (const secret of [...SECRETS_THAT_NOBODY_SEES, deploySecret]) {
      expect(first + second).not.toContain(secret);
    }
    expect(first).not.toContain(kept?.workspaces['team']?.adminKey);

    // Chosen once: another place would be other, empty objects.
    await expect(deploy(['--yes', '--location', 'eu'])).rejects.toMatchObject({ code: 'refused' });
    expect(uploads()).toHaveLength(2);
  });

  test('[SHR4] a token that may not change Workers is named, and a repeat goes on from there', async () => {
    cloudflare.state.mayChangeWorkers = false;
    const attempt = deploy(['--yes']);
    await expect(attempt).rejects.toMatchObject({ code: 'cloudflare_permission' });
    await expect(attempt).rejects.toThrow(/Workers Scripts > Edit/);
    expect(readdirSync(folder)).not.toContain('claude-monitor.secrets.json');
    const kept = new KeptFile(folder, 'claude-monitor').read();

    cloudflare.state.mayChangeWorkers = true;
    await deploy(['--yes'], { CLAUDE_MONITOR_DEPLOY_SECRET: '' });
    const after = new KeptFile(folder, 'claude-monitor').read();
    expect(after?.deploySecret).toBe(kept?.deploySecret);
  });

  test('makes the database at Turso, in the place of the jurisdiction', async () => {
    const own = await startLibsql();
    const turso = await startTurso({ hostOf: () => `${new URL(own.url).host}?tls=0` });
    const env = {
      TURSO_DATABASE_URL: '',
      TURSO_API_TOKEN: TURSO_TOKEN,
      TURSO_API_BASEURL: turso.url,
    };
    try {
      const printed = await deploy(['--yes', '--location', 'eu'], env);
      expect(turso.state.groups).toContainEqual({
        name: 'claude-monitor-eu',
        location: 'aws-eu-west-1',
      });
      expect(turso.state.databases).toEqual([
        { name: 'claude-monitor', group: 'claude-monitor-eu' },
      ]);
      expect(bindingOf('TURSO_AUTH_TOKEN')).toMatchObject({ text: 'jwt-of-claude-monitor' });
      expect(bindingOf('HUB_LOCATION')).toMatchObject({ text: 'eu' });
      expect(printed).not.toContain('jwt-of');

      // The kept file knows the database: Turso is not needed again.
      const requests = turso.requests.length;
      await deploy(['--yes'], { TURSO_DATABASE_URL: '' });
      expect(turso.requests).toHaveLength(requests);
    } finally {
      turso.close();
      await own.close();
    }
  });
});

describe('a dry run', () => {
  test('works with no account at all, says what is missing, and bundles what a deploy would', async () => {
    const printed = await deploy(['--dry-run'], {
      CLOUDFLARE_API_TOKEN: '',
      TURSO_DATABASE_URL: '',
      CLAUDE_MONITOR_DEPLOY_SECRET: '',
    });
    expect(printed).toMatch(/A Cloudflare login: run npx wrangler login/);
    expect(printed).toMatch(/A database: set TURSO_API_TOKEN/);
    expect(printed).toMatch(/bundle and configuration are in order/);
    expect(printed).toContain('nothing was changed');
    expect(cloudflare.requests).toEqual([]);
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  test('with accounts only reads', async () => {
    const own = await startLibsql();
    const printed = await deploy(['--dry-run', '--name', 'other'], { TURSO_DATABASE_URL: own.url });
    await own.close();
    expect(printed).toContain('creates all tables');
    expect(printed).toContain('https://other.acme.workers.dev');
    expect(cloudflare.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  test('from the command line', async () => {
    const env = { PATH: process.env['PATH'], HOME: folder, CLAUDE_MONITOR_DEPLOY_FOLDER: folder };
    const run = async (...args: string[]) =>
      await promisify(execFile)(
        process.execPath,
        [join(ROOT, 'scripts/deploy/index.ts'), ...args],
        {
          env,
        },
      );
    expect((await run('--help')).stdout).toContain('--location WHERE');
    await expect(run('--location', 'mars')).rejects.toMatchObject({ code: 1 });
    await expect(run('--yes')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Still needed:.+Cloudflare login.+\[missing\]/s),
    });
  });
});

describe('a smoke test', () => {
  const keys = () => ({ kind: 'admin' as const, adminKey: monitor.adminKey });
  const lines: string[] = [];
  const report = (line: string): void => void lines.push(line);

  test('sees all of a running monitor, and leaves no key behind', async () => {
    lines.length = 0;
    const before = await keyCount();
    await smokeTest({ url: monitor.url, keys: keys(), report });
    expect(lines.at(-1)).toContain('a revoked key ends its socket and is refused');
    expect(await keyCount()).toBe(before);
  });

  test('with keys that were given says that revoking was not tried', async () => {
    lines.length = 0;
    const { ingestKey, readKey } = monitor;
    await smokeTest({ url: monitor.url, keys: { kind: 'given', ingestKey, readKey }, report });
    expect(lines.at(-1)).toContain('revoking was not tried');
  });

  test('a key that was revoked is named', async () => {
    const { readKey, ingestKey } = monitor;
    const made = await openWorkspace(monitor, 'smokerevoked');
    await revokeAll(made.readKey);
    const given = { kind: 'given' as const, ingestKey, readKey: made.readKey };
    await expect(smokeTest({ url: monitor.url, keys: given, report })).rejects.toMatchObject({
      code: 'key_refused',
      message: expect.stringContaining('The read key'),
    });
    expect(readKey).not.toBe('');
  });

  test('a host that is not served is named, with what to do', async () => {
    const { port } = new URL(monitor.url);
    // Another name of loopback: the Worker answers, and refuses it.
    const url = `http://[::ffff:127.0.0.1]:${port}`;
    await expect(smokeTest({ url, keys: keys(), report })).rejects.toMatchObject({
      code: 'wrong_host',
      message: expect.stringContaining('--domain'),
    });
  });

  test('nothing there, and something else there', async () => {
    const url = 'http://127.0.0.1:1';
    await expect(smokeTest({ url, keys: keys(), report })).rejects.toMatchObject({
      code: 'unreachable',
    });
    await expect(smokeTest({ url: cloudflare.url, keys: keys(), report })).rejects.toMatchObject({
      code: 'not_claude_monitor',
    });
  });

  test('a database that is away is distinguished from a Worker that is', async () => {
    const [sqld = 0] = monitor.pidsOf('sqld');
    process.kill(sqld, 'SIGSTOP');
    try {
      await expect(smokeTest({ url: monitor.url, keys: keys(), report })).rejects.toMatchObject({
        code: 'database_away',
      });
    } finally {
      process.kill(sqld, 'SIGCONT');
    }
  });

  async function keyCount(): Promise<number> {
    const answer = await fetch(`${monitor.url}/v1/keys`, {
      headers: { authorization: `Bearer ${monitor.adminKey}` },
    });
    const { items } = await answer.json();
    return items.length;
  }
});

/** Revokes a key by what an admin of its workspace would do. */
async function revokeAll(key: string): Promise<void> {
  const workspace = key.split('.')[1] ?? '';
  const { bootstrapToken } = await import('../../worker/src/domain/credential/credential.ts');
  const post = async (
    path: string,
    { bearer, method, body }: { bearer: string; method: string; body?: object | undefined },
  ) =>
    await fetch(monitor.url + path, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const token = await bootstrapToken(deploySecret);
  const { adminKey } = await (
    await post('/v1/workspaces', { bearer: token, method: 'POST', body: { workspace } })
  ).json();
  const { items } = await (await post('/v1/keys', { bearer: adminKey, method: 'GET' })).json();
  for (const { id, scopes } of items) {
    if (!scopes.includes('admin'))
      await post(`/v1/keys/${id}`, { bearer: adminKey, method: 'DELETE' });
  }
}

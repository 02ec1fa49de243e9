import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readMachine } from '../machine/machine-file.ts';
import { callRelay, holderOf } from '../relay/call-relay.ts';
import { environmentOf, runClient, type Start } from '../testing/agent.fixture.ts';
import { builtClient } from '../testing/built-client.fixture.ts';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { startStandIn } from '../testing/stand-in-monitor.fixture.ts';
import { freePort, until } from '../testing/relay.fixture.ts';
import { VERSION } from '../version.ts';

const { startFor } = builtClient();

const reportSchema = z.object({
  checks: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['ok', 'warning', 'failed', 'skipped']),
      detail: z.string(),
      fix: z.string().nullable(),
    }),
  ),
});
type Check = z.infer<typeof reportSchema>['checks'][number];

type Machine = {
  start: Start;
  settings: string;
  managed: string;
  edit: (change: (settings: Record<string, unknown>) => void) => void;
};

/** A home folder that `init` connected to a stand-in of the monitor. */
async function connected(url: string): Promise<Machine> {
  const start = startFor();
  const settings = join(start.home, '.claude/settings.json');
  const { code, stderr } = await runClient(start, [
    'init',
    '--url',
    url,
    '--key',
    'test-key',
    '--yes',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const env = environmentOf(start);
  onTestFinished(async () => {
    const machine = readMachine(env);
    const holder = machine === null ? null : await holderOf(machine);
    if (holder?.kind === 'relay') process.kill(holder.pid, 'SIGKILL');
  });
  return {
    start,
    settings,
    managed: join(start.home, 'managed-settings.json'),
    edit: (change) => {
      const value = z
        .record(z.string(), z.unknown())
        .parse(JSON.parse(readFileSync(settings, 'utf8')));
      change(value);
      writeFileSync(settings, JSON.stringify(value));
    },
  };
}

async function examined(machine: Machine, env: Record<string, string> = {}): Promise<Check[]> {
  const start = { ...machine.start, env: { ...machine.start.env, ...env } };
  const { stdout } = await runClient(start, ['doctor', '--json', '--managed', machine.managed]);
  return reportSchema.parse(JSON.parse(stdout)).checks;
}

const wrong = (checks: readonly Check[]): string[] =>
  checks.filter(({ state }) => state === 'failed' || state === 'warning').map(({ id }) => id);

/** The finding of an id, which says what to do. */
function finding(checks: readonly Check[], id: string): Check {
  const found = checks.find((check) => check.id === id);
  if (found?.fix == null || found.fix === '')
    throw new Error(`no fix of ${id}: ${JSON.stringify(checks)}`);
  return found;
}

describe('claude-monitor doctor', { timeout: 90_000 }, () => {
  test('finds nothing where all is well, and sees an event of each way arrive', async () => {
    const monitor = await startStandIn();
    const checks = await examined(await connected(monitor.url));
    expect(wrong(checks)).toEqual([]);
    const ways = checks.filter(({ id }) => id.startsWith('way-'));
    expect(ways.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'way-hook ok',
      'way-otlp ok',
      'way-mcp ok',
    ]);
  });

  test('a wrong key and a wrong URL', async () => {
    const machine = await connected((await startStandIn()).url);
    const flags = (url: string, key: string) => ['doctor', '--json', '--url', url, '--key', key];
    const { url } = z
      .object({ url: z.string() })
      .parse(
        JSON.parse(
          readFileSync(join(machine.start.home, '.config/claude-monitor/config.json'), 'utf8'),
        ),
      );
    const ofKey = await runClient(machine.start, flags(url, 'wrong'));
    expect(finding(reportSchema.parse(JSON.parse(ofKey.stdout)).checks, 'key').state).toBe(
      'failed',
    );
    expect(ofKey.code).toBe(1);
    const ofUrl = await runClient(
      machine.start,
      flags(`http://127.0.0.1:${String(await freePort())}`, 'test-key'),
    );
    expect(finding(reportSchema.parse(JSON.parse(ofUrl.stdout)).checks, 'monitor').fix).toContain(
      'ECONNREFUSED',
    );
  });

  test('a clock that is off', async () => {
    const monitor = await startStandIn({ clockOffMs: 600_000 });
    const checks = await examined(await connected(monitor.url));
    expect(finding(checks, 'clock').detail).toMatch(/^this machine is (599|60\d) s ahead/);
  });

  test('a stranger on the port', async () => {
    const machine = await connected((await startStandIn()).url);
    const known = readMachine(environmentOf(machine.start));
    if (known === null) throw new Error('not set up');
    await callRelay(known, { path: '/stop' });
    await until(async () => (await holderOf(known)).kind === 'nobody');
    const stranger = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi');
    });
    await new Promise<void>((resolve) => stranger.listen(known.port, '127.0.0.1', resolve));
    onTestFinished(() => void stranger.close());
    expect(finding(await examined(machine), 'relay').detail).toContain(
      `port ${String(known.port)}`,
    );
  });

  test("another tool's hooks that are broken", async () => {
    const machine = await connected((await startStandIn()).url);
    machine.edit((settings) => {
      const hooks = z.record(z.string(), z.array(z.unknown())).parse(settings['hooks']);
      hooks['Stop']?.push({ hooks: [{ type: 'command', command: '/opt/gone/notify --done' }] });
      settings['hooks'] = hooks;
    });
    expect(finding(await examined(machine), 'other-hooks').detail).toContain('/opt/gone/notify');
    machine.edit((settings) => {
      const hooks = z.record(z.string(), z.array(z.unknown())).parse(settings['hooks']);
      hooks['Stop'] = [...(hooks['Stop'] ?? []).slice(0, -1), { hooks: [{ type: 'webhook' }] }];
      settings['hooks'] = hooks;
    });
    expect(finding(await examined(machine), 'other-hooks').detail).toContain('webhook');
  });

  test('settings that are not JSON', async () => {
    const machine = await connected((await startStandIn()).url);
    writeFileSync(machine.settings, '{ // mine\n "model": "opus" }');
    expect(finding(await examined(machine), 'settings').detail).toContain('isn’t valid JSON');
  });

  test('managed settings that forbid', async () => {
    const machine = await connected((await startStandIn()).url);
    for (const [name, value] of Object.entries({
      allowManagedHooksOnly: true,
      disableAllHooks: true,
      allowedHttpHookUrls: ['https://hooks.example/*'],
    })) {
      writeFileSync(machine.managed, JSON.stringify({ [name]: value }));
      expect(finding(await examined(machine), 'managed').detail).toContain(name);
    }
    writeFileSync(machine.managed, '{"allowedHttpHookUrls":["http://127.0.0.1:*"]}');
    expect(wrong(await examined(machine))).toEqual([]);
  });

  test('a proxy that takes what is for this machine', async () => {
    const machine = await connected((await startStandIn()).url);
    const proxy = { HTTP_PROXY: 'http://proxy.example:3128' };
    expect(finding(await examined(machine, proxy), 'proxy').fix).toContain('NO_PROXY');
    expect(wrong(await examined(machine, { ...proxy, NO_PROXY: 'localhost,127.0.0.1' }))).toEqual(
      [],
    );
  });

  test('a certificate that is not trusted', async () => {
    const folder = scratchFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-days', '2', '-nodes'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, ...subject],
      { stdio: 'ignore' },
    );
    const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    const monitor = await startStandIn({ tls });
    const { stdout } = await runClient(startFor(), [
      'doctor',
      '--json',
      '--url',
      monitor.url,
      '--key',
      'k',
    ]);
    const { checks } = reportSchema.parse(JSON.parse(stdout));
    expect(finding(checks, 'tls').fix).toContain('NODE_EXTRA_CA_CERTS');
  });

  test('[PRX2] a disk that is full', async () => {
    const machine = await connected((await startStandIn()).url);
    // No file may grow beyond 0 blocks: what a full disk answers, without filling one.
    const shell = { ...machine.start, node: '/bin/sh', bundle: '-c' };
    const line = `trap '' XFSZ; ulimit -f 0; exec "${machine.start.node}" "${machine.start.bundle}" doctor --json`;
    const { stdout } = await runClient(shell, [line]);
    expect(finding(reportSchema.parse(JSON.parse(stdout)).checks, 'disk').fix).toContain('space');
  });

  test('a relay of an older version', async () => {
    const machine = await connected((await startStandIn()).url);
    const env = environmentOf(machine.start);
    const known = readMachine(env);
    if (known === null) throw new Error('not set up');
    const program = join(machine.start.home, '.local/share/claude-monitor/client');
    const relay = join(program, 'relay.js');
    writeFileSync(relay, readFileSync(relay, 'utf8').replaceAll(`"${VERSION}"`, '"0.0.9"'));
    await callRelay(known, { path: '/replace' });
    await until(async () => {
      const holder = await holderOf(known);
      return holder.kind === 'relay' && holder.version === '0.0.9';
    });
    expect(finding(await examined(machine), 'relay-version').detail).toContain('0.0.9');
  });

  test('telemetry and recording that are switched off', async () => {
    const machine = await connected((await startStandIn()).url);
    expect(
      finding(await examined(machine, { DISABLE_TELEMETRY: '1' }), 'telemetry').detail,
    ).toContain('DISABLE_TELEMETRY');
    expect(finding(await examined(machine, { CLAUDE_MONITOR_OFF: '1' }), 'recording').state).toBe(
      'failed',
    );
    machine.edit((settings) => {
      const env = z.record(z.string(), z.string()).parse(settings['env']);
      delete env['CLAUDE_CODE_ENABLE_TELEMETRY'];
      settings['env'] = env;
    });
    expect(finding(await examined(machine), 'telemetry').fix).toContain('init');
  });
});

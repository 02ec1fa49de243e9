import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runClient, startAgent } from './testing/agent.fixture.ts';
import { builtClient } from './testing/built-client.fixture.ts';
import { startReceiver } from './testing/receiver.fixture.ts';
import { scratchFolder } from './testing/scratch-folder.fixture.ts';

const { startFor, tarball } = builtClient();

describe('claude-monitor', { timeout: 60_000 }, () => {
  test('an unknown command is refused on stderr with code 2', async () => {
    const { code, stdout, stderr } = await runClient(startFor(), ['fly']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('unknown command: fly');
  });

  test('a typo is answered with the nearest command, an unknown option with what there is', async () => {
    const typo = await runClient(startFor(), ['statsu']);
    expect(typo).toMatchObject({ code: 2, stdout: '' });
    expect(typo.stderr).toBe('claude-monitor: unknown command: statsu, did you mean status?\n');
    const option = await runClient(startFor(), ['status', '--jsn']);
    expect(option.code).toBe(2);
    expect(option.stderr).toContain("Unknown option '--jsn'");
    expect((await runClient(startFor(), ['status', '--help'])).stdout).toContain('--json');
  });

  test('--help and --version say so on stdout', async () => {
    expect((await runClient(startFor(), ['--help'])).stdout).toContain('claude-monitor mcp');
    expect((await runClient(startFor(), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('[PRX2] status tells what waits and why, never the key', async () => {
    const receiver = await startReceiver(401);
    const start = startFor({ url: receiver.url });
    const agent = await startAgent(start);
    await agent.call('log_session_end', { sessionId: 's' });
    await receiver.until(() => receiver.batches.length > 0);
    await agent.close();
    const { code, stdout } = await runClient(start, ['status']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/Nothing gets through: This key was rejected/);
    expect(stdout).toContain('waiting      1 events');
    expect(stdout).toContain('This key was rejected');
    expect(stdout).not.toContain('test-key');
    const json: unknown = JSON.parse((await runClient(start, ['status', '--json'])).stdout);
    expect(json).toMatchObject({ url: receiver.url, spool: { waiting: 1 }, losses: [] });
  });

  test('[PRX2] without any configuration events are kept, and status says what to set', async () => {
    const start = startFor();
    const agent = await startAgent(start);
    await agent.call('log_session_end', { sessionId: 's' });
    await agent.close();
    expect(agent.stderr()).toContain('CLAUDE_MONITOR_URL');
    const { code, stdout } = await runClient(start, ['status']);
    expect(code).toBe(1);
    expect(stdout).toContain('none. No monitor is configured');
    expect(stdout).toContain('waiting      1 events');
  });
});

describe('the package', { timeout: 60_000 }, () => {
  test('runs from an empty folder, without this repository', async () => {
    const empty = scratchFolder();
    execFileSync('tar', ['xzf', tarball(), '-C', empty]);
    const manifest = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(readFileSync(join(empty, 'package/package.json'), 'utf8')));
    expect(manifest).toMatchObject({
      name: 'claude-monitor',
      bin: { 'claude-monitor': 'dist/index.js' },
    });
    expect(Object.keys(manifest).filter((key) => /dependencies|scripts/i.test(key))).toEqual([]);
    const receiver = await startReceiver();
    const unpacked = join(empty, 'package/dist/index.js');
    const agent = await startAgent(startFor({ bundle: unpacked, url: receiver.url }));
    await agent.call('log_session_end', { sessionId: 's' });
    await receiver.until(() => receiver.events.length === 1);
  });

  test('runs by npx, offline', async () => {
    const home = scratchFolder();
    const output = execFileSync('npx', ['-y', `file:${tarball()}`, '--version'], {
      cwd: home,
      encoding: 'utf8',
      env: {
        ...process.env,
        HOME: home,
        npm_config_cache: join(home, 'npm'),
        npm_config_offline: 'true',
      },
    });
    expect(output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../start/libsql/sqld.ts';
import { runToEnd } from './child.mjs';
import { isInstalled } from './install.mjs';
import { modernNode, nodeFault } from './node.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('the host Node', () => {
  test.each([
    ['20.0.0', 'linux-x64'],
    ['20.20.2', 'linux-x64'],
    ['24.21.0', 'linux-x64'],
    ['22.17.0', 'darwin-arm64'],
    ['23.0.0', 'linux-arm64'],
  ])('%s is enough on %s', (version, platform) => {
    expect(nodeFault(version, platform)).toBeNull();
  });

  test.each([
    ['18.20.0', 'linux-x64', '20.0'],
    ['20.20.2', 'darwin-arm64', '22.17'],
    ['22.16.9', 'linux-arm64', '22.17'],
  ])('%s is too old on %s, which wants %s', (version, platform, wanted) => {
    expect(nodeFault(version, platform)).toContain(`install Node ${wanted} or newer`);
  });

  test('gives way to the one that npm brought', () => {
    const host = { version: '20.20.2', path: '/usr/bin/node' };
    expect(modernNode(root, host)).toBeNull();
    writeFileSync(join(root, 'node_modules/.bin/node'), '');
    expect(modernNode(root, host)).toBe(join(root, 'node_modules/.bin/node'));
  });
});

describe('packages', () => {
  const LOCK_AT = new Date(1_000_000);

  beforeEach(() => {
    writeFileSync(join(root, 'package-lock.json'), '{}');
    utimesSync(join(root, 'package-lock.json'), LOCK_AT, LOCK_AT);
  });

  test('are missing without any stamp', () => {
    expect(isInstalled(root)).toBe(false);
  });

  test('that npm installed after the lock file was written are taken', () => {
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
    expect(isInstalled(root)).toBe(true);
  });

  test('of another lock file are installed again, whatever the time says', () => {
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
    writeFileSync(join(root, 'node_modules/.claude-monitor-lock'), 'the hash of another lock file');
    expect(isInstalled(root)).toBe(false);
  });
});

describe('a command', () => {
  const base = { command: process.execPath, hasChannel: false, isShellScript: false };

  test('hands its exit code on', async () => {
    expect(await runToEnd({ ...base, args: ['-e', 'process.exit(7)'] })).toBe(7);
  });

  test('that is killed is a failure', async () => {
    const args = ['-e', "process.kill(process.pid, 'SIGKILL')"];
    expect(await runToEnd({ ...base, args })).toBe(1);
  });

  test('leaves no child behind', async () => {
    const port = await freePort();
    const listen = `require('node:net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`;
    const script = `require('node:child_process')
      .spawn(process.execPath, ['-e', ${JSON.stringify(listen)}], { stdio: ['ignore', 'pipe', 'ignore'] })
      .stdout.once('data', () => process.exit(0))`;
    expect(await runToEnd({ ...base, args: ['-e', script] })).toBe(0);
    await expect.poll(() => isListening(port)).toBe(false);
  });
});

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

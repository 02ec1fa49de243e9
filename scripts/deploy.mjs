import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from './bootstrap/fault.mjs';
import { install } from './bootstrap/install.mjs';
import { modernNode, nodeFault, RUN_TYPESCRIPT } from './bootstrap/node.mjs';

/**
 * As `handOver` does it, but in the foreground: a deploy asks before it changes anything, and a process
 * with a group of its own cannot read the terminal.
 */
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const fault = nodeFault(process.versions.node, `${process.platform}-${process.arch}`);
  if (fault !== null) throw new Fault(fault);
  await install(ROOT);
  const host = { version: process.versions.node, path: process.execPath };
  const node = modernNode(ROOT, host);
  if (node === null) throw new Fault('Remove node_modules and try again with optional packages.');
  const script = join(ROOT, 'scripts/deploy/index.ts');
  const args = [...RUN_TYPESCRIPT, script, ...process.argv.slice(2)];
  const child = spawn(node, args, { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself; this process waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  await once(child, 'close');
  process.exitCode = child.exitCode ?? 1;
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

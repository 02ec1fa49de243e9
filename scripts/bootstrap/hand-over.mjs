// Plain JavaScript for any Node from 20 on: it runs before the project's packages are there.
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './child.mjs';
import { Fault } from './fault.mjs';
import { install } from './install.mjs';
import { modernNode, nodeFault, RUN_TYPESCRIPT } from './node.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Checks Node, installs packages and runs `script` with a Node that knows TypeScript. This process
 * lives exactly as long as that one and ends with its code.
 * @param {string} script
 */
export async function handOver(script) {
  try {
    const fault = nodeFault(process.versions.node, `${process.platform}-${process.arch}`);
    if (fault !== null) throw new Fault(fault);
    await install(ROOT);
    process.exitCode = await run(script);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** @param {string} script */
async function run(script) {
  const host = { version: process.versions.node, path: process.execPath };
  const command = modernNode(ROOT, host);
  if (command === null) {
    throw new Fault(
      'The packages came without the optional ones: remove node_modules and try again without --omit=optional.',
    );
  }
  // Tools that start `node` by name must get the modern one too.
  const path = [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  return await runToEnd({
    command,
    args: [...RUN_TYPESCRIPT, join(ROOT, script), ...process.argv.slice(2)],
    env: { ...process.env, PATH: path },
    hasChannel: true,
    isShellScript: false,
  });
}

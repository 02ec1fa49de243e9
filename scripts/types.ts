import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, runNode } from './build/run.ts';

/** Rooms that `tsc` checks; the root's is drizzle's, and the dashboard has a checker of its own. */
const PROJECTS = [
  '.',
  'protocol',
  'fold',
  'receivers',
  'worker',
  'mcp-proxy',
  'scripts',
  'tests',
  'bench',
];
const AT_ONCE = 2;

/** `npm run types`: TypeScript in every room, then Svelte; names the rooms that fail. */
export async function checkTypes(root: string): Promise<void> {
  const bin = (path: string) => join(root, 'node_modules', path);
  const failed: string[] = [];
  const check = async (room: string, cwd: string, steps: [string, ...string[]][]) => {
    try {
      for (const [script, ...args] of steps) {
        await runNode({ script: bin(script), args, cwd, quiet: true });
      }
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      failed.push(room);
    }
  };

  const waiting = PROJECTS.filter((room) => existsSync(join(root, room, 'tsconfig.json')));
  const lane = async (): Promise<void> => {
    for (let room = waiting.shift(); room !== undefined; room = waiting.shift()) {
      await check(room, root, [['typescript/bin/tsc', '-p', room]]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await check('web', join(root, 'web'), [
    ['@sveltejs/kit/svelte-kit.js', 'sync'],
    ['typescript/bin/tsc', '-p', 'src/service-worker'],
    ['svelte-check/bin/svelte-check', '--fail-on-warnings'],
  ]);
  if (failed.length > 0) throw new CommandFailed(`types are wrong in ${failed.join(', ')}`);
}

if (process.argv[1] === import.meta.filename) {
  await checkTypes(join(import.meta.dirname, '..')).catch((error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './build/run.ts';

/** Rooms that `tsc` checks; the root's is drizzle's, and the dashboard has a checker of its own. */
const PROJECTS = ['.', 'protocol', 'sources', 'worker', 'mcp-proxy', 'scripts', 'tests', 'bench'];
const AT_ONCE = 2;

/** `npm run types`: TypeScript in every room, then Svelte. */
export async function checkTypes(root: string): Promise<void> {
  const bin = (path: string) => join(root, 'node_modules', path);
  const waiting = PROJECTS.filter((room) => existsSync(join(root, room, 'tsconfig.json')));
  const lane = async (): Promise<void> => {
    for (let room = waiting.shift(); room !== undefined; room = waiting.shift()) {
      await runNode({
        script: bin('typescript/bin/tsc'),
        args: ['-p', room],
        cwd: root,
        quiet: true,
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));

  const cwd = join(root, 'web');
  const kit = bin('@sveltejs/kit/svelte-kit.js');
  await runNode({ script: kit, args: ['sync'], cwd, quiet: true });
  const svelteCheck = bin('svelte-check/bin/svelte-check');
  await runNode({ script: svelteCheck, args: ['--fail-on-warnings'], cwd, quiet: true });
}

if (process.argv[1] === import.meta.filename) await checkTypes(join(import.meta.dirname, '..'));

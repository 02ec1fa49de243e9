import { z } from 'zod';

/** The part of package-lock.json that says what needs what. */
export const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      link: z.boolean().optional(),
      resolved: z.string().optional(),
      dependencies: z.record(z.string(), z.string()).default({}),
      devDependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});
type Lock = z.output<typeof lockSchema>;

export type ShippedPackage = { path: string; name: string; version: string; licence: string };

/** What runs on the deployed Worker, and needs what it names. */
const SERVED = ['worker'];
/** What is bundled into one file, so that nothing is a dependency of what is published. */
const BUNDLED = ['web', 'mcp-proxy'];
/** Build these and stay behind. What is not named here counts as shipped. */
const BUILD_TOOLS: ReadonlySet<string> = new Set([
  '@sveltejs/adapter-static',
  '@sveltejs/vite-plugin-svelte',
  'svelte-check',
  'vite',
]);

/** All packages that reach a user: in the Worker, the dashboard or the client; never fewer. */
export function shippedPackages({ packages }: Lock): ShippedPackage[] {
  const reached = new Set<string>();
  const waiting: string[] = [];
  for (const room of [...SERVED, ...BUNDLED]) {
    const { dependencies = {}, devDependencies = {} } = packages[room] ?? {};
    const needed = BUNDLED.includes(room) ? { ...dependencies, ...devDependencies } : dependencies;
    for (const name of Object.keys(needed)) if (!BUILD_TOOLS.has(name)) reach(name, room);
  }
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) reach(name, path);
  }
  return [...reached]
    .filter((path) => path.includes('node_modules/'))
    .sort()
    .map((path) => ({
      path,
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: packages[path]?.version ?? '',
      licence: packages[path]?.license ?? '',
    }));

  function reach(name: string, from: string): void {
    const path = resolve(name, from);
    if (path === null || reached.has(path)) return;
    reached.add(path);
    waiting.push(path);
  }

  /** As Node finds it: in the nearest folder above; a link of ours is the room it leads to. */
  function resolve(name: string, from: string): string | null {
    for (let folder = from; ; folder = parentOf(folder)) {
      const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
      const found = packages[path];
      if (found !== undefined) return found.link === true ? (found.resolved ?? null) : path;
      if (folder === '') return null;
    }
  }
}

const parentOf = (folder: string): string => folder.slice(0, Math.max(0, folder.lastIndexOf('/')));

import { execFile } from 'node:child_process';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { z } from 'zod';
import { sdkDeclarations } from './declarations.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, 'dist');

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  type: z.literal('module'),
  description: z.string(),
  bin: z.record(z.string(), z.string()),
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
  types: z.string(),
  files: z.array(z.string()),
  engines: z.record(z.string(), z.string()),
});

/** What a build leaves: the bundle that a clone runs, and the package that the Worker serves. */
export type BuiltClient = { bundle: string; tarball: string };

/**
 * Bundles the client into one file that needs nothing but Node 20, the library for Node and for
 * places without a file system, and packs them for npm.
 */
export async function buildClient(folder = DIST): Promise<BuiltClient> {
  const bundle = join(folder, 'index.js');
  const tarball = join(folder, 'claude-monitor.tgz');
  await mkdir(folder, { recursive: true });
  // Made aside and moved: builds may run at once, and an agent may start the file at any moment.
  const stage = await mkdtemp(join(folder, 'stage-'));
  try {
    const dist = join(stage, 'package/dist');
    await Promise.all([
      bundleClient('src/cli.ts', join(dist, 'index.js')),
      bundleClient('src/relay/main.ts', join(dist, 'relay.js')),
      bundleSdk(join(dist, 'sdk.js'), { platform: 'node', target: 'node20' }),
      bundleSdk(join(dist, 'sdk-memory.js'), { platform: 'browser', conditions: ['workerd'] }),
      writeTypes(join(dist, 'types')),
    ]);
    await rename(await pack(stage), tarball);
    await moveFiles(dist, folder);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  return { bundle, tarball };
}

async function bundleSdk(file: string, options: BuildOptions): Promise<void> {
  await build({
    entryPoints: [join(HERE, 'src/sdk/index.ts')],
    outfile: file,
    bundle: true,
    format: 'esm',
    plugins: [oneZod, leaveOutUnused],
    logLevel: 'warning',
    ...options,
  });
}

async function writeTypes(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, text] of sdkDeclarations()) await writeFile(join(folder, file), text);
}

async function moveFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const target = join(to, relative(from, entry.parentPath));
    await mkdir(target, { recursive: true });
    await rename(join(entry.parentPath, entry.name), join(target, entry.name));
  }
}

async function bundleClient(entry: string, file: string): Promise<void> {
  await build({
    entryPoints: [join(HERE, entry)],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // The names stay: they stand in what `status` and stderr say of a fault.
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [oneZod, leaveOutUnused, onlyWhatIsUsed, zodInParts, httpAlone],
    // Parts of the SDK are CommonJS, and ask for Node's own modules with `require`.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  await chmod(file, 0o755);
}

/**
 * Our own modules do nothing when they are loaded but define: of an index, only what is used is taken along. What
 * the relay does not need would cost it memory on every machine.
 */
const onlyWhatIsUsed: Plugin = {
  name: 'only-what-is-used',
  setup(context) {
    context.onResolve({ filter: /^(@claude-monitor\/|\.)/ }, async (found) => {
      const isOurs = /[/\\](protocol|receivers)[/\\]src[/\\]/;
      const isRequested = found.pluginData === onlyWhatIsUsed;
      if (isRequested || found.kind === 'entry-point') return undefined;
      const { path, errors } = await context.resolve(found.path, {
        kind: found.kind,
        resolveDir: found.resolveDir,
        importer: found.importer,
        pluginData: onlyWhatIsUsed,
      });
      return errors.length > 0 || !isOurs.test(path) ? undefined : { path, sideEffects: false };
    });
  },
};

/** Workspaces and the SDK may each bring a zod; in the bundle there is one. */
const oneZod: Plugin = {
  name: 'one-zod',
  setup(context) {
    context.onResolve({ filter: /^zod(\/|$)/ }, (found) => {
      if (found.resolveDir === HERE) return undefined;
      return context.resolve(found.path, { kind: found.kind, resolveDir: HERE });
    });
  },
};

/**
 * What the SDK and zod load at their start and this server never uses: the check of answers to
 * elicitation (it asks its client nothing), messages in forty languages. Without them the bundle is
 * half the size and starts faster; the replacements throw if ever called.
 */
const UNUSED: readonly { file: RegExp; contents: string }[] = [
  {
    file: /@modelcontextprotocol[/\\]server[/\\].*shimsNode\.mjs$/,
    contents: `export { default as process } from 'node:process';
      export class DefaultJsonSchemaValidator { getValidator() { throw new Error('not part of this bundle'); } }`,
  },
  {
    file: /zod[/\\]v4[/\\]locales[/\\]index\.js$/,
    contents: "export { default as en } from './en.js';",
  },
];

const leaveOutUnused: Plugin = {
  name: 'leave-out-unused',
  setup(context) {
    for (const { file, contents } of UNUSED) {
      context.onLoad({ filter: file }, ({ path }) => ({
        contents,
        loader: 'js',
        resolveDir: dirname(path),
      }));
    }
  },
};

/** Of a namespace that is imported as one, only the parts that are called are taken along; of `{ z }`, all of zod is. */
const zodInParts: Plugin = {
  name: 'zod-in-parts',
  setup(context) {
    context.onLoad(
      { filter: /[/\\](protocol|receivers|mcp-proxy)[/\\]src[/\\].*\.ts$/ },
      async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replace(
          "import { z } from 'zod';",
          "import * as z from 'zod';",
        ),
        loader: 'ts',
      }),
    );
  },
};

/**
 * As a module of its own, `node:http` of Node 22 and later loads a whole second client (undici) to name what it exports:
 * ten megabytes that nothing here uses. As CommonJS it does not.
 */
const httpAlone: Plugin = {
  name: 'http-alone',
  setup(context) {
    context.onResolve({ filter: /^node:http$/ }, ({ namespace }) =>
      namespace === 'http-alone' ? undefined : { path: 'node:http', namespace: 'http-alone' },
    );
    context.onLoad({ filter: /.*/, namespace: 'http-alone' }, () => ({
      contents: "module.exports = require('node:http');",
    }));
  },
};

async function pack(stage: string): Promise<string> {
  const source = await readFile(join(HERE, 'package.json'), 'utf8');
  const manifest = manifestSchema.parse(JSON.parse(source));
  const folder = join(stage, 'package');
  await copyFile(join(HERE, 'README.md'), join(folder, 'README.md'));
  await copyFile(join(HERE, '../LICENSE'), join(folder, 'LICENSE'));
  // No dependencies of any kind: everything is in the bundle, so npx asks no registry.
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await promisify(execFile)(
    'npm',
    ['pack', '--ignore-scripts', '--silent', '--offline', '--pack-destination', stage],
    { cwd: folder },
  );
  return join(stage, `${manifest.name}-${manifest.version}.tgz`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bundle, tarball } = await buildClient();
  process.stdout.write(`${bundle}\n${tarball}\n`);
}

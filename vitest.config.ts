import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { TEST_DEPLOY_SECRET } from './tests/setup/secret.ts';

const root = import.meta.dirname;

// The assets binding needs its folder; tests of the Worker need nothing in it.
mkdirSync(join(root, 'web/build'), { recursive: true });

/** Tests that need the real libSQL server: it is started, migrated and handed over as `dbUrl`. */
const LIBSQL_SETUP = './tests/setup/libsql.ts';

/** Files of one project share its server, and writers side by side lock that up (rule STO6). */
const ONE_WRITER = false;

/** Files side by side, as many as there are cores. Of projects, Vitest runs one order after another. */
const SIDE_BY_SIDE = '100%';

/**
 * Files of one project share one runtime, with the modules that they import: to load those is most of what a file
 * costs. So no test replaces a module, and each takes workspaces of its own.
 */
const ISOLATE = false;

/** What measures time, or kills what others would feel, has the machine to itself. */
const ALONE = 'tests/**/*.alone.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        root,
        // Rune modules of the dashboard (`*.svelte.ts`) are compiled, for the browser's Svelte.
        plugins: [
          svelte({ configFile: false, dynamicCompileOptions: () => ({ generate: 'client' }) }),
        ],
        ssr: { resolve: { conditions: ['browser', ...defaultServerConditions] } },
        resolve: { alias: { $lib: join(root, 'web/src/lib') } },
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'protocol/src/**/*.test.ts',
            'fold/src/**/*.test.ts',
            'receivers/src/**/*.test.ts',
            'mcp-proxy/src/**/*.test.ts',
            'web/src/**/*.test.ts',
            'web/vite/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.store.test.ts', '**/node_modules/**'],
          maxWorkers: SIDE_BY_SIDE,
          sequence: { groupOrder: 1 },
          // Seeded shuffles and real processes, on machines that are busy with something else.
          testTimeout: 60_000,
        },
      },
      {
        root,
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              // What tests may use up, beside the deployed one.
              ratelimits: {
                SMALL_RATE: { namespace_id: '3', simple: { limit: 3, period: 60 } },
              },
              bindings: {
                TURSO_DATABASE_URL: inject('dbUrl'),
                TURSO_AUTH_TOKEN: '',
                DEPLOY_SECRET: TEST_DEPLOY_SECRET,
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['worker/src/**/*.test.ts'],
          exclude: ['**/*.store.test.ts', '**/node_modules/**'],
          globalSetup: [LIBSQL_SETUP],
          fileParallelism: ONE_WRITER,
          isolate: ISOLATE,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'store',
          environment: 'node',
          include: ['worker/src/store/**/*.store.test.ts', 'scripts/**/*.store.test.ts'],
          globalSetup: [LIBSQL_SETUP],
          fileParallelism: ONE_WRITER,
          isolate: ISOLATE,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'whole',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: [ALONE],
          maxWorkers: SIDE_BY_SIDE,
          sequence: { groupOrder: 2 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        root,
        test: {
          name: 'alone',
          environment: 'node',
          include: [ALONE],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forbiddenImports } from './arrows.ts';
import { importCycles } from './cycles.ts';
import { misshapenFiles, overfullFolders } from './files.ts';
import { filesOf, importsOf, readSources } from './read-imports.ts';

const root = join(import.meta.dirname, '../..');
const sources = readSources(root);
const imports = sources.flatMap(importsOf);

describe('the house', () => {
  test('imports point inward', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(forbiddenImports(imports)).toEqual([]);
  });

  test('no file imports itself in a circle', () => {
    expect(importCycles(imports)).toEqual([]);
  });

  test('files are named for their subject and are short', () => {
    expect(misshapenFiles(sources)).toEqual([]);
  });

  test('no folder holds more than can be seen at a glance, but for captures', () => {
    const ours = filesOf(root).filter((path) => !path.startsWith('receivers/fixtures/'));
    expect(ours.length).toBeGreaterThan(1_000);
    expect(overfullFolders(ours)).toEqual([]);
  });

  test('SvelteKit finds nothing to warn of in how the dashboard is set up', () => {
    const cwd = join(root, 'web');
    const sync = join(root, 'node_modules/@sveltejs/kit/svelte-kit.js');
    const { stdout, stderr, status } = spawnSync(process.execPath, [sync, 'sync'], { cwd });
    expect(`${String(stdout)}${String(stderr)}`).toBe('');
    expect(status).toBe(0);
  });
});

describe('the check of imports', () => {
  test.each([
    ['protocol/src/limits.ts', 'hono'],
    ['fold/src/fold.ts', 'worker/src/env.ts'],
    ['receivers/src/events.ts', 'worker/src/env.ts'],
    ['receivers/src/events.ts', 'node:crypto'],
    ['web/src/routes/+page.svelte', 'worker/src/hub/rpc.ts'],
    ['web/src/lib/live.ts', 'receivers/src/index.ts'],
    ['web/src/features/tasks/TaskBoard.svelte', 'web/src/features/agents/agent-words.ts'],
    ['web/src/features/connect/WayList.svelte', 'web/src/features/keys/MadeKey.svelte'],
    ['web/src/features/tasks/TaskBoard.svelte', 'web/src/routes/LivePage.svelte'],
    ['web/src/lib/ui/Button.svelte', 'web/src/features/live/LivePage.svelte'],
    ['mcp-proxy/src/cli.ts', 'worker/src/env.ts'],
    ['worker/src/routes/history/history.ts', 'mcp-proxy/src/cli.ts'],
    ['worker/src/routes/history/history.ts', 'drizzle-orm'],
    ['worker/src/hub/flush.ts', 'drizzle/schema.ts'],
    ['tests/whole.test-bed.ts', 'drizzle/schema.ts'],
    ['worker/src/hub/journal.ts', 'cloudflare:workers'],
    ['worker/src/hub/hub.ts', 'hono'],
    ['worker/src/domain/pricing/pricing.ts', 'worker/src/store/rows.ts'],
    ['worker/src/domain/graph.ts', '@pydantic/genai-prices'],
    ['worker/src/hub/hub.ts', 'worker/src/routes/live.ts'],
    ['worker/src/store/writes/writer.ts', 'worker/src/hub/rpc.ts'],
  ])('refuses that %s imports %s', (from, to) => {
    expect(forbiddenImports([{ from, to }])).not.toEqual([]);
  });

  test.each([
    ['protocol/src/limits.ts', 'zod'],
    ['web/src/lib/live.ts', 'protocol/src/live/frames.ts'],
    ['web/src/features/tasks/TaskBoard.svelte', 'web/src/features/tasks/plan/parts.ts'],
    ['web/src/features/tasks/TaskBoard.svelte', 'web/src/lib/ui/Button.svelte'],
    ['web/src/features/keys/MadeKey.svelte', 'web/src/features/connect/WayList.svelte'],
    ['worker/src/hub/hub.ts', 'cloudflare:workers'],
    ['worker/src/domain/pricing/pricing.ts', '@pydantic/genai-prices'],
    ['worker/src/store/writes/write-flush.ts', 'drizzle-orm/sqlite-core'],
    ['worker/src/hub/hub.test.ts', 'cloudflare:workers'],
  ])('allows that %s imports %s', (from, to) => {
    expect(forbiddenImports([{ from, to }])).toEqual([]);
  });

  test('reads every form of an import, and none in a comment', () => {
    const text = [
      "import { a } from '@claude-monitor/protocol/live/frames';",
      "export * from '../store/rows.ts';",
      "import '$lib/theme.ts';",
      "const later = await import('hono/cookie');",
      "// import { b } from 'commented';",
    ].join('\n');
    expect(importsOf({ path: 'worker/src/hub/hub.ts', text }).map(({ to }) => to)).toEqual([
      'protocol/src/live/frames.ts',
      'worker/src/store/rows.ts',
      'web/src/lib/theme.ts',
      'hono/cookie',
    ]);
  });
});

describe('the check of files', () => {
  test.each(['worker/src/utils/text.ts', 'web/src/lib/helpers.ts', 'protocol/src/common.ts'])(
    'refuses the name %s',
    (path) => {
      expect(misshapenFiles([{ path, text: '' }])).not.toEqual([]);
    },
  );

  test('refuses a source of 401 lines, and not a test', () => {
    const text = 'line\n'.repeat(400);
    expect(misshapenFiles([{ path: 'worker/src/app.ts', text }])).not.toEqual([]);
    expect(misshapenFiles([{ path: 'worker/src/app.test.ts', text }])).toEqual([]);
  });

  test('refuses a folder of 21 files, and not one of 20', () => {
    const paths = Array.from({ length: 21 }, (_, index) => `web/src/lib/ui/${String(index)}.css`);
    expect(overfullFolders(paths)).toHaveLength(1);
    expect(overfullFolders(paths.slice(1))).toEqual([]);
  });
});

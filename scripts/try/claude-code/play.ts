import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runClient, type RunResult } from './client.ts';
import { compare } from './compare.ts';
import type { MessagesApi } from './messages-api.ts';
import { openWorkspace, readShown } from './monitor.ts';
import type { Scenario } from './scenarios.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** How the client exports. */
export const EXPORTS = {
  json: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
  protobuf: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
  'protobuf, gzip': {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  },
} as const satisfies Record<string, Record<string, string>>;

export type Try = { name: string; scenario: Scenario; exports: Record<string, string> };
export type Deps = { binary: string; url: string; dataFolder: string; api: MessagesApi };

/** Plays a scenario in a workspace of its own; true when all figures are equal. `KEEP_FOLDER` keeps its files. */
export async function play({ name, scenario, exports }: Try, deps: Deps): Promise<boolean> {
  const { binary, url, api } = deps;
  const folder = mkdtempSync(join(tmpdir(), 'try-claude-code-'));
  const workspace = await openWorkspace(deps, `try${Date.now().toString(36)}`);
  const client = {
    binary,
    monitorBundle: join(ROOT, 'mcp-proxy/dist/index.js'),
    folder,
    apiUrl: api.url,
    monitorUrl: url,
    key: workspace.key,
    exports,
  };
  const servedBefore = api.served.length;
  const results: RunResult[] = [];
  for (const launch of scenario.launches) {
    api.play(launch.script);
    results.push(await runClient(client, launch, results.at(-1)?.session_id ?? null));
  }
  const shown = await readShown(workspace);
  if (process.env['KEEP_FOLDER'] === undefined) rmSync(folder, { recursive: true, force: true });
  const served = api.served.slice(servedBefore);
  const comparisons = compare(results, served, shown);
  console.log(`\n${name}: ${String(served.length)} requests`);
  for (const { what, expected, shown: found, isEqual } of comparisons) {
    console.log(isEqual ? `  equal   ${what}` : `  DIFFERS ${what}`);
    if (!isEqual) console.log(`    expected ${expected}\n    shown    ${found}`);
  }
  console.log(`  beside that: ${JSON.stringify(shown.beside)}`);
  return comparisons.every(({ isEqual }) => isEqual);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocal } from './start/local-json.ts';
import { runClient, type RunResult } from './try-claude-code/client.ts';
import { compare } from './try-claude-code/compare.ts';
import { startMessagesApi, type MessagesApi } from './try-claude-code/messages-api.ts';
import { openWorkspace, readShown } from './try-claude-code/monitor.ts';
import { SCENARIOS, type Scenario } from './try-claude-code/scenarios.ts';

const ROOT = join(import.meta.dirname, '..');

/** How the client exports, each tried with each scenario. */
const EXPORTS: Readonly<Record<string, Record<string, string>>> = {
  json: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
  protobuf: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
  'protobuf, gzip': {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  },
};

type Try = { name: string; scenario: Scenario; exports: Record<string, string> };
type Deps = { binary: string; url: string; dataFolder: string; api: MessagesApi };

/** Plays a scenario in a workspace of its own; true when all figures are equal. `KEEP_FOLDER` keeps its files. */
async function play({ name, scenario, exports }: Try, deps: Deps): Promise<boolean> {
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

/**
 * `node scripts/try-claude-code.ts path/to/claude [part of a name]`: the real client against a scripted
 * Messages API on this machine, reporting to the monitor that `npm start` runs in another terminal.
 */
async function main(): Promise<void> {
  const [binary, only = ''] = process.argv.slice(2);
  const dataFolder = process.env['CLAUDE_MONITOR_DATA'] ?? join(ROOT, '.claude-monitor');
  const local = readLocal(join(dataFolder, 'local.json'));
  if (binary === undefined || local === null) {
    console.error('Run `npm start` in another terminal, then name the binary of Claude Code here.');
    process.exitCode = 1;
    return;
  }
  const api = await startMessagesApi();
  const deps = { binary, url: local.url, dataFolder, api };
  const tries = Object.entries(EXPORTS).flatMap(([encoding, exports]) =>
    SCENARIOS.map((scenario) => ({ name: `${encoding}: ${scenario.name}`, scenario, exports })),
  );
  try {
    for (const wanted of tries.filter(({ name }) => name.includes(only))) {
      if (!(await play(wanted, deps))) process.exitCode = 1;
    }
  } finally {
    api.close();
  }
}

await main();

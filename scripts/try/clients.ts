import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OTLP_SIGNALS, type OtlpSignal } from '@claude-monitor/receivers';
import { startMessagesApi } from './claude-code/messages-api.ts';
import { add, openWorkspace, readShown, type Figures } from './claude-code/monitor.ts';
import { EXPORTS, play } from './claude-code/play.ts';
import { SCENARIOS } from './claude-code/scenarios.ts';
import type { Try } from './clients/client.ts';
import { codex } from './clients/codex.ts';
import { gemini } from './clients/gemini.ts';
import { startInstance, type Instance } from './clients/instance.ts';
import type { Used } from './clients/scripted-api.ts';

const CLAUDE_CODE = '@anthropic-ai/claude-code';
const TRIES: readonly Try[] = [codex, gemini];

type Installed = { folder: string; binary: (name: string) => string };

/** The model's API counts what was cached as input; the monitor shows it apart. */
function sumsOf(used: readonly Used[], shown: 'requests' | 'tokens'): Record<string, Figures> {
  const sums: Record<string, Figures> = {};
  for (const { model, input, cached, output } of used) {
    add(sums, model, {
      requests: shown === 'requests' ? 1 : 0,
      inputTokens: input - cached,
      outputTokens: output,
      cacheReadTokens: cached,
      cacheCreationTokens: 0,
    });
  }
  return sums;
}

/** Runs a client in a workspace of its own; true when the monitor shows what the scripted model used, as far as the client exported it. */
async function tryClient(
  { name, run, alone }: Try,
  signals: readonly OtlpSignal[],
  { instance, binary, folder }: { instance: Instance } & Installed,
): Promise<boolean> {
  const [only, ...others] = signals;
  const showing = only !== undefined && others.length === 0 ? alone[only] : 'requests';
  const place = join(folder, [name, ...signals].join('-').replaceAll(' ', '-'));
  mkdirSync(place, { recursive: true });
  const monitor = await openWorkspace(instance, `try${Date.now().toString(36)}`);
  const used = await run({ binary, folder: place, monitor, signals });
  const { models, beside } = await readShown(monitor);
  const expected = inOrder(typeof showing === 'string' ? sumsOf(used, showing) : {});
  const shown = inOrder(models);
  const isNamed = typeof showing === 'string' || JSON.stringify(beside).includes(showing.named);
  const isEqual = used.length > 0 && expected === shown && isNamed;
  console.log(`\n${name}, ${signals.join(', ')}: ${String(used.length)} requests`);
  console.log(
    `  ${isEqual ? 'equal  ' : 'DIFFERS'} ` +
      (typeof showing === 'string'
        ? `${showing} by model: served`
        : `nothing shown, ${showing.named} named`),
  );
  if (!isEqual) {
    console.log(`    expected ${expected}\n    shown    ${shown}\n    ${JSON.stringify(beside)}`);
  }
  return isEqual;
}

const inOrder = (sums: Readonly<Record<string, Figures>>): string =>
  JSON.stringify(
    Object.entries(sums)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([model, figures]) => [
        model,
        figures.requests,
        figures.inputTokens,
        figures.cacheReadTokens,
        figures.outputTokens,
      ]),
  );

async function tryClaudeCode(instance: Instance, binary: string): Promise<boolean> {
  const api = await startMessagesApi();
  let isEqual = true;
  try {
    for (const scenario of SCENARIOS) {
      const wanted = { name: `Claude Code: ${scenario.name}`, scenario, exports: EXPORTS.json };
      isEqual = (await play(wanted, { binary, api, ...instance })) && isEqual;
    }
  } finally {
    api.close();
  }
  return isEqual;
}

/** What of the clients is not in the folder. */
const missingIn = (folder: string): string[] =>
  [CLAUDE_CODE, ...TRIES.map(({ packageName }) => packageName)].filter(
    (name) => !existsSync(join(folder, 'node_modules', name)),
  );

/**
 * `npm run try-clients -- FOLDER`: the real Claude Code, Codex and Gemini CLIs of that folder, each against a
 * scripted model on this machine and a monitor started for it; Codex and Gemini with all signals, and with each
 * alone. Ends with 1 where totals differ.
 */
async function main(): Promise<void> {
  const [installFolder = ''] = process.argv.slice(2);
  const installed = resolve(installFolder);
  const missing =
    installFolder === ''
      ? [CLAUDE_CODE, '@openai/codex', '@google/gemini-cli']
      : missingIn(installed);
  if (missing.length > 0) {
    console.error(
      `Install the clients and name their folder:\n  npm install --prefix FOLDER ${missing.join(' ')}` +
        '\n  npm run try-clients -- FOLDER',
    );
    process.exitCode = 1;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'try-clients-'));
  const binary = (name: string): string => join(installed, 'node_modules/.bin', name);
  const instance = await startInstance(join(folder, 'data'));
  try {
    for (const one of TRIES) {
      for (const signals of [OTLP_SIGNALS, ...OTLP_SIGNALS.map((signal) => [signal])]) {
        const isEqual = await tryClient(one, signals, { instance, folder, binary });
        if (!isEqual) process.exitCode = 1;
      }
    }
    if (!(await tryClaudeCode(instance, binary('claude')))) process.exitCode = 1;
  } finally {
    await instance.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();

import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NOT_CONFIGURED } from '@claude-monitor/protocol/client-faults';
import { loadConfig, type Destination, type Env, type Flags } from '../config.ts';
import { httpSend } from '../exporter/http-send.ts';
import { spoolFolder } from '../spool/folder.ts';
import { LossLog } from '../spool/loss-log.ts';
import { SetAsideLog } from '../spool/rejected/set-aside.ts';
import { VERSION } from '../version.ts';
import { BatchSender, ImportStopped } from './batch-sender.ts';
import { defaultRoots, findTranscripts, type Found } from './find-transcripts.ts';
import { ImportState } from './import-state.ts';
import { importTranscripts, type ImportDeps, type ImportResult } from './import-transcripts.ts';
import { silentPast } from './is-silent.ts';
import { ProgressLine } from './progress-line.ts';
import { sinceOf } from './since.ts';
import { summaryJson, summaryText } from './summary.ts';

const SAVE_MS = 2_000;

type ImportFlags = Flags & {
  paths: readonly string[];
  since?: string | undefined;
  project?: string | undefined;
  'dry-run'?: boolean | undefined;
  again?: boolean | undefined;
  json?: boolean | undefined;
};

/** Where what was imported is remembered, beside what waits for the same monitor. */
const importStatePath = (env: Env, destination: Destination): string =>
  join(spoolFolder(env, destination), 'imported.json');

/** `claude-monitor import`: sets the exit code 1 when not all could be sent, 2 for a wrong argument. */
export async function runImport(flags: ImportFlags, env: Env): Promise<void> {
  const since = sinceOf(flags.since, Date.now());
  if (since === null) {
    return fail(2, `--since ${flags.since ?? ''}: use 12h, 30d, 8w or a date such as 2026-05-01`);
  }
  const isDryRun = flags['dry-run'] === true;
  const { destination, problem } = loadConfig(flags, env);
  if (destination === null && !isDryRun) return fail(1, problem ?? NOT_CONFIGURED);
  const found =
    flags.paths.length > 0
      ? findTranscripts(
          flags.paths.map((path) => resolve(path)),
          { mustExist: true },
        )
      : findTranscripts(defaultRoots(env));
  const state =
    destination === null || isDryRun ? null : new ImportState(importStatePath(env, destination));
  if (flags.again === true) state?.forget();
  const project = flags.project ?? null;
  const options = { files: found.files, since, project, state, isSilent: silentPast(env) };
  const bytes = found.files.reduce((sum, { size }) => sum + size, 0);
  const progress = new ProgressLine(process.stderr, bytes, Date.now);
  const rejected = new Map<string, number>();
  const show = (result: ImportResult): void => {
    progress.clear();
    const summary = {
      isDryRun,
      files: found.files.length,
      result: withFound(result, found),
      rejected,
    };
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify(summaryJson(summary), null, 2)}\n`
        : summaryText(summary),
    );
  };
  if (state === null || destination === null) {
    const deps: ImportDeps = {
      send: () => Promise.resolve(),
      onProgress: (at) => {
        progress.show(at);
      },
    };
    show(await importTranscripts(options, deps));
    return;
  }
  const onRejected = rejections(spoolFolder(env, destination), rejected);
  const sender = newSender(destination, { progress, onRejected });
  try {
    show(await importAndSave(options, { state, sender, progress }));
  } catch (error) {
    progress.clear();
    if (!(error instanceof ImportStopped)) throw error;
    fail(
      1,
      `${destination.url}: ${error.message.replace(/\.$/, '')}. Imported data is kept. Run again to continue.`,
    );
  } finally {
    state.save();
  }
}

type Options = Parameters<typeof importTranscripts>[0];

async function importAndSave(
  options: Options,
  { state, sender, progress }: { state: ImportState; sender: BatchSender; progress: ProgressLine },
): Promise<ImportResult> {
  let savedAt = Date.now();
  const result = await importTranscripts(options, {
    send: (lines, onDone) =>
      sender.send(lines, () => {
        onDone();
        if (Date.now() - savedAt < SAVE_MS) return;
        savedAt = Date.now();
        state.save();
      }),
    onProgress: (at) => {
      progress.show(at);
    },
  });
  await sender.end();
  return result;
}

function newSender(
  destination: Destination,
  {
    progress,
    onRejected,
  }: {
    progress: { fault: (fault: string | null) => void };
    onRejected: (reason: string, lines: readonly string[]) => void;
  },
): BatchSender {
  return new BatchSender({
    destination,
    newSend: () => httpSend(`claude-monitor/${VERSION} import`),
    now: Date.now,
    random: Math.random,
    sleep,
    onRejected,
    onFault: (fault) => {
      progress.fault(fault);
    },
  });
}

/** Counts what the monitor refuses, and sets it aside with the reason. */
export function rejections(
  folder: string,
  counts: Map<string, number>,
): (reason: string, lines: readonly string[]) => void {
  const losses = new LossLog(folder);
  const setAside = new SetAsideLog(folder);
  return (reason, lines) => {
    counts.set(reason, (counts.get(reason) ?? 0) + lines.length);
    losses.add({ kind: 'rejected', reason, count: lines.length });
    setAside.add(lines.map((line) => ({ at: Date.now(), reason, line })));
  };
}

const withFound = (result: ImportResult, found: Found): ImportResult => ({
  ...result,
  unreadable: [...found.unreadable, ...result.unreadable],
});

function fail(code: number, message: string): void {
  process.stderr.write(`claude-monitor: ${message}\n`);
  process.exitCode = code;
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { configPaths } from '../config.ts';
import { machineFile, readMachine } from '../machine/machine-file.ts';
import { placesOf } from '../machine/places.ts';
import { callRelay, holderOf } from '../relay/call-relay.ts';
import type { Env } from '../resolve-config.ts';
import { carryOut, planRemoval } from './change.ts';
import { diffOf } from './diff.ts';
import { readInstalled, saveInstalled } from './installed.ts';
import { hookPostFile } from './plugin.ts';
import { processTerminal, type Terminal } from './terminal.ts';

type UninstallFlags = { yes?: boolean | undefined; 'dry-run'?: boolean | undefined };

/** `claude-monitor uninstall`: takes back what `init` did. What its user changed since stays. */
export async function uninstall(
  flags: UninstallFlags,
  env: Env,
  terminal: Terminal = processTerminal(),
): Promise<void> {
  const installed = readInstalled(env);
  try {
    const changes = installed.files.flatMap((file) => planRemoval(file) ?? []);
    for (const { path, before, after } of changes) {
      terminal.print(
        after === null
          ? `${path}: deleted (created by init)`
          : `${path}\n${diffOf(before ?? '', after)}`,
      );
    }
    if (flags['dry-run'] === true) {
      terminal.print('Nothing was changed (--dry-run).');
      return;
    }
    if (flags.yes !== true) {
      const answer = terminal.isInteractive
        ? await terminal.prompt('Make these changes? [y/N] ')
        : '';
      if (!/^y(es)?$/i.test(answer)) {
        throw new Error('Nothing was changed. Without a terminal, confirm with --yes.');
      }
    }
    const backups = join(placesOf(env).state, 'backups');
    for (const change of changes) carryOut(change, backups);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'failed';
    process.stderr.write(`claude-monitor: ${reason}\n`);
    process.exitCode = 1;
    return;
  }
  await stopRelay(env);
  saveInstalled({ ...installed, files: [] }, env);
  rmSync(machineFile(env), { force: true });
  rmSync(configPaths(env, '').saved, { force: true });
  rmSync(hookPostFile(env), { force: true });
  rmSync(placesOf(env).program, { recursive: true, force: true });
  terminal.print(
    'Removed. Open sessions keep their hooks until they end. Unsent events stay in the spool.',
  );
}

async function stopRelay(env: Env): Promise<void> {
  const machine = readMachine(env);
  if (machine === null || (await holderOf(machine)).kind !== 'relay') return;
  await callRelay(machine, { path: '/stop' }).catch(() => undefined);
}

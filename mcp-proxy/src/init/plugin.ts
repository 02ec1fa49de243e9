import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { configPaths, readJson, resolveConfig } from '../config.ts';
import { readMachine, saveMachine, type Machine } from '../machine/machine-file.ts';
import { placesOf } from '../machine/places.ts';
import { writePrivate } from '../machine/private-file.ts';
import { installedProgram, installProgram, thisProgram } from '../machine/program.ts';
import { callRelay, holderOf } from '../relay/call-relay.ts';
import type { Env } from '../resolve-config.ts';
import { machineFor } from '../machine/choose-port.ts';
import { HOOK_TIMEOUT_S } from './hook-reasons.ts';
import { readInstalled } from './installed.ts';

const savedSchema = z.looseObject({ by: z.string().optional() });
const BY_PLUGIN = 'plugin';

/** How the plugin's hooks find the relay, for curl; it is there only while the plugin's hooks are to be posted. */
export const hookPostFile = (env: Env): string => join(placesOf(env).state, 'hook.curl');

/** Whether hooks come by the plugin rather than by user settings. */
export const isByPlugin = (env: Env): boolean => existsSync(hookPostFile(env));

/**
 * Prepares the machine for the plugin of Claude Code, which keeps URL and key and hands them over in the environment:
 * program, secret of the relay, and what its hooks are posted with. What `init` chose stays. Throws when the disk refuses.
 */
export async function connectByPlugin(env: Env): Promise<void> {
  if (thisProgram() !== null && installedProgram(env) === null) installProgram(env);
  const { destination } = resolveConfig({ flags: {}, env, saved: null, local: null });
  const path = configPaths(env, '').saved;
  const saved = savedSchema.safeParse(readJson(path));
  const isOurs = !saved.success || saved.data.by === BY_PLUGIN;
  const isNew = destination !== null && isOurs && !isAlready(path, destination);
  if (isNew) {
    const { url, key } = destination;
    writePrivate(path, `${JSON.stringify({ url, key, by: BY_PLUGIN }, null, 2)}\n`);
  }
  const known = readMachine(env);
  const machine = await machineFor(env);
  if (known?.port !== machine.port) saveMachine(machine, env);
  // One that runs sends to where it did.
  if (isNew && (await holderOf(machine)).kind === 'relay') {
    await callRelay(machine, { path: '/replace' });
  }
  // One hook is posted once: those of `init` stand in the settings and go on.
  if (hasHooksOfInit(env)) rmSync(hookPostFile(env), { force: true });
  else writePrivate(hookPostFile(env), curlConfig(machine));
}

const alreadySchema = z.object({ url: z.string(), key: z.string() });

function isAlready(path: string, { url, key }: { url: string; key: string }): boolean {
  const saved = alreadySchema.safeParse(readJson(path));
  return saved.success && saved.data.url === url && saved.data.key === key;
}

const hasHooksOfInit = (env: Env): boolean =>
  readInstalled(env).files.some(
    ({ agent, additions }) =>
      agent === 'claude' && additions.entries.some(({ path }) => path[0] === 'hooks'),
  );

const curlConfig = ({ port, secret }: Machine): string =>
  [
    `url = "http://127.0.0.1:${String(port)}/v1/hooks/claude-code"`,
    `header = "Authorization: Bearer ${secret}"`,
    'header = "Content-Type: application/json"',
    `max-time = ${String(HOOK_TIMEOUT_S)}`,
    'noproxy = "*"',
    'silent',
    '',
  ].join('\n');

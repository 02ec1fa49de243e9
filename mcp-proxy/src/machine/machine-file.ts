import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../config.ts';
import type { Env } from '../resolve-config.ts';
import { placesOf } from './places.ts';
import { writePrivate } from './private-file.ts';

const machineSchema = z.object({
  port: z.int().min(1).max(65_535),
  secret: z.string().min(20),
  fingerprintKey: z.string().min(20),
});

/** What the relay of this user on this machine is known by. `init` makes it; without it there is no relay. */
export type Machine = z.infer<typeof machineSchema>;

export const machineFile = (env: Env): string => join(placesOf(env).config, 'relay.json');

/** Null where `init` has not been, or the file can't be read. */
export function readMachine(env: Env): Machine | null {
  const parsed = machineSchema.safeParse(readJson(machineFile(env)));
  return parsed.success ? parsed.data : null;
}

export const newMachine = (port: number): Machine => ({
  port,
  secret: randomBytes(24).toString('base64url'),
  fingerprintKey: randomBytes(24).toString('base64url'),
});

export function saveMachine(machine: Machine, env: Env): void {
  writePrivate(machineFile(env), `${JSON.stringify(machine, null, 2)}\n`);
}

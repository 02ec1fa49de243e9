import { spawnSync } from 'node:child_process';
import type { Env } from '../resolve-config.ts';

/** The first release of Codex that has OpenTelemetry in it; 0.42, the one before, has none of its words. */
const FIRST_WITH_TELEMETRY = [0, 44] as const;
const ASK_MS = 5_000;

/** Why the Codex that this user starts can send nothing; null: it can, or none is found. */
export function codexFault(env: Env): string | null {
  const version = codexVersion(env);
  if (version === null || sendsTelemetry(version)) return null;
  return `Codex ${version} has no telemetry, so nothing of it is shown. Update it to ${FIRST_WITH_TELEMETRY.join('.')} or later.`;
}

function sendsTelemetry(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [firstMajor, firstMinor] = FIRST_WITH_TELEMETRY;
  return major > firstMajor || (major === firstMajor && minor >= firstMinor);
}

function codexVersion(env: Env): string | null {
  const { stdout } = spawnSync('codex', ['--version'], {
    env,
    encoding: 'utf8',
    timeout: ASK_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
    // A script of npm on Windows.
    shell: process.platform === 'win32',
  });
  return /\b(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null;
}

import { isAbsolute, join } from 'node:path';
import { faults, StartFault } from './fault.ts';

const DEFAULT_PORT = 8787;
const HIGHEST_PORT = 65_535;

/** What the environment asks of `npm start`. */
export type Settings = {
  port: number;
  /** Absolute. */
  dataFolder: string;
  /** Channels of alerts may call this machine: for stand-ins of tests only. */
  alertsAllowLocal: boolean;
  /** A database elsewhere: no libSQL server is started then. */
  remote: { url: string; token: string } | null;
};

/** Parses the environment; a bad value is a `StartFault`. */
export function parseSettings(env: Record<string, string | undefined>, root: string): Settings {
  const url = env['TURSO_DATABASE_URL'] ?? '';
  const folder = env['CLAUDE_MONITOR_DATA'] ?? '';
  return {
    port: parsePort(env['PORT'] ?? ''),
    dataFolder: folder === '' ? join(root, '.claude-monitor') : absolute(folder, root),
    alertsAllowLocal: env['CLAUDE_MONITOR_ALERTS_ALLOW_LOCAL'] === '1',
    remote: url === '' ? null : { url, token: env['TURSO_AUTH_TOKEN'] ?? '' },
  };
}

function parsePort(value: string): number {
  if (value === '') return DEFAULT_PORT;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) {
    throw new StartFault(faults.badPort(value));
  }
  return port;
}

const absolute = (folder: string, root: string): string =>
  isAbsolute(folder) ? folder : join(root, folder);

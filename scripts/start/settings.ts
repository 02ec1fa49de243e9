import { isAbsolute, join } from 'node:path';
import { faults, StartFault } from './fault.ts';

const DEFAULT_PORT = 8787;
const HIGHEST_PORT = 65_535;

export type Settings = {
  port: number;
  /** Absolute. */
  dataFolder: string;
  /** Channels of alerts may call this machine: for receivers in tests only. */
  alertsAllowLocal: boolean;
  /** The origin that browsers see, where a proxy stands before this; null: none does. */
  publicUrl: string | null;
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
    publicUrl: parsePublicUrl(env['PUBLIC_URL'] ?? ''),
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

/** An origin: pages and cookies have paths of their own, so there is none below which they could lie. */
function parsePublicUrl(value: string): string | null {
  if (value === '') return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    `${url.search}${url.hash}${url.username}` === '';
  if (!isOrigin) throw new StartFault(faults.badPublicUrl(value));
  return url.origin;
}

const absolute = (folder: string, root: string): string =>
  isAbsolute(folder) ? folder : join(root, folder);

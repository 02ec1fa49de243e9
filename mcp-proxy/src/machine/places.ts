import { homedir } from 'node:os';
import { join } from 'node:path';
import { nonEmpty, type Env } from '../resolve-config.ts';

/** Where the client keeps what is one user's on one machine; each may lie elsewhere by the XDG variables. */
export type Places = {
  /** Settings that people may edit, and the key; readable by their user only. */
  config: string;
  /** What may be lost: notes for `status`, the last bodies. */
  state: string;
  /** The client itself, where hooks find it whatever becomes of npm's cache. */
  program: string;
};

export function placesOf(env: Env): Places {
  const home = nonEmpty(env['HOME']) ?? homedir();
  const under = (name: string, usual: string): string =>
    join(nonEmpty(env[name]) ?? join(home, usual), 'claude-monitor');
  return {
    config: under('XDG_CONFIG_HOME', '.config'),
    state: under('XDG_STATE_HOME', '.local/state'),
    program: join(under('XDG_DATA_HOME', '.local/share'), 'client'),
  };
}

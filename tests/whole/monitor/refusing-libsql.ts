import { readFileSync } from 'node:fs';
import type { Monitor } from './monitor.ts';

/** Where the libSQL server of a started project listens: its command line says it. */
function libsqlUrlOf(monitor: Monitor): string {
  for (const pid of monitor.pidsOf('sqld')) {
    const words = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0');
    const address = words[words.indexOf('--http-listen-addr') + 1];
    if (address !== undefined && words.includes('--http-listen-addr')) return `http://${address}`;
  }
  throw new Error('no libSQL server runs');
}

/** Has it refuse the rows of a session for good, as a value that it can't store would. */
export const refuseSession = (monitor: Monitor, sessionId: string): Promise<void> =>
  execute(
    monitor,
    `create trigger refuse before insert on session when new.session_id = '${sessionId}'
     begin select raise(abort, 'refused'); end`,
  );

export const takeAllAgain = (monitor: Monitor): Promise<void> =>
  execute(monitor, 'drop trigger refuse');

/** Runs a statement in the database itself. */
export async function execute(monitor: Monitor, sql: string): Promise<void> {
  const answer = await fetch(`${libsqlUrlOf(monitor)}/v2/pipeline`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ requests: [{ type: 'execute', stmt: { sql } }, { type: 'close' }] }),
  });
  const text = await answer.text();
  if (!answer.ok || text.includes('"error"')) throw new Error(text);
}

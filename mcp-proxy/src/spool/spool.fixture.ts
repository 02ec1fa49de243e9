import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { SPOOL_LIMITS, type SpoolLimits } from './spool-limits.ts';
import { Spool } from './spool.ts';

export const ALL = { events: 1_000, bytes: 1_000_000 };

export const HOST = 'aaaaaaaa';

export type Machine = {
  folder: string;
  /** Starts a process; it lives until it is killed. */
  start: (options?: { folder?: string; otherFolders?: string[]; host?: string }) => Process;
  clock: { now: number };
};

export type Process = { spool: Spool; kill: () => void; reports: string[] };

export function machine(limits: Partial<SpoolLimits> = {}): Machine {
  const folder = join(scratchFolder(), 'spool');
  const clock = { now: Date.now() };
  const running = new Set<number>();
  let lastPid = 100;
  return {
    folder,
    clock,
    start: (options = {}) => {
      const pid = ++lastPid;
      running.add(pid);
      const reports: string[] = [];
      const spool = new Spool({
        folder: options.folder ?? folder,
        otherFolders: options.otherFolders ?? [],
        self: { host: options.host ?? HOST, pid, start: String(pid) },
        processes: { isAlive: (each) => running.has(each), startOf: String },
        limits: { ...SPOOL_LIMITS, ...limits },
        now: () => clock.now,
        newId: randomUUID,
        report: (_topic, message) => {
          if (message !== null) reports.push(message);
        },
      });
      return { spool, reports, kill: () => running.delete(pid) };
    },
  };
}

export const line = (id: string, type = 'task.start'): string => JSON.stringify({ id, type });

export const idOf = (text: string): string => text.slice(7, text.indexOf('"', 7));

/** Takes all that waits, as a server would that accepts it. */
export function drain(spool: Spool, limits = ALL): string[] {
  const ids: string[] = [];
  for (let batch = spool.next(limits); batch !== null; batch = spool.next(limits)) {
    ids.push(...batch.lines.map(idOf));
    batch.commit(batch.lines.length);
  }
  return ids;
}

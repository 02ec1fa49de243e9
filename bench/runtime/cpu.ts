import { readFileSync } from 'node:fs';

/** Linux counts the processor's time in hundredths of a second. */
const MS_PER_TICK = 10;

/** Processor time that a process has used so far; 0 where the system does not tell. */
export function cpuMsOf(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  // The name in parentheses may hold anything; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiOf } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { execute } from '../whole/monitor/refusing-libsql.ts';

/** A list as a file, of many rows that lie in the real database. */
const ROWS = 200_000;
/** The server ends a statement that takes long. */
const AT_ONCE = 50_000;
/** What the Worker's process may take beside what it takes for the first rows. */
const MORE_BYTES = 96 * 1024 * 1024;

let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor();
  const event = { type: 'task.start', sessionId: 's', taskId: 't', agentName: 'ada' } as const;
  await apiOf(monitor).send([{ id: 'one', time: Date.now(), ...event }]);
  await apiOf(monitor).tasks();
  // Tasks that look like that one, each with a place of its own in the list.
  for (let from = 1; from < ROWS; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE, ROWS) - 1;
    await execute(
      monitor,
      `insert into task (workspace, id, task_id, session, project, status, listed_at, last_at, ended_at, is_gone, origin, view_length, rev, view)
       with recursive number (n) as (select ${String(from)} union all select n + 1 from number where n < ${String(to)})
       select workspace, id || '-' || n, task_id, session, project, status, listed_at - n, last_at, ended_at, is_gone, origin, view_length, rev, view
       from (select * from task order by listed_at desc limit 1), number`,
    );
  }
}, 300_000);

afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

/** Of the runtime's process now, bytes. */
function residentBytes(): number {
  const [pid] = monitor.pidsOf('workerd');
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
}

test('[STO3] many rows of the database are had as CSV, in memory that does not grow', async () => {
  const answer = await fetch(`${monitor.url}/v1/tasks?format=csv`, {
    headers: { authorization: `Bearer ${monitor.readKey}` },
  });
  expect(answer.status).toBe(200);
  let [lines, most, first] = [0, 0, 0];
  for await (const chunk of answer.body ?? []) {
    for (const byte of chunk) if (byte === 10) lines += 1;
    const bytes = residentBytes();
    if (lines < ROWS / 20) first = Math.max(first, bytes);
    most = Math.max(most, bytes);
  }
  expect(lines).toBe(ROWS + 1);
  expect(most - first).toBeLessThan(MORE_BYTES);
}, 600_000);

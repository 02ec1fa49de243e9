import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiOf } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { execute } from '../whole/monitor/refusing-libsql.ts';

/** A list as a file, of many rows that lie in the real database. */
const ROWS = 200_000;
/** The server ends a statement that takes long. */
const AT_ONCE = 50_000;
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

test('[STO3] all rows of a large list are had as CSV', async () => {
  const answer = await fetch(`${monitor.url}/v1/tasks?format=csv`, {
    headers: { authorization: `Bearer ${monitor.readKey}` },
  });
  expect(answer.status).toBe(200);
  let text = '';
  let lines = 0;
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    const parts = (text + decoder.decode(chunk, { stream: true })).split('\r\n');
    text = parts.pop() ?? '';
    lines += parts.length;
  }
  expect(text).toBe('');
  expect(lines).toBe(ROWS + 1);
}, 600_000);

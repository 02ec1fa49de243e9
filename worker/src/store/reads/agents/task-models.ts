import { usageHour } from '@claude-monitor/drizzle/schema';
import { LIMITS, type Task } from '@claude-monitor/protocol';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { Database } from '../../client.ts';

/** The model that used most tokens on each task, as far as rows of usage within a bound tell. */
export async function modelsOfTasks(
  db: Database,
  workspace: string,
  tasks: readonly Task[],
): Promise<ReadonlyMap<string, string>> {
  const owners = new Set(
    tasks.flatMap((task) => [task.session ?? '', ...task.workers.map(({ session }) => session)]),
  );
  owners.delete('');
  if (owners.size === 0) return new Map();
  const rows = db
    .select()
    .from(usageHour)
    .where(
      and(
        sql`${usageHour.owner} in (select value from json_each(${JSON.stringify([...owners])}))`,
        eq(usageHour.workspace, workspace),
        ne(usageHour.task, ''),
        ne(usageHour.provenance, 'superseded'),
      ),
    )
    .limit(LIMITS.taskUsageRows);
  const used = await db
    .select({
      task: sql<string>`${usageHour.task}`,
      model: sql<string>`${usageHour.model}`,
      tokens: sql<number>`sum(${usageHour.inputTokens} + ${usageHour.outputTokens}
        + ${usageHour.cacheReadTokens} + ${usageHour.cacheCreationTokens})`,
    })
    .from(sql`(${rows.getSQL()}) as ${sql.identifier('usage_hour')}`)
    .groupBy(usageHour.task, usageHour.model);
  const most = new Map<string, { model: string; tokens: number }>();
  for (const { task, model, tokens } of used) {
    const before = most.get(task);
    const isMore = before === undefined || tokens > before.tokens;
    if (model !== '' && tokens > 0 && isMore) most.set(task, { model, tokens });
  }
  return new Map([...most].map(([task, { model }]) => [task, model]));
}

import { session, task } from '@claude-monitor/drizzle/schema';
import { and, sql } from 'drizzle-orm';
import { inWorkspace } from '../in-workspace.ts';
import type { Database } from '../client.ts';

export async function callerIds(
  db: Database,
  workspace: string,
  { kind, ids }: { kind: 'session' | 'task'; ids: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const isListed = sql`in (select value from json_each(${JSON.stringify(ids)}))`;
  const rows =
    kind === 'session'
      ? await db
          .select({ id: session.id, callerId: session.sessionId })
          .from(session)
          .where(and(inWorkspace(session, workspace), sql`${session.id} ${isListed}`))
      : await db
          .select({ id: task.id, callerId: task.taskId })
          .from(task)
          .where(and(inWorkspace(task, workspace), sql`${task.id} ${isListed}`));
  return new Map(rows.map((row) => [row.id, row.callerId]));
}

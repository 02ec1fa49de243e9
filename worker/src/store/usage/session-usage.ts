import { usageHour } from '@claude-monitor/drizzle/schema';
import type { SessionAnswer } from '@claude-monitor/protocol';
import { and, desc, eq } from 'drizzle-orm';
import { inWorkspace } from '../in-workspace.ts';
import type { Database } from '../client.ts';
import { isNotZero } from './not-zero.ts';
import { figureColumns, figuresOf, tokensOf } from './usage-figures.ts';

/** What each instance of a session used, by model and task (internal id); the largest first. */
export async function usageOfSession(
  db: Database,
  workspace: string,
  id: string,
): Promise<SessionAnswer['usage']> {
  const { agentId, model, task } = usageHour;
  const rows = await db
    .select({ agentId, model, task, ...figureColumns(usageHour) })
    .from(usageHour)
    .where(and(inWorkspace(usageHour, workspace), eq(usageHour.owner, id), isNotZero(usageHour)))
    .groupBy(agentId, model, task)
    .orderBy(desc(tokensOf(usageHour)), agentId, model, task);
  return rows.map((row) => ({
    ...figuresOf(row),
    agentId: row.agentId || null,
    model: row.model || null,
    task: row.task || null,
  }));
}

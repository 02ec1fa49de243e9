import { hubCursor } from '@claude-monitor/drizzle/schema';
import type { Database } from './client.ts';

export async function listWorkspaces(db: Database): Promise<string[]> {
  const rows = await db.select({ workspace: hubCursor.workspace }).from(hubCursor);
  return rows.map(({ workspace }) => workspace);
}

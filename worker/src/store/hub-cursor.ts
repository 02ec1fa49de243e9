import { hubCursor } from '@claude-monitor/drizzle/schema';
import { inWorkspace } from './in-workspace.ts';
import type { Database } from './client.ts';

/** How far libSQL is for this workspace; null when it knows nothing of it. */
export async function readHubCursor(
  db: Database,
  workspace: string,
): Promise<{ epoch: number; seq: number } | null> {
  const rows = await db
    .select({ epoch: hubCursor.epoch, seq: hubCursor.seq })
    .from(hubCursor)
    .where(inWorkspace(hubCursor, workspace));
  return rows[0] ?? null;
}

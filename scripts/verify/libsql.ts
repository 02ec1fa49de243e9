import { openDatabase } from '../../worker/src/store/client.ts';
import type { Difference } from '../../worker/src/store/verify/difference.ts';
import { verifyWorkspace, workspacesOf } from '../../worker/src/store/verify/verify.ts';

/** A day of a large workspace is summed in one query. */
const TIMEOUT_MS = 120_000;

/** Every difference within the database, of all workspaces, as it is found. */
export async function verifyLibsql(
  { url, token }: { url: string; token: string },
  report: (workspace: string, difference: Difference) => void,
): Promise<{ workspaces: number; differences: number }> {
  const db = openDatabase({ url, token, timeoutMs: TIMEOUT_MS });
  let differences = 0;
  try {
    const workspaces = await workspacesOf(db);
    for (const workspace of workspaces) {
      for await (const difference of verifyWorkspace(db, workspace)) {
        differences += 1;
        report(workspace, difference);
      }
    }
    return { workspaces: workspaces.length, differences };
  } finally {
    db.$client.close();
  }
}

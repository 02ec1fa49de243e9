import type { Report } from '../http/answer/errors.ts';
import type { MaintenanceRpc } from '../hub/rpc.ts';

export type MaintenanceDeps = {
  /** Those that history has rows of. */
  workspaces(): Promise<string[]>;
  hub(workspace: string): MaintenanceRpc;
  report: Report;
};

/** Hubs that are called side by side. */
const AT_ONCE = 20;

/**
 * The daily job: each workspace that history has rows of brings about what it keeps. Its hub sets alarms of
 * its own for what takes longer than the call; one that has nothing to do goes back to sleep.
 */
export async function runDailyMaintenance(deps: MaintenanceDeps): Promise<void> {
  const workspaces = await deps.workspaces();
  for (let from = 0; from < workspaces.length; from += AT_ONCE) {
    await Promise.all(
      workspaces.slice(from, from + AT_ONCE).map(async (workspace) => {
        try {
          await deps.hub(workspace).runMaintenance();
        } catch (error) {
          deps.report({ what: 'maintenance', error });
        }
      }),
    );
  }
}

import type { Journal } from '../../start/libsql/migration.ts';
import { backUp, type Backup } from './backup.ts';
import { migrateForward, type DatabaseAccess } from './database.ts';
import { deployFaults } from '../faults.ts';
import { reasonOf } from '../fault.ts';
import { schemaStatusAt } from '../plan/inspect.ts';
import { schemaRefusal } from '../plan/plan.ts';

type Deps = {
  journal: Journal;
  backups: string;
  now: () => Date;
  report: (line: string) => void;
};

/** A backup where something stands in the database and changes, then the migrations. */
export async function migrateWithBackup(access: DatabaseAccess, deps: Deps): Promise<void> {
  const { journal, backups, now, report } = deps;
  const schemaStatus = await schemaStatusAt(access, journal);
  const refusal = schemaRefusal(schemaStatus);
  if (refusal !== null) throw deployFaults.refused([refusal]);
  if (schemaStatus.kind === 'current') {
    report('backup: not needed');
    report('migrate: the database is up to date');
    return;
  }
  if (schemaStatus.kind === 'behind') {
    const name = now().toISOString().replace(/[:.]/g, '-');
    const { path, rows } = await backUpAt(access, { folder: backups, name });
    report(`backup: ${String(rows)} rows in ${path}`);
  } else report('backup: a new database is empty');
  await migrateForward(access);
  const applied =
    schemaStatus.kind === 'behind' ? schemaStatus.pending.join(', ') : 'all tables are made';
  report(`migrate: ${applied}`);
}

async function backUpAt(
  access: DatabaseAccess,
  target: { folder: string; name: string },
): Promise<Backup> {
  try {
    return await backUp(access, target);
  } catch (error) {
    throw deployFaults.backupFailed(reasonOf(error), error);
  }
}

import { join } from 'node:path';
import { StartFault } from './start/fault.ts';
import { parseSettings } from './start/settings.ts';
import { databaseToVerify } from './verify/database.ts';
import { verifyLibsql } from './verify/libsql.ts';

/**
 * `npm run verify`: compares all sums of the database of a running monitor with the rows that they are
 * made of, prints every difference, and fails when there is one (rule STO8). It only reads.
 */
process.channel?.unref();

try {
  const settings = parseSettings(process.env, join(import.meta.dirname, '..'));
  const database = await databaseToVerify(settings);
  const { workspaces, differences } = await verifyLibsql(database, (workspace, difference) => {
    console.log(JSON.stringify({ workspace, ...difference }));
  });
  console.log(`${String(workspaces)} workspaces, ${String(differences)} differences.`);
  if (differences > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof StartFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

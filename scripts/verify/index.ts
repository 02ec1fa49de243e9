import { join } from 'node:path';
import type { Difference } from '../../worker/src/store/verify/difference.ts';
import { repairOf } from '../../worker/src/store/verify/repair-of.ts';
import { StartFault } from '../start/fault.ts';
import { openDataFolder } from '../start/data-folder.ts';
import { readLocal } from '../start/local-json.ts';
import { parseSettings, type Settings } from '../start/settings.ts';
import { databaseToVerify } from './database.ts';
import { repairFrom, verifyHub, type Hub } from './hub.ts';
import { verifyLibsql } from './libsql.ts';

/**
 * `npm run verify`: compares all sums of the database of a running monitor with the rows that they are
 * made of, and those with what the hub holds; prints every difference, and fails when there is one (rule
 * STO8). It only reads, but for `--repair`: then the hub sends again what differs.
 */
process.channel?.unref();

const isRepair = process.argv.includes('--repair');

try {
  const settings = parseSettings(process.env, join(import.meta.dirname, '../..'));
  const database = await databaseToVerify(settings);
  const hub = hubToVerify(settings);
  const found: { workspace: string; difference: Difference }[] = [];
  const report = (workspace: string, difference: Difference): void => {
    found.push({ workspace, difference });
    console.log(JSON.stringify({ workspace, ...difference }));
  };
  const { workspaces } = await verifyLibsql(database, report);
  if (hub === null) console.log('No hub was compared: give CLAUDE_MONITOR_URL and an admin key.');
  const verified = hub === null ? null : await verifyHub(database, hub);
  for (const difference of verified?.differences ?? []) {
    report(verified?.workspace ?? '', difference);
  }
  if (verified !== null && verified.unsettled > 0) {
    console.log(`${String(verified.unsettled)} change just now and were not compared.`);
  }
  console.log(`${String(workspaces)} workspaces, ${String(found.length)} differences.`);
  if (found.length > 0) process.exitCode = 1;
  if (isRepair && found.length > 0 && hub !== null && verified !== null) {
    const own = found.filter(({ workspace }) => workspace === verified.workspace);
    const repair = repairOf(
      own.map(({ difference }) => difference),
      verified.pages,
    );
    const isSent = await repairFrom(hub, repair);
    console.log(isSent ? 'Repaired: verify again.' : 'Repaired with the next flush: verify then.');
    if (isSent && own.length === found.length) process.exitCode = 0;
  }
} catch (error) {
  if (!(error instanceof StartFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** The hub that the environment names, else that of `npm start`; a workspace of each key. */
function hubToVerify({ dataFolder }: Settings): Hub | null {
  const { CLAUDE_MONITOR_URL: url, CLAUDE_MONITOR_KEY: adminKey } = process.env;
  if (url !== undefined && adminKey !== undefined) return { url, adminKey };
  const local = readLocal(openDataFolder(dataFolder).localJson);
  return local === null ? null : { url: local.url, adminKey: local.adminKey };
}

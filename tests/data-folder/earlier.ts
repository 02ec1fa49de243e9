import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { KEEP_ALL } from '../whole/monitor/workspace.ts';
import { filesOf, unpackFolder } from './pack.ts';

/** Data folders that earlier versions wrote, and what they answered (see the README there). */
export const EARLIER_FOLDERS = join(import.meta.dirname, '../fixtures/data-folder');

const ENDING = '.tar.gz';

/** Their names: the day of the code that wrote them; the oldest first. */
export const earlierNames = (): [string, ...string[]] => {
  const [oldest, ...later] = readdirSync(EARLIER_FOLDERS)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
  if (oldest === undefined) throw new Error(`no data folder in ${EARLIER_FOLDERS}`);
  return [oldest, ...later];
};

export type EarlierFolder = ReturnType<typeof unpackFolder>;

/**
 * One of them in a place of its own, with everything kept for as long as can be set: by the defaults,
 * whatever it holds is due for retention some days later, and its first start lets go of it before anybody
 * can say otherwise.
 */
export function openEarlierFolder(name: string): EarlierFolder {
  const folder = unpackFolder(join(EARLIER_FOLDERS, `${name}${ENDING}`));
  const hub = databaseWith(folder.path, HUB_TABLE);
  hub
    .prepare("insert into meta (name, value) values ('retention', ?)")
    .run(JSON.stringify(KEEP_ALL));
  hub.close();
  return folder;
}

/** A table of the hub's storage that libSQL has none like. */
const HUB_TABLE = 'journal';

export function databaseWith(folder: string, table: string): DatabaseSync {
  for (const path of filesOf(folder)) {
    if (!path.endsWith('.sqlite') && !path.endsWith('/data')) continue;
    const database = new DatabaseSync(path);
    const found = database.prepare('select 1 from sqlite_master where name = ?').get(table);
    if (found !== undefined) return database;
    database.close();
  }
  throw new Error(`no database has a table ${table}`);
}

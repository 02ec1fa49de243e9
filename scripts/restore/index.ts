import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { restore } from '../deploy/database/backup.ts';
import { readContents } from '../deploy/database/database.ts';
import { parseEnvironment } from '../deploy/environment.ts';

/** `npm run restore -- FILE`: reads a backup into the empty database that TURSO_DATABASE_URL names. */
process.channel?.unref();

const [path] = process.argv.slice(2);
const { database } = parseEnvironment(process.env, '');
if (path === undefined || database === null) {
  console.error(
    'Missing URL. Usage: TURSO_DATABASE_URL=… TURSO_AUTH_TOKEN=… npm run restore -- FILE.',
  );
  process.exitCode = 1;
} else {
  const { tables } = await readContents(database);
  if (tables.length > 0) {
    console.error(`${database.url} is not empty: restore into a new database.`);
    process.exitCode = 1;
  } else {
    const count = await restore(database, createInterface({ input: createReadStream(path) }));
    console.log(`${String(count)} statements are restored into ${database.url}.`);
  }
}

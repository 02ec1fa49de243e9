import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MIGRATIONS = join(ROOT, 'drizzle/migrations');

/**
 * Writes the next migration from `drizzle/schema.ts`. Migrations are append-only: only files made by
 * this run are edited, and what was made before is never written again (rule STO4).
 */
const before = new Set(migrationFiles());
const made = spawnSync(
  process.execPath,
  [
    join(ROOT, 'node_modules/drizzle-kit/bin.cjs'),
    'generate',
    '--config=drizzle/drizzle.config.ts',
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, stdio: 'inherit' },
);
if (made.status !== 0) process.exit(made.status ?? 1);

for (const file of migrationFiles().filter((name) => !before.has(name))) {
  const path = join(MIGRATIONS, file);
  writeFileSync(path, withoutRowid(readFileSync(path, 'utf8')));
  console.log(
    `Tables of ${file} with keys of text are WITHOUT ROWID. Read it before you commit it.`,
  );
}

function migrationFiles(): string[] {
  return readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'));
}

/**
 * Drizzle has no word for WITHOUT ROWID, and every table here is one but those whose key is a number
 * (see `drizzle/schema.ts`).
 */
function withoutRowid(sql: string): string {
  return sql.replace(/^(CREATE TABLE [^;]*\n\));/gm, (table, body: string) =>
    /integer PRIMARY KEY/i.test(body) ? table : `${body} WITHOUT ROWID;`,
  );
}

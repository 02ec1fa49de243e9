import { join } from 'node:path';
import { buildStale } from '../build/parts.ts';
import { parseEnvironment } from './environment.ts';
import { DeployFault } from './fault.ts';
import { main } from './main.ts';
import { HELP, parseOptions } from './plan/options.ts';
import { Wrangler } from './cloudflare/wrangler.ts';
import { readJournal } from '../start/libsql/migration.ts';

/** `npm run deploy`: Claude Monitor on Cloudflare and Turso; `--dry-run` only says how. */
const ROOT = join(import.meta.dirname, '../..');

// So that what is cleaned up at the end is cleaned up.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) console.log(HELP);
  else {
    await main(options, {
      env: parseEnvironment(process.env, ROOT),
      journal: readJournal(ROOT),
      wrangler: new Wrangler(ROOT, process.env),
      build: () => buildStale(ROOT, (part) => console.log(`Building the ${part} …`)),
      urlOf: (host) => `https://${host}`,
      now: () => new Date(),
      print: (text) => console.log(text),
    });
  }
} catch (error) {
  if (!(error instanceof DeployFault)) throw error;
  console.error(`✗ ${error.message} [${error.code}]`);
  process.exitCode = 1;
}

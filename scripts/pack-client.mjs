// `npm pack` and `npm publish` in mcp-proxy run this. Plain JavaScript for any Node from 20 on: the packages may not be there yet.
// The client's folder is no workspace of the repository, whose `.npmrc` lets no script run.
import { handOver } from './bootstrap/hand-over.mjs';

// What npm was reported for this package is not meant for the commands below it.
for (const name of ['dry_run', 'ignore_scripts', 'json', 'pack_destination', 'workspace']) {
  delete process.env[`npm_config_${name}`];
}

await handOver('mcp-proxy/build.ts');

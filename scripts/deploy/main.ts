import { createInterface } from 'node:readline/promises';
import { bundleSizeOf } from '../test/bundle-size.ts';
import type { Journal } from '../start/libsql/migration.ts';
import type { Environment } from './environment.ts';
import { deployFaults } from './faults.ts';
import { KeptFile } from './kept.ts';
import { inspect } from './plan/inspect.ts';
import type { Options } from './plan/options.ts';
import { planDeploy } from './plan/plan.ts';
import { deploy, uploadOf } from './run.ts';
import { teamSetup, planText } from './plan/show.ts';
import type { Wrangler } from './cloudflare/wrangler.ts';

export type Deps = {
  env: Environment;
  journal: Journal;
  wrangler: Wrangler;
  build: () => Promise<void>;
  urlOf: (host: string) => string;
  now: () => Date;
  print: (text: string) => void;
};

/** `npm run deploy`: looks, says what it would do, and does it after a yes. */
export async function main(options: Options, deps: Deps): Promise<void> {
  const { env, journal, wrangler, print } = deps;
  const file = new KeptFile(env.folder, options.name);
  const kept = file.read();
  const { found, account, database } = await inspect({ env, options, kept, wrangler, journal });
  const plan = planDeploy(found, options);
  print(planText(plan, options.name, options.isDryRun));
  if (plan.refusals.length > 0) throw deployFaults.refused(plan.refusals);
  if (!options.isDryRun && plan.missing.length > 0) throw deployFaults.missing(plan.missing);

  await deps.build();
  const databaseUrl =
    typeof found.database !== 'string' && found.database.kind === 'there' ? found.database.url : '';
  const output = await wrangler.tryBundle(uploadOf({ plan, options, account }, databaseUrl));
  const { kib, gzipKib } = bundleSizeOf(output);
  print(
    `The Worker's bundle and configuration are in order: ${String(kib)} KiB, gzip ${String(gzipKib)}.\n`,
  );
  if (options.isDryRun) {
    print('Dry run: nothing was changed.');
    return;
  }

  if (account === null || database === null) throw deployFaults.missing(plan.missing);
  if (!options.isConfirmed) await confirm();
  const worker = typeof found.cloudflare === 'string' ? null : found.cloudflare.worker;
  const { url, keys } = await deploy(
    {
      plan,
      options,
      account,
      database,
      kept,
      givenSecret: env.deploySecret,
      hasSecrets: worker?.secrets ?? [],
    },
    {
      file,
      journal,
      wrangler,
      urlOf: deps.urlOf,
      now: deps.now,
      report: (line) => print(`✓ ${line}`),
    },
  );
  print(teamSetup({ url, workspace: options.workspace, keys, keptPath: file.path }));
}

async function confirm(): Promise<void> {
  if (!process.stdin.isTTY) throw deployFaults.noAnswer();
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question('Deploy? (yes/no) ');
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw deployFaults.noAnswer();
}

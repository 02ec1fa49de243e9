import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { smokeTest } from '../smoke/run.ts';
import type { Journal } from '../start/libsql/migration.ts';
import { migrateWithBackup } from './database/migrate-with-backup.ts';
import type { Account } from './cloudflare/cloudflare.ts';
import { checkWritable, type DatabaseAccess } from './database/database.ts';
import type { Kept, KeptFile, WorkspaceKeys } from './kept.ts';
import type { InspectedDatabase } from './plan/inspect.ts';
import type { Options } from './plan/options.ts';
import type { Plan } from './plan/plan.ts';
import { digestOf, nextSecrets, workerSecrets } from './secrets.ts';
import { waitUntilUp } from './wait-until-up.ts';
import { openWorkspace } from './workspace.ts';
import type { Wrangler } from './cloudflare/wrangler.ts';

const SECRET_BYTES = 32;
/** The smoke test has a workspace of its own, so that nobody's page shows it. */
const SMOKE_WORKSPACE = 'smoketest';

/** All that a run goes on with after the look and the yes. */
export type Ready = {
  plan: Plan;
  options: Options;
  account: Account;
  database: InspectedDatabase;
  kept: Kept | null;
  givenSecret: string;
  hasSecrets: readonly string[];
};

export type Tools = {
  file: KeptFile;
  journal: Journal;
  wrangler: Wrangler;
  urlOf: (host: string) => string;
  now: () => Date;
  report: (line: string) => void;
};

export type Deployed = { url: string; keys: WorkspaceKeys };

/** Does what was planned, step by step; what is done is kept, so that a repeat goes on from there. */
export async function deploy(ready: Ready, tools: Tools): Promise<Deployed> {
  const { plan, options } = ready;
  const { file, report } = tools;
  const access = await openDatabase(ready, report);
  const known = { kept: ready.kept, given: ready.givenSecret };
  let kept: Kept = {
    secretsDigest: ready.kept?.secretsDigest ?? null,
    workspaces: ready.kept?.workspaces ?? {},
    ...nextSecrets(known, options, () => randomBytes(SECRET_BYTES).toString('base64url')),
    location: plan.location,
    database: access,
  };
  // Before anything has it: a secret that only the Worker knew would be lost.
  file.write(kept);

  const backups = join(file.folder, `${options.name}-backups`);
  await migrateWithBackup(access, { journal: tools.journal, backups, now: tools.now, report });
  kept = { ...kept, secretsDigest: await upload(kept, ready, tools) };
  file.write(kept);

  const url = tools.urlOf(plan.hosts[0] ?? '');
  await waitUntilUp(url);
  report(`deploy: ${url} is up`);

  for (const workspace of [options.workspace, SMOKE_WORKSPACE]) {
    const { deploySecret } = kept;
    const earlier = kept.workspaces[workspace];
    const { keys, isNew } = await openWorkspace({ url, workspace, deploySecret, earlier });
    kept = { ...kept, workspaces: { ...kept.workspaces, [workspace]: keys } };
    file.write(kept);
    report(`workspace: ${workspace} ${isNew ? 'is made, with its keys' : 'and its keys are kept'}`);
  }

  const { [SMOKE_WORKSPACE]: smoke, [options.workspace]: keys } = kept.workspaces;
  if (smoke === undefined || keys === undefined) throw new Error('a workspace was not kept');
  await smokeTest({
    url,
    keys: { kind: 'admin', adminKey: smoke.adminKey },
    report: (line) => report(`smoke test: ${line}`),
  });
  return { url, keys };
}

async function openDatabase(
  { database, options: { name } }: Ready,
  report: (line: string) => void,
): Promise<DatabaseAccess> {
  if (database.kind === 'open') {
    await checkWritable(database.access);
    report(`database: ${database.access.url} is kept`);
    return database.access;
  }
  const { turso, organization, group, makesGroup } = database;
  if (database.url === null && makesGroup) {
    await turso.createGroup(organization, group);
    report(`database: the group ${group.name} is made at ${group.location}`);
  }
  const url = database.url ?? (await turso.createDatabase(organization, name, group.name)).url;
  report(`database: ${url} is ${database.url === null ? 'made' : 'kept'}`);
  const token = await turso.databaseToken(organization, name);
  const access = { url, token };
  await checkWritable(access);
  report('database: it has a new token, which only the Worker and this machine get');
  return access;
}

/** Uploads the Worker, with its secrets where they changed; their digest. */
async function upload(
  kept: Kept,
  ready: Ready,
  { wrangler, file, report }: Tools,
): Promise<string> {
  const secrets = workerSecrets(kept, kept.database?.token ?? '', ready.hasSecrets);
  const digest = digestOf(secrets);
  const hasAll = Object.keys(secrets).every((name) => ready.hasSecrets.includes(name));
  const areKept = hasAll && digest === kept.secretsDigest;
  const secretsFile = areKept ? null : file.writeSecrets(secrets);
  const forget = (): void => {
    if (secretsFile !== null) rmSync(secretsFile, { force: true });
  };
  process.on('exit', forget);
  try {
    await wrangler.deploy({ ...uploadOf(ready, kept.database?.url ?? ''), secretsFile });
  } finally {
    forget();
    process.off('exit', forget);
  }
  report(areKept ? 'secrets: kept' : `secrets: ${Object.keys(secrets).join(', ')} are set`);
  report(`deploy: ${ready.options.name} is uploaded`);
  return digest;
}

export function uploadOf(
  { plan, options, account }: Pick<Ready, 'plan' | 'options'> & { account: Account | null },
  databaseUrl: string,
): Parameters<Wrangler['deploy']>[0] {
  return {
    name: options.name,
    accountId: account?.id ?? '',
    domain: options.domain,
    secretsFile: null,
    vars: {
      TURSO_DATABASE_URL: databaseUrl,
      ALLOWED_HOSTS: plan.hosts.join(','),
      ...(plan.location === null ? {} : { HUB_LOCATION: plan.location }),
    },
  };
}

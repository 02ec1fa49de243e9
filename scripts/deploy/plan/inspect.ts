import type { Journal } from '../../start/libsql/migration.ts';
import { Cloudflare, type Account } from '../cloudflare/cloudflare.ts';
import {
  readContents,
  schemaStatusOf,
  type DatabaseAccess,
  type SchemaStatus,
} from '../database/database.ts';
import type { Environment } from '../environment.ts';
import { deployFaults } from '../faults.ts';
import { reasonOf } from '../fault.ts';
import type { Kept } from '../kept.ts';
import type { Options } from './options.ts';
import type { Found, FoundDatabase } from './plan.ts';
import { chooseGroup } from '../database/regions.ts';
import { regionOfUrl, Turso, type TursoGroup } from '../database/turso.ts';
import { words } from './words.ts';
import type { Wrangler } from '../cloudflare/wrangler.ts';

type Inspection = {
  found: Found;
  account: Account | null;
  database: InspectedDatabase | null;
};

export type InspectedDatabase =
  | { kind: 'open'; access: DatabaseAccess }
  /** At Turso, by name; `url` is null while it is not there. */
  | {
      kind: 'turso';
      turso: Turso;
      organization: string;
      url: string | null;
      group: TursoGroup;
      makesGroup: boolean;
    };

type Deps = {
  env: Environment;
  options: Options;
  kept: Kept | null;
  wrangler: Wrangler;
  journal: Journal;
};

export async function inspect(deps: Deps): Promise<Inspection> {
  const { env, kept } = deps;
  const { account, cloudflare } = await inspectCloudflare(deps);
  const { database, foundDatabase } = await inspectDatabase(deps);
  const found: Found = { cloudflare, database: foundDatabase, kept, givenSecret: env.deploySecret };
  return { found, account, database };
}

async function inspectCloudflare({
  env,
  options,
  wrangler,
}: Deps): Promise<{ account: Account | null; cloudflare: Found['cloudflare'] }> {
  const login = await wrangler.login();
  if (login === null) return { account: null, cloudflare: words.noLogin };
  const api = new Cloudflare(login, env.cloudflareApi);
  const account = await api.account(env.accountId);
  const mayDeploy = await api.mayDeploy(account);
  return {
    account,
    cloudflare: {
      account: account.name,
      mayDeploy,
      subdomain: await api.subdomain(account),
      worker: await api.worker(account, options.name),
    },
  };
}

async function inspectDatabase(
  deps: Deps,
): Promise<{ database: InspectedDatabase | null; foundDatabase: Found['database'] }> {
  const { env, options, kept } = deps;
  const access = env.database ?? (options.replacesDatabase ? null : (kept?.database ?? null));
  if (access !== null) {
    const { url } = access;
    const schemaStatus = await schemaStatusAt(access, deps.journal);
    const there: FoundDatabase = { kind: 'there', url, region: regionOfUrl(url), schemaStatus };
    return { database: { kind: 'open', access }, foundDatabase: there };
  }
  if (env.turso.token === '') return { database: null, foundDatabase: words.noDatabase };
  return await inspectTurso(deps);
}

async function inspectTurso({
  env,
  options,
  kept,
}: Deps): Promise<{ database: InspectedDatabase; foundDatabase: FoundDatabase }> {
  const turso = new Turso(env.turso.token, env.turso.api);
  const organization = await turso.organization(env.turso.organization);
  const there = await turso.database(organization, options.name);
  const location = options.location ?? kept?.location ?? null;
  const groups = await turso.groups(organization);
  const { group, isNew } = chooseGroup(groups, location, env.turso.group);
  const looked = { kind: 'turso', turso, organization, group, makesGroup: isNew } as const;
  if (there !== null) {
    const { url, region } = there;
    return {
      database: { ...looked, url },
      foundDatabase: { kind: 'there', url, region, schemaStatus: null },
    };
  }
  return {
    database: { ...looked, url: null },
    foundDatabase: {
      kind: 'absent',
      name: options.name,
      group: group.name,
      region: group.location,
      makesGroup: isNew,
    },
  };
}

/** How the database stands to this code; a fault when it does not answer. */
export async function schemaStatusAt(
  access: DatabaseAccess,
  journal: Journal,
): Promise<SchemaStatus> {
  try {
    return schemaStatusOf(await readContents(access), journal);
  } catch (error) {
    throw deployFaults.databaseUnreachable(access.url, reasonOf(error), error);
  }
}

import { parseLocation, placementOf, type Location } from '../../../worker/src/domain/location.ts';
import type { DeployedWorker } from '../cloudflare/cloudflare.ts';
import type { SchemaStatus } from '../database/database.ts';
import type { Kept } from '../kept.ts';
import type { Options } from './options.ts';
import { isWithin } from '../database/regions.ts';
import { words } from './words.ts';

/** What a look without changes has shown; a text is what is missing to see it. */
export type Found = {
  cloudflare:
    | string
    | {
        account: string;
        subdomain: string | null;
        worker: DeployedWorker | null;
        mayDeploy: true | null;
      };
  database: string | FoundDatabase;
  kept: Kept | null;
  /** A deploy secret that the environment gives. */
  givenSecret: string;
};

export type FoundDatabase =
  /** `standing` is null when it takes a token that is yet to be made. */
  | { kind: 'there'; url: string; region: string | null; schemaStatus: SchemaStatus | null }
  | { kind: 'absent'; name: string; group: string; region: string; makesGroup: boolean };

export const STEPS = [
  'login',
  'database',
  'backup',
  'migrate',
  'secrets',
  'deploy',
  'workspace',
  'smoke test',
] as const;

export type Step = { name: (typeof STEPS)[number]; does: 'keep' | 'do' | 'unknown'; text: string };

export type Plan = {
  steps: Step[];
  /** What someone has to bring first. */
  missing: string[];
  /** What is not done, and why. */
  refusals: string[];
  notes: string[];
  location: Location | null;
  /** Host names that the Worker answers to; the first is where it is tried. Empty while unknown. */
  hosts: string[];
};

/** What a deploy would do, from what is there and what is wanted. Decides everything, changes nothing. */
export function planDeploy(found: Found, wanted: Options): Plan {
  const cloudflare = typeof found.cloudflare === 'string' ? null : found.cloudflare;
  const database = typeof found.database === 'string' ? null : found.database;
  const worker = cloudflare?.worker ?? null;
  const fixed = fixedLocation(worker, found.kept);
  const location = wanted.location ?? fixed ?? null;
  const hosts = hostsOf(wanted, cloudflare?.subdomain ?? null);
  const plan: Plan = { steps: [], missing: [], refusals: [], notes: [], location, hosts };

  if (typeof found.cloudflare === 'string') plan.missing.push(found.cloudflare);
  else if (hosts.length === 0) plan.missing.push(words.noSubdomain);
  if (typeof found.database === 'string') plan.missing.push(found.database);
  if (cloudflare?.mayDeploy === null) plan.notes.push(words.writeNotProven);

  if (worker !== null && !worker.isOurs) plan.refusals.push(words.nameTaken(wanted.name));
  if (fixed !== undefined && fixed !== location) {
    plan.refusals.push(words.locationIsFixed(fixed, location));
  }
  plan.refusals.push(...secretRefusals(found, wanted, worker));
  if (database !== null) checkDatabase(database, { plan, wanted, worker });

  plan.steps.push(
    loginStep(cloudflare),
    databaseStep(database),
    ...migrationSteps(database),
    secretsStep(found, wanted, worker),
    deployStep(plan, wanted, worker),
    workspaceStep(found.kept, wanted),
    { name: 'smoke test', does: 'do', text: words.smoke },
  );
  return plan;
}

/** Where it is already; undefined while nothing is deployed. */
function fixedLocation(
  worker: DeployedWorker | null,
  kept: Kept | null,
): Location | null | undefined {
  if (worker?.isOurs === true) return parseLocation(worker.vars['HUB_LOCATION']) ?? null;
  return kept === null || kept.secretsDigest === null ? undefined : kept.location;
}

function hostsOf({ name, domain }: Options, subdomain: string | null): string[] {
  const own = subdomain === null ? [] : [`${name}.${subdomain}.workers.dev`];
  return domain === null ? own : [domain, ...own];
}

function secretRefusals(
  { kept, givenSecret }: Found,
  { rotatesSecret, name }: Options,
  worker: DeployedWorker | null,
): string[] {
  const isKnown = kept !== null || givenSecret !== '';
  if (kept !== null && givenSecret !== '' && kept.deploySecret !== givenSecret) {
    return [words.twoSecrets(name)];
  }
  if (!isKnown && worker?.secrets.includes('DEPLOY_SECRET') === true) {
    return [words.secretUnknown(name)];
  }
  return rotatesSecret && !isKnown ? [words.nothingToRotate] : [];
}

function checkDatabase(
  database: FoundDatabase,
  { plan, wanted, worker }: { plan: Plan; wanted: Options; worker: DeployedWorker | null },
): void {
  const inUse = worker?.isOurs === true ? worker.vars['TURSO_DATABASE_URL'] : undefined;
  const isSame = database.kind === 'there' && database.url === inUse;
  if (inUse !== undefined && !isSame && !wanted.replacesDatabase) {
    plan.refusals.push(words.otherDatabase(inUse));
  }
  const within = isWithin(plan.location, database.region);
  if (within === false) plan.refusals.push(words.outside(plan.location, database.region));
  if (within === null) plan.notes.push(words.regionUnknown(plan.location));
  if (placementOf(plan.location).kind === 'jurisdiction') plan.notes.push(words.jurisdiction);
  if (database.kind === 'absent') return;
  if (isPrivate(database.url)) plan.notes.push(words.databaseOfThisMachine(database.url));
  const refusal = schemaRefusal(database.schemaStatus);
  if (refusal !== null) plan.refusals.push(refusal);
}

const PRIVATE_HOST =
  /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[)|\.(?:local|internal)$/;

const isPrivate = (url: string): boolean => PRIVATE_HOST.test(URL.parse(url)?.hostname ?? '');

/** Why a database is not migrated, or null. */
export function schemaRefusal(schemaStatus: SchemaStatus | null): string | null {
  if (schemaStatus?.kind === 'foreign') return words.foreign(schemaStatus.tables);
  return schemaStatus?.kind === 'newer' ? words.newer(schemaStatus.count) : null;
}

const loginStep = (cloudflare: { account: string } | null): Step =>
  cloudflare === null
    ? { name: 'login', does: 'unknown', text: words.loginUnknown }
    : { name: 'login', does: 'keep', text: words.login(cloudflare.account) };

function databaseStep(database: FoundDatabase | null): Step {
  if (database === null) return { name: 'database', does: 'unknown', text: words.databaseUnknown };
  if (database.kind === 'there') {
    return { name: 'database', does: 'keep', text: words.databaseThere(database.url) };
  }
  return { name: 'database', does: 'do', text: words.databaseNew(database) };
}

function migrationSteps(database: FoundDatabase | null): Step[] {
  const schemaStatus: SchemaStatus | null =
    database?.kind === 'absent' ? { kind: 'empty' } : (database?.schemaStatus ?? null);
  const [backup, migrate]: [Omit<Step, 'name'>, Omit<Step, 'name'>] = (() => {
    switch (schemaStatus?.kind) {
      case 'empty':
        return [
          { does: 'keep', text: words.nothingToBackUp },
          { does: 'do', text: words.migrateAll },
        ];
      case 'behind':
        return [
          { does: 'do', text: words.backup },
          { does: 'do', text: words.migrate(schemaStatus.pending) },
        ];
      case 'current':
        return [
          { does: 'keep', text: words.noBackupNeeded },
          { does: 'keep', text: words.migrated },
        ];
      case 'foreign':
      case 'newer':
        return [
          { does: 'keep', text: words.noBackupNeeded },
          { does: 'unknown', text: words.notMigrated },
        ];
      case undefined:
        return [
          { does: 'unknown', text: words.backupIfNeeded },
          { does: 'unknown', text: words.migrateIfNeeded },
        ];
    }
  })();
  return [
    { name: 'backup', ...backup },
    { name: 'migrate', ...migrate },
  ];
}

function secretsStep(
  { kept, givenSecret }: Found,
  { rotatesSecret, dropsFormerSecrets }: Options,
  worker: DeployedWorker | null,
): Step {
  const name = 'secrets';
  if (rotatesSecret) return { name, does: 'do', text: words.rotate };
  if (dropsFormerSecrets) return { name, does: 'do', text: words.dropFormer };
  if (kept === null && givenSecret === '') return { name, does: 'do', text: words.newSecret };
  const isThere = kept?.secretsDigest != null && worker?.secrets.includes('DEPLOY_SECRET') === true;
  return isThere
    ? { name, does: 'keep', text: words.secretsKept }
    : { name, does: 'do', text: words.secretsAgain };
}

function deployStep(plan: Plan, wanted: Options, worker: DeployedWorker | null): Step {
  const where = plan.hosts.map((host) => `https://${host}`).join(' and ');
  const text = worker === null ? words.deployNew(wanted.name) : words.deployAgain(wanted.name);
  const place = words.place(plan.location);
  return { name: 'deploy', does: 'do', text: [text, where, place].filter(Boolean).join('; ') };
}

function workspaceStep(kept: Kept | null, { workspace, dropsFormerSecrets }: Options): Step {
  const isKept = kept?.workspaces[workspace] !== undefined && !dropsFormerSecrets;
  return isKept
    ? { name: 'workspace', does: 'keep', text: words.workspaceKept(workspace) }
    : { name: 'workspace', does: 'do', text: words.workspaceNew(workspace) };
}

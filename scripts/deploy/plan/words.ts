import { placementOf, type Location } from '../../../worker/src/domain/location.ts';

export const words = {
  login: (account: string) => `logged in to the Cloudflare account ${account}`,
  loginUnknown: 'would check the login and its permissions',
  noLogin:
    'A Cloudflare login: run npx wrangler login, or set CLOUDFLARE_API_TOKEN to a token from the template "Edit Cloudflare Workers" (https://dash.cloudflare.com/profile/api-tokens).',
  noSubdomain:
    'A workers.dev name of the account: open Workers & Pages once at https://dash.cloudflare.com and choose it, or pass --domain.',
  writeNotProven:
    'Cloudflare doesn’t reveal whether this login may change Workers. If it may not, the deploy step stops with an error; rerun to continue.',
  noDatabase:
    'A database: set TURSO_API_TOKEN (https://app.turso.tech, Settings > API Tokens), or TURSO_DATABASE_URL and TURSO_AUTH_TOKEN of one that is there.',

  databaseUnknown: 'would find or create the database',
  databaseThere: (url: string) => `${url} exists`,
  databaseOfThisMachine: (url: string) =>
    `${url} is an address of a private network: a Worker at Cloudflare can’t reach it, and the smoke test will fail.`,
  databaseNew: (it: { name: string; group: string; region: string; makesGroup: boolean }) =>
    `creates ${it.name} at Turso, in the ${it.makesGroup ? 'new ' : ''}group ${it.group} (${it.region})`,
  nothingToBackUp: 'a new database is empty',
  backup: 'writes the whole database to a file on this machine that only you can read',
  noBackupNeeded: 'nothing is changed in the database, so nothing is backed up',
  backupIfNeeded: 'backs up the database before migrating, unless it is new',
  migrateAll: 'creates all tables',
  migrate: (pending: string[]) =>
    `applies ${pending.join(', ')}; this can’t be undone, except from the backup`,
  migrated: 'the database is up to date',
  notMigrated: 'not migrated',
  migrateIfNeeded: 'applies what is missing, forward only',

  newSecret: 'creates the deploy secret once, and gives it and the database token to the Worker',
  secretsAgain: 'gives the Worker the deploy secret and the database token',
  secretsKept: 'the Worker has them',
  rotate: 'creates a new deploy secret; keys of the former one keep working',
  dropFormer: 'keys signed by former deploy secrets stop working',

  deployNew: (name: string) => `deploys the Worker ${name}`,
  deployAgain: (name: string) => `deploys the Worker ${name} again; its data is kept`,
  place: (location: Location | null) => {
    const placement = placementOf(location);
    if (placement.kind === 'anywhere') return 'its objects live near whoever calls first';
    return placement.kind === 'jurisdiction'
      ? `its objects live and stay in the jurisdiction ${placement.jurisdiction}`
      : `its objects live near ${placement.locationHint} where possible`;
  },
  jurisdiction:
    'The jurisdiction binds where objects run and store. Requests come in at the Cloudflare place nearest to their sender; what keeps those in a region, too, is Regional Services (an Enterprise feature).',

  workspaceNew: (name: string) => `creates the workspace ${name} and its keys`,
  workspaceKept: (name: string) => `${name} and its keys exist and are checked`,
  smoke: 'tests page, ingest, live, storage, revocation',

  nameTaken: (name: string) =>
    `The account has a Worker ${name} that isn’t Claude Monitor: choose another --name.`,
  locationIsFixed: (fixed: Location | null, wanted: Location | null) =>
    `It was deployed ${at(fixed)}, and that is chosen once: ${at(wanted)} there would be other objects of the same names, empty ones, or the old ones would stay where they are. Deploy a second one with another --name, or leave out --location.`,
  twoSecrets: (name: string) =>
    `CLAUDE_MONITOR_DEPLOY_SECRET is not the deploy secret of ${name}.json: unset it, or rotate with --rotate-secret.`,
  secretUnknown: (name: string) =>
    `The Worker ${name} has a deploy secret that this machine does not know: copy .claude-monitor-deploy/${name}.json here, or set CLAUDE_MONITOR_DEPLOY_SECRET. A new one would end every key.`,
  nothingToRotate: 'There is no deploy secret to rotate: leave out --rotate-secret.',
  otherDatabase: (inUse: string) =>
    `The Worker uses database ${inUse}; this deploy would switch to an empty one. Set TURSO_DATABASE_URL to ${inUse}, or pass --replace-database.`,
  outside: (location: Location | null, region: string | null) =>
    `The database is in ${region ?? 'an unknown place'}, outside of ${location ?? ''}: name a database or TURSO_GROUP there.`,
  regionUnknown: (location: Location | null) =>
    `Where the database is stored cannot be seen from here: make sure that it is in ${location ?? ''}.`,
  foreign: (tables: string[]) =>
    `The database holds tables of something else (${tables.slice(0, 3).join(', ')}): name another one.`,
  newer: (count: number) =>
    `The database has ${String(count)} migrations that this version does not know: it was migrated by a newer one. Update this clone; a database is never migrated back.`,
} as const;

const at = (location: Location | null): string =>
  location === null ? 'without a location' : `with the location ${location}`;

import { DeployFault } from './fault.ts';

const TOKEN_PAGE = 'https://dash.cloudflare.com/profile/api-tokens';

export const deployFaults = {
  badOption: (words: string) =>
    new DeployFault('bad_option', `${words} See npm run deploy -- --help.`),

  noAnswer: () =>
    new DeployFault('not_confirmed', 'Nothing was changed. Answer yes to confirm, or pass --yes.'),

  missing: (items: string[]) =>
    new DeployFault('missing', `Nothing was changed. Still needed:\n${bullets(items)}`),

  refused: (reasons: string[]) =>
    new DeployFault('refused', `Nothing was changed, because of:\n${bullets(reasons)}`),

  unreachable: (service: string, reason: string, cause: unknown) =>
    new DeployFault(
      'unreachable',
      `${service} isn’t responding (${reason}). Check the network and try again.`,
      { cause },
    ),

  serviceAnswered: (
    service: string,
    { what, status, words }: { what: string; status: number; words: string },
  ) =>
    new DeployFault(
      'service_error',
      `${service} answered ${String(status)} to "${what}" (${words}).`,
    ),

  cloudflareToken: (reason: string) =>
    new DeployFault(
      'cloudflare_token',
      `The Cloudflare token is not valid (${reason}): make one from the template "Edit Cloudflare Workers" at ${TOKEN_PAGE} and set CLOUDFLARE_API_TOKEN, or run npx wrangler login.`,
    ),

  cloudflarePermission: (what: string) =>
    new DeployFault(
      'cloudflare_permission',
      `The Cloudflare login lacks a permission: it may not ${what}. It needs Account > Workers Scripts > Edit: edit the token at ${TOKEN_PAGE} (template "Edit Cloudflare Workers"), or run npx wrangler login.`,
    ),

  cloudflareAccounts: (names: string[]) =>
    new DeployFault(
      'cloudflare_account',
      names.length === 0
        ? 'The Cloudflare login sees no account: give its token an account under "Account Resources", or set CLOUDFLARE_ACCOUNT_ID.'
        : `The Cloudflare login sees several accounts: set CLOUDFLARE_ACCOUNT_ID to one of ${names.join(', ')}.`,
    ),

  tursoToken: () =>
    new DeployFault(
      'turso_token',
      'Turso rejects TURSO_API_TOKEN: create a new one at https://app.turso.tech under Settings > API Tokens, or name a database with TURSO_DATABASE_URL and TURSO_AUTH_TOKEN.',
    ),

  tursoPermission: (what: string) =>
    new DeployFault(
      'turso_permission',
      `The Turso token may not ${what}: it needs the whole organization, or a group with the scopes read, db:create and db:mint-token (https://app.turso.tech, Settings > API Tokens).`,
    ),

  tursoOrganizations: (slugs: string[]) =>
    new DeployFault(
      'turso_organization',
      slugs.length === 0
        ? 'The Turso token sees no organization: make one that belongs to an organization.'
        : `The Turso token sees several organizations: set TURSO_ORG to one of ${slugs.join(', ')}.`,
    ),

  databaseUnreachable: (url: string, reason: string, cause: unknown) =>
    new DeployFault(
      'database_unreachable',
      `The database at ${url} isn’t responding or rejects its token (${reason}): check TURSO_DATABASE_URL and TURSO_AUTH_TOKEN.`,
      { cause },
    ),

  databaseReadOnly: (url: string, reason: string, cause: unknown) =>
    new DeployFault(
      'database_read_only',
      `The token of the database at ${url} may not write (${reason}): make one with full access.`,
      { cause },
    ),

  backupFailed: (reason: string, cause: unknown) =>
    new DeployFault(
      'backup_failed',
      `The database could not be backed up (${reason}), so it was not migrated; nothing was deployed.`,
      { cause },
    ),

  migrationFailed: (reason: string, cause: unknown) =>
    new DeployFault(
      'migration_failed',
      `The database could not be migrated (${reason}). The running version is unchanged. Please report this line.`,
      { cause },
    ),

  stateUnreadable: (path: string, reason: string) =>
    new DeployFault(
      'state_unreadable',
      `${path} cannot be used (${reason}): it holds the deploy secret, so repair it or restore it from a copy.`,
    ),

  wranglerFailed: (what: string, output: string) =>
    new DeployFault('wrangler_failed', `wrangler ${what} failed:\n${output.trim()}`),

  notUp: (url: string, reason: string) =>
    new DeployFault(
      'not_up',
      `Deployed, but ${url} isn’t responding yet (${reason}). A new name takes some minutes. Then run npm run deploy again; completed steps are kept.`,
    ),

  workspace: (path: string, status: number, code: string) =>
    new DeployFault(
      'workspace',
      status === 401
        ? `${path} rejects the bootstrap token: the Worker has another deploy secret than this machine; deploy again, or bring back the file it was made with.`
        : `${path} answered ${String(status)} (${code}): read the Worker's log with npx wrangler tail.`,
    ),
} as const;

const bullets = (lines: string[]): string => lines.map((line) => `  - ${line}`).join('\n');

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { LOCATIONS, type Location } from '../../../worker/src/domain/location.ts';
import { deployFaults } from '../faults.ts';
import { reasonOf } from '../fault.ts';

/** What the command line asks for. Nothing secret is ever an argument. */
export type Options = {
  name: string;
  workspace: string;
  /** Undefined: as it is, or for a new deployment the platform's choice. */
  location: Location | undefined;
  /** A name of one's own, beside the one under workers.dev. */
  domain: string | null;
  isDryRun: boolean;
  isConfirmed: boolean;
  rotatesSecret: boolean;
  dropsFormerSecrets: boolean;
  replacesDatabase: boolean;
};

const optionsSchema = z.object({
  name: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9-]{0,52}[a-z0-9])?$/,
      'is a name of small letters, digits and dashes',
    ),
  workspace: z.string().regex(/^[A-Za-z0-9]{1,40}$/, 'is of letters and digits, 1 to 40'),
  location: z.enum(LOCATIONS, `is one of ${LOCATIONS.join(', ')}`).optional(),
  domain: z
    .string()
    .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'is a name like monitor.example.com')
    .optional(),
});

export const HELP = `npm run deploy -- [options]

  --name NAME            of the Worker and its database (claude-monitor)
  --workspace NAME       the first workspace (team)
  --location WHERE       eu, us, fedramp, fedramp-high: data stays there; or a hint:
                         wnam, enam, sam, weur, eeur, apac, oc, afr, me. Chosen once.
  --domain HOST          a name of your own in Cloudflare, beside workers.dev
  --dry-run              say what would be done, and do nothing
  --yes                  do not ask
  --rotate-secret        a new deploy secret; keys of the former one go on working
  --drop-former-secrets  keys of former deploy secrets end
  --replace-database     allow another database than the one in use

Cloudflare: npx wrangler login, or CLOUDFLARE_API_TOKEN; CLOUDFLARE_ACCOUNT_ID where there are several.
Turso: TURSO_API_TOKEN (TURSO_ORG, TURSO_GROUP), or TURSO_DATABASE_URL with TURSO_AUTH_TOKEN.
docs/DEPLOY.md says what each step does.`;

/** Parses the arguments; null when help was asked for. */
export function parseOptions(args: string[]): Options | null {
  const values = readArgs(args);
  if (values.help) return null;
  const parsed = optionsSchema.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw deployFaults.badOption(
      `--${String(issue?.path[0])} ${issue?.message ?? 'is not valid'}.`,
    );
  }
  const { name, workspace, location, domain } = parsed.data;
  return {
    name,
    workspace,
    location,
    domain: domain ?? null,
    isDryRun: values['dry-run'],
    isConfirmed: values.yes,
    rotatesSecret: values['rotate-secret'],
    dropsFormerSecrets: values['drop-former-secrets'],
    replacesDatabase: values['replace-database'],
  };
}

function readArgs(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args,
      options: {
        name: { type: 'string', default: 'claude-monitor' },
        workspace: { type: 'string', default: 'team' },
        location: { type: 'string' },
        domain: { type: 'string' },
        'dry-run': flag,
        yes: flag,
        help: flag,
        'rotate-secret': flag,
        'drop-former-secrets': flag,
        'replace-database': flag,
      },
    }).values;
  } catch (error) {
    throw deployFaults.badOption(`${reasonOf(error).split('. ')[0] ?? ''}.`);
  }
}

import { z } from 'zod';
import { LOCATIONS } from './domain/location.ts';
import type { MaintenanceRpc, ProbeRpc } from './hub/rpc.ts';
import type { ProbeWriterRpc } from './store/writer-rpc.ts';
import type { HubStub } from './hub-stub.ts';
import type { Namespace } from './object-named.ts';

const MIN_SECRET_LENGTH = 16;

const commaList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const binding = <Binding extends object>(name: string) =>
  z.custom<Binding>((value) => typeof value === 'object' && value !== null, {
    error: `the binding ${name} is missing in wrangler.toml`,
  });

/** The Worker's settings and bindings; those of the database are read by `store/client.ts`. */
const envSchema = z.object({
  DEPLOY_SECRET: z
    .string({ error: 'is not set' })
    .min(MIN_SECRET_LENGTH, `is shorter than ${String(MIN_SECRET_LENGTH)} characters`),
  /** Former deploy secrets whose credentials still pass the filter, comma-separated. */
  DEPLOY_SECRETS_FORMER: commaList,
  /** Hosts with port, comma-separated. Empty: the platform routes by host. */
  ALLOWED_HOSTS: commaList,
  /** Jurisdiction or location hint of all objects; empty: the platform's choice. */
  HUB_LOCATION: z
    .enum(['', ...LOCATIONS], { error: `is none of ${LOCATIONS.join(', ')}` })
    .default('')
    .transform((location) => (location === '' ? null : location)),
  /** The origin that browsers see, where a proxy stands before this; empty: the one that is asked for. */
  PUBLIC_URL: z
    .union([z.literal(''), z.url({ protocol: /^https?$/, error: 'is not a URL' })])
    .default('')
    // What is no URL was said before this.
    .refine((url) => !URL.canParse(url) || new URL(url).pathname === '/', {
      error: 'has a path: give the origin alone',
    })
    .transform((url) => (url === '' ? null : new URL(url).origin)),
  /** Set where what listens speaks plain http, as on one's own machine. */
  PLAIN_HTTP: z
    .enum(['', '1'])
    .default('')
    .transform((flag) => flag === '1'),
  HUB: binding<Namespace<HubStub & MaintenanceRpc & ProbeRpc>>('HUB'),
  WRITER: binding<Namespace<ProbeWriterRpc>>('WRITER').optional(),
  ASSETS: binding<Fetcher>('ASSETS').optional(),
  INGEST_RATE: binding<RateLimit>('INGEST_RATE').optional(),
});

export type Env = z.output<typeof envSchema>;

export type ParsedEnv = { ok: true; env: Env } | { ok: false; problem: string };

const HOW_TO_SET =
  'Start with `npm start`, deploy with `npm run deploy`, or run `npx wrangler secret put DEPLOY_SECRET`.';

/** The environment, or one sentence that says what is wrong with it; never a value of it. */
export function parseEnv(raw: unknown): ParsedEnv {
  const parsed = envSchema.safeParse(raw);
  if (parsed.success) return { ok: true, env: parsed.data };
  const issue = parsed.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  return { ok: false, problem: `${name} ${issue?.message ?? 'is not valid'}. ${HOW_TO_SET}` };
}

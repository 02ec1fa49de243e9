import { createHash } from 'node:crypto';
import type { Kept } from './kept.ts';
import type { Options } from './plan/options.ts';

/** How many former deploy secrets are kept: each costs a check of a key that is none of this monitor's. */
const FORMER_KEPT = 3;

type Known = Pick<Kept, 'deploySecret' | 'formerSecrets'>;

/** The deploy secrets after this deploy: made once, then kept; rotated or dropped where that is asked. */
export function nextSecrets(
  known: { kept: Kept | null; given: string },
  wanted: Pick<Options, 'rotatesSecret' | 'dropsFormerSecrets'>,
  make: () => string,
): Known {
  const { kept, given } = known;
  const current = kept?.deploySecret ?? (given === '' ? null : given);
  const former = wanted.dropsFormerSecrets ? [] : (kept?.formerSecrets ?? []);
  if (current === null) return { deploySecret: make(), formerSecrets: [] };
  if (!wanted.rotatesSecret) return { deploySecret: current, formerSecrets: former };
  return { deploySecret: make(), formerSecrets: [current, ...former].slice(0, FORMER_KEPT) };
}

/** The Worker's secrets by name; `has` are the names that it has now. */
export function workerSecrets(
  { deploySecret, formerSecrets }: Known,
  databaseToken: string,
  has: readonly string[],
): Record<string, string> {
  const hasFormer = formerSecrets.length > 0 || has.includes('DEPLOY_SECRETS_FORMER');
  return {
    DEPLOY_SECRET: deploySecret,
    // Secrets that are not named stay as they are: what ends is written over with an empty list.
    ...(hasFormer ? { DEPLOY_SECRETS_FORMER: formerSecrets.join(',') || ',' } : {}),
    ...(databaseToken === '' ? {} : { TURSO_AUTH_TOKEN: databaseToken }),
  };
}

/** Tells secrets that changed from those that the Worker was given before. */
export function digestOf(secrets: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(secrets)).digest('hex');
}

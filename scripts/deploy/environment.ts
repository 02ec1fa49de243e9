import { join } from 'node:path';
import { z } from 'zod';
import { CLOUDFLARE_API } from './cloudflare/cloudflare.ts';
import { TURSO_API } from './database/turso.ts';

const text = z.string().default('');

const environmentSchema = z
  .object({
    CLOUDFLARE_ACCOUNT_ID: text,
    /** wrangler reads it too. */
    CLOUDFLARE_API_BASE_URL: text,
    CLAUDE_MONITOR_DEPLOY_FOLDER: text,
    CLAUDE_MONITOR_DEPLOY_SECRET: text,
    TURSO_API_BASEURL: text,
    TURSO_API_TOKEN: text,
    TURSO_AUTH_TOKEN: text,
    TURSO_DATABASE_URL: text,
    TURSO_GROUP: text,
    TURSO_ORG: text,
  })
  .transform((env) => ({
    accountId: env.CLOUDFLARE_ACCOUNT_ID,
    cloudflareApi:
      env.CLOUDFLARE_API_BASE_URL === '' ? CLOUDFLARE_API : env.CLOUDFLARE_API_BASE_URL,
    folder: env.CLAUDE_MONITOR_DEPLOY_FOLDER,
    deploySecret: env.CLAUDE_MONITOR_DEPLOY_SECRET,
    turso: {
      api: env.TURSO_API_BASEURL === '' ? TURSO_API : env.TURSO_API_BASEURL,
      token: env.TURSO_API_TOKEN,
      organization: env.TURSO_ORG,
      group: env.TURSO_GROUP,
    },
    database:
      env.TURSO_DATABASE_URL === ''
        ? null
        : { url: env.TURSO_DATABASE_URL, token: env.TURSO_AUTH_TOKEN },
  }));

/** What the environment gives a deploy; all that is secret comes from here or from the kept file. */
export type Environment = z.output<typeof environmentSchema>;

export function parseEnvironment(
  env: Record<string, string | undefined>,
  root: string,
): Environment {
  const parsed = environmentSchema.parse(env);
  return {
    ...parsed,
    folder: parsed.folder === '' ? join(root, '.claude-monitor-deploy') : parsed.folder,
  };
}

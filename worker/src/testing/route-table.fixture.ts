import { env } from 'cloudflare:workers';
import { createKeyAnswerSchema, type Scope } from '@claude-monitor/protocol';
import { TEST_DEPLOY_SECRET } from '../../../tests/setup/secret.ts';
import {
  bootstrapToken,
  CREDENTIAL_RANDOM_BYTES,
  hashCredential,
  mintCredential,
} from '../domain/credential/credential.ts';
import { browserOf, newTeam, post, ask } from './links.fixture.ts';
import { parseEnv } from '../env.ts';

/** All that somebody may hold, good or bad; the order is that of the table's columns. */
export const CREDENTIAL_KINDS = [
  'nothing',
  'guessed',
  'truncated',
  'unknown',
  'expired login',
  'revoked key',
  'ended link',
  'revoked link',
  'revoked link cookie',
  'link token',
  'link cookie',
  'ingest key',
  'read key',
  'admin key',
  'admin of another',
  'bootstrap token',
] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(CREDENTIAL_RANDOM_BYTES));

/** One of each, of a workspace of their own; null: no header at all. */
export async function credentialsByKind(): Promise<Record<CredentialKind, string | null>> {
  const team = await newTeam();
  const other = await newTeam();
  const keyOf = async (scopes: Scope[]) => {
    const answer = await post('/v1/keys', team.adminKey, { name: scopes.join(), scopes });
    return createKeyAnswerSchema.parse(await answer.json());
  };
  const mint = () => mintCredential(TEST_DEPLOY_SECRET, team.workspace, random());

  const revokedKey = await keyOf(['ingest', 'read', 'admin']);
  await ask(`/v1/keys/${revokedKey.id}`, { method: 'DELETE', bearer: team.adminKey });
  const revokedLink = await team.share();
  const revokedCookie = cookieOf(await browserOf(revokedLink.token));
  await team.revoke(revokedLink.id);
  const link = await team.share();

  // What has a time to live can't be waited for: the hub gets the end itself, as the Worker passes it.
  const parsed = parseEnv(env);
  if (!parsed.ok) throw new Error(parsed.problem);
  const hub = parsed.env.HUB.getByName(team.workspace);
  const adminHash = await hashCredential(team.adminKey);
  const [login, token] = [await mint(), await mint()];
  await hub.call(adminHash, 'login', {
    hash: await hashCredential(login),
    expiresAt: Date.now() - 1,
  });
  const ended = {
    id: 'ended',
    hash: await hashCredential(token),
    name: 'ended',
    scope: { kind: 'workspace' as const },
    isRedacted: true,
    shows: [],
    salt: 'salt',
    expiresAt: Date.now() - 1,
  };
  await hub.call(adminHash, 'createLink', ended, false);

  return {
    nothing: null,
    guessed: `cm.${team.workspace}.${'A'.repeat(33)}.${'B'.repeat(13)}`,
    truncated: team.adminKey.slice(0, -1),
    unknown: await mint(),
    'expired login': login,
    'revoked key': revokedKey.key,
    'ended link': token,
    'revoked link': revokedLink.token,
    'revoked link cookie': revokedCookie,
    'link token': link.token,
    'link cookie': cookieOf(await browserOf(link.token)),
    'ingest key': (await keyOf(['ingest'])).key,
    'read key': (await keyOf(['read'])).key,
    'admin key': (await keyOf(['admin'])).key,
    'admin of another': other.adminKey,
    'bootstrap token': await bootstrapToken(TEST_DEPLOY_SECRET),
  };
}

const cookieOf = ({ cookie }: { cookie: string }): string => cookie.slice(cookie.indexOf('=') + 1);

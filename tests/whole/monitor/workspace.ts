import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createKeyAnswerSchema,
  createWorkspaceAnswerSchema,
  LIMITS,
  RETENTION,
  type Retention,
} from '@claude-monitor/protocol';
import { bootstrapToken } from '../../../worker/src/domain/credential/credential.ts';
import type { Monitor } from './monitor.ts';
import { ask } from '../http/request.ts';

/** A workspace of its own on the running monitor: what is counted in it is nobody else's. */
export type Workspace = Pick<Monitor, 'url' | 'ingestKey' | 'readKey' | 'adminKey'>;

/**
 * A workspace that keeps everything for as long as can be set: what was recorded once, on a day that never
 * changes, passes every default at some time.
 */
export const KEEP_ALL: Retention = {
  ...RETENTION,
  factsDays: LIMITS.retentionDays,
  horizonDays: LIMITS.retentionDays,
  blocksDays: LIMITS.retentionDays,
};

/** Lets recordings of any age in. */
export async function keepAll({ url, adminKey }: Pick<Monitor, 'url' | 'adminKey'>): Promise<void> {
  const answer = await fetch(`${url}/v1/retention`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
    body: JSON.stringify(KEEP_ALL),
  });
  if (!answer.ok) throw new Error(`/v1/retention: ${String(answer.status)} ${await answer.text()}`);
}

export async function openWorkspace(monitor: Monitor, workspace: string): Promise<Workspace> {
  const secret = readFileSync(join(monitor.dataFolder, 'deploy-secret'), 'utf8').trim();
  const post = async (path: string, bearer: string, body: object): Promise<unknown> => {
    const { json } = await ask(monitor, {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
      body: JSON.stringify(body),
    });
    return json;
  };
  const made = await post('/v1/workspaces', await bootstrapToken(secret), { workspace });
  const { adminKey } = createWorkspaceAnswerSchema.parse(made);
  await keepAll({ url: monitor.url, adminKey });
  const scopes = ['ingest', 'read'];
  const { key } = createKeyAnswerSchema.parse(
    await post('/v1/keys', adminKey, { name: 'a key', scopes }),
  );
  return { url: monitor.url, ingestKey: key, readKey: key, adminKey };
}

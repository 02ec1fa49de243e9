import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyAnswerSchema, createWorkspaceAnswerSchema } from '@claude-monitor/protocol';
import { bootstrapToken } from '../../worker/src/domain/credential.ts';
import type { Monitor } from './monitor.ts';
import { ask } from './request.ts';

/** A workspace of its own on the running monitor: what is counted in it is nobody else's. */
export type Workspace = Pick<Monitor, 'url' | 'ingestKey' | 'readKey' | 'adminKey'>;

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
  const scopes = ['ingest', 'read'];
  const { key } = createKeyAnswerSchema.parse(
    await post('/v1/keys', adminKey, { name: 'a key', scopes }),
  );
  return { url: monitor.url, ingestKey: key, readKey: key, adminKey };
}

import {
  createKeyAnswerSchema,
  createWorkspaceAnswerSchema,
  type Scope,
} from '@claude-monitor/protocol/api/index';
import { bootstrapToken } from '../../worker/src/domain/credential/credential.ts';
import { jsonIn } from '@claude-monitor/protocol/api/refusal';
import { call } from '../smoke/call.ts';
import { deployFaults } from './faults.ts';
import type { WorkspaceKeys } from './kept.ts';

/** An empty batch: a key that may write gets a 400, another one is refused. */
const NOTHING = { events: [] };
const REFUSED: readonly number[] = [401, 403];

/** The keys of a workspace: those of before when they still work, else new ones (rule SHR8). */
export async function openWorkspace(options: {
  url: string;
  workspace: string;
  deploySecret: string;
  earlier: WorkspaceKeys | undefined;
}): Promise<{ keys: WorkspaceKeys; isNew: boolean }> {
  const { url, workspace, deploySecret, earlier } = options;
  if (earlier !== undefined && (await areAccepted(url, earlier))) {
    return { keys: earlier, isNew: false };
  }
  const token = await bootstrapToken(deploySecret);
  const made = await create(url, { path: '/v1/workspaces', key: token, body: { workspace } });
  const { adminKey } = createWorkspaceAnswerSchema.parse(made);
  const keyFor = async (scope: Scope): Promise<string> => {
    const body = { name: `${scope} of the team`, scopes: [scope] };
    return createKeyAnswerSchema.parse(await create(url, { path: '/v1/keys', key: adminKey, body }))
      .key;
  };
  const keys = { adminKey, ingestKey: await keyFor('ingest'), readKey: await keyFor('read') };
  return { keys, isNew: true };
}

async function areAccepted(url: string, keys: WorkspaceKeys): Promise<boolean> {
  const replies = [
    await call(url, '/v1/keys', { key: keys.adminKey }),
    await call(url, '/v1/status', { key: keys.readKey }),
    await call(url, '/v1/events', { method: 'POST', key: keys.ingestKey, body: NOTHING }),
  ];
  for (const { status, code } of replies) {
    if (status >= 500) throw deployFaults.workspace('a check of the keys', status, code);
  }
  return !replies.some(({ status }) => REFUSED.includes(status));
}

async function create(
  url: string,
  { path, key, body }: { path: string; key: string; body: object },
): Promise<unknown> {
  const reply = await call(url, path, { method: 'POST', key, body });
  if (reply.status !== 201) throw deployFaults.workspace(path, reply.status, reply.code);
  return jsonIn(reply.text);
}

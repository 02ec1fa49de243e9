import { createKeyAnswerSchema, createWorkspaceAnswerSchema } from '@claude-monitor/protocol/api';
import type { Scope } from '@claude-monitor/protocol/api';
import { bootstrapToken } from '../../worker/src/domain/credential.ts';
import { faults, StartFault } from './fault.ts';
import type { LocalKeys } from './local-json.ts';

const WORKSPACE = 'local';
const REQUEST_TIMEOUT_MS = 20_000;
const REFUSED: readonly number[] = [401, 403];

/** The keys of an earlier start when the Worker still takes them, else new ones (rule SHR8). */
export async function provision(options: {
  url: string;
  deploySecret: string;
  earlier: LocalKeys | null;
}): Promise<LocalKeys> {
  const { url, deploySecret, earlier } = options;
  if (earlier !== null && (await isAccepted(url, earlier.readKey))) {
    const { ingestKey, readKey, adminKey } = earlier;
    return { ingestKey, readKey, adminKey };
  }
  const { adminKey } = await post({
    url: `${url}/v1/workspaces`,
    bearer: await bootstrapToken(deploySecret),
    body: { workspace: WORKSPACE },
    parse: (answer) => createWorkspaceAnswerSchema.parse(answer),
  });
  const keyFor = async (scope: Scope): Promise<string> => {
    const { key } = await post({
      url: `${url}/v1/keys`,
      bearer: adminKey,
      body: { name: `${scope} of this machine`, scopes: [scope] },
      parse: (answer) => createKeyAnswerSchema.parse(answer),
    });
    return key;
  };
  return { adminKey, ingestKey: await keyFor('ingest'), readKey: await keyFor('read') };
}

/** A refused key has to be replaced; any other failure is one of the Worker and no reason to. */
async function isAccepted(url: string, key: string): Promise<boolean> {
  const response = await send(`${url}/v1/status`, { headers: { authorization: `Bearer ${key}` } });
  await response.body?.cancel();
  if (REFUSED.includes(response.status)) return false;
  if (response.ok) return true;
  throw new StartFault(faults.notProvisioned(`/v1/status answered ${String(response.status)}`));
}

async function post<Value>(request: {
  url: string;
  bearer: string;
  body: unknown;
  parse: (answer: unknown) => Value;
}): Promise<Value> {
  const response = await send(request.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${request.bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  });
  try {
    if (!response.ok) throw new Error(`answered ${String(response.status)}`);
    return request.parse(await response.json());
  } catch (error) {
    const path = new URL(request.url).pathname;
    throw new StartFault(faults.notProvisioned(`${path}: ${String(error)}`), { cause: error });
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  } catch (error) {
    throw new StartFault(faults.notProvisioned(String(error)), { cause: error });
  }
}

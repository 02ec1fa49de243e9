import { setTimeout as sleep } from 'node:timers/promises';
import {
  createKeyAnswerSchema,
  createWorkspaceAnswerSchema,
} from '@claude-monitor/protocol/api/index';
import type { Scope } from '@claude-monitor/protocol/api/index';
import { refusalIn } from '@claude-monitor/protocol/api/refusal';
import { bootstrapToken } from '../../worker/src/domain/credential/credential.ts';
import { faults, StartFault } from './fault.ts';
import type { LocalKeys } from './local-json.ts';

/** The workspace that `npm start` fills. */
const WORKSPACE = 'local';
/** How long nothing is said of a Worker that does not answer yet. */
const QUIET_MS = 10_000;
const RETRY_MS = 1_000;
/** A runtime that died is started again, and what it was at goes on: so often in a row it may do that. */
const TRIES = 30;
const REFUSED: readonly number[] = [401, 403];

/** The keys of an earlier start when the Worker still takes them, else new ones (rule SHR8). */
export async function provision(options: {
  url: string;
  deploySecret: string;
  earlier: LocalKeys | null;
  workspace?: string;
  report?: (line: string) => void;
  quietMs?: number;
  tries?: number;
}): Promise<LocalKeys> {
  const { url, deploySecret, earlier } = options;
  const waiting = {
    report: options.report ?? (() => undefined),
    quietMs: options.quietMs ?? QUIET_MS,
    tries: options.tries ?? TRIES,
  };
  if (earlier !== null && (await isAccepted(url, earlier.readKey, waiting))) {
    const { ingestKey, readKey, adminKey } = earlier;
    return { ingestKey, readKey, adminKey };
  }
  const { adminKey } = await post({
    url: `${url}/v1/workspaces`,
    bearer: await bootstrapToken(deploySecret),
    body: { workspace: options.workspace ?? WORKSPACE },
    parse: (answer) => createWorkspaceAnswerSchema.parse(answer),
    waiting,
  });
  const keyFor = async (scope: Scope): Promise<string> => {
    const { key } = await post({
      url: `${url}/v1/keys`,
      bearer: adminKey,
      body: { name: `${scope} of this machine`, scopes: [scope] },
      parse: (answer) => createKeyAnswerSchema.parse(answer),
      waiting,
    });
    return key;
  };
  return { adminKey, ingestKey: await keyFor('ingest'), readKey: await keyFor('read') };
}

/** A refused key has to be replaced; any other failure is one of the Worker and no reason to. */
async function isAccepted(url: string, key: string, waiting: Waiting): Promise<boolean> {
  const init = { headers: { authorization: `Bearer ${key}` } };
  const response = await send(`${url}/v1/status`, init, waiting);
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
  waiting: Waiting;
}): Promise<Value> {
  const init = {
    method: 'POST',
    headers: { authorization: `Bearer ${request.bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  };
  const response = await send(request.url, init, request.waiting);
  try {
    if (!response.ok) throw new Error(`answered ${String(response.status)}`);
    return request.parse(await response.json());
  } catch (error) {
    const path = new URL(request.url).pathname;
    throw new StartFault(faults.notProvisioned(`${path}: ${String(error)}`), { cause: error });
  }
}

type Waiting = { report: (line: string) => void; quietMs: number; tries: number };

/**
 * The Worker's answer, however long it takes: a workspace answers nobody before it has folded what came
 * since its last checkpoint, and goes on from where it was when it is restarted in the middle.
 */
async function send(
  url: string,
  init: RequestInit,
  { report, quietMs, tries }: Waiting,
): Promise<Response> {
  const timer = setInterval(() => {
    report(STILL_READING);
  }, quietMs);
  let failures = 0;
  const unlessLost = (error: unknown): null => {
    if (!isSlow(error) && ++failures >= tries) throw error;
    return null;
  };
  try {
    for (;;) {
      const response = await fetch(url, init).catch(unlessLost);
      if (response !== null) failures = 0;
      const refused = response === null ? null : await errorOf(response);
      if (refused?.code === 'newer_storage') throw new StartFault(refused.message);
      if (response !== null && refused?.code !== 'unavailable') return response;
      await sleep(RETRY_MS);
    }
  } catch (error) {
    if (error instanceof StartFault) throw error;
    throw new StartFault(faults.notProvisioned(String(error)), { cause: error });
  } finally {
    clearInterval(timer);
  }
}

const STILL_READING = 'The workspace is replaying its journal. Nothing is lost; please wait …';

/** The client gives up on an answer after some minutes. */
function isSlow(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return code === 'UND_ERR_HEADERS_TIMEOUT';
}

/** Why a workspace is not open: it is restarting, or was written by a later version; null: it is open. */
async function errorOf(response: Response): Promise<{ code: string; message: string } | null> {
  if (response.status !== 503) return null;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return refusalIn(body);
}

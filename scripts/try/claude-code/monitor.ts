import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createKeyAnswerSchema,
  createWorkspaceAnswerSchema,
  errorsAnswerSchema,
  sessionAnswerSchema,
  sessionsAnswerSchema,
  statusAnswerSchema,
  unknownNamesAnswerSchema,
  usageAnswerSchema,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { bootstrapToken } from '../../../worker/src/domain/credential/credential.ts';

/** A workspace of the running monitor: what is counted in it is nobody else's. */
export type Workspace = { url: string; key: string };

export async function openWorkspace(
  monitor: { url: string; dataFolder: string },
  workspace: string,
): Promise<Workspace> {
  const { url, dataFolder } = monitor;
  const secret = readFileSync(join(dataFolder, 'deploy-secret'), 'utf8').trim();
  const post = (path: string, bearer: string, body: object): Promise<unknown> =>
    request(url, path, { bearer, method: 'POST', body: JSON.stringify(body) });
  const made = await post('/v1/workspaces', await bootstrapToken(secret), { workspace });
  const { adminKey } = createWorkspaceAnswerSchema.parse(made);
  const wanted = { name: 'of this try', scopes: ['ingest', 'read', 'admin'] };
  const { key } = createKeyAnswerSchema.parse(await post('/v1/keys', adminKey, wanted));
  return { url, key };
}

const FIGURES = [
  'requests',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
] as const;

export type Figures = Record<(typeof FIGURES)[number], number>;

export type Shown = {
  models: Record<string, Figures>;
  /** By subagent, `main` for all main loops: as the session pages' details tell, and as its tables do. */
  subagents: Record<string, Figures>;
  subagentsInTables: Record<string, Figures>;
  clientCostMicros: number;
  /** To be looked at; there is nothing to hold it against. */
  beside: Record<string, unknown>;
};

/** Waits until nothing comes any more, then reads. */
export async function readShown(workspace: Workspace): Promise<Shown> {
  const { url, key } = workspace;
  const get = async <Schema extends z.ZodType>(path: string, schema: Schema) =>
    schema.parse(await request(url, path, { bearer: key }));
  await untilQuiet(async () => (await get('/v1/status', statusAnswerSchema)).seq);
  const { groups, totals } = await get('/v1/usage?groupBy=model', usageAnswerSchema);
  const { items } = await get('/v1/sessions?limit=500', sessionsAnswerSchema);
  const shown: Shown = {
    models: {},
    subagents: {},
    subagentsInTables: {},
    clientCostMicros: items.reduce((sum, session) => sum + session.clientCostMicros, 0),
    beside: {
      listPriceMicros: totals.measured.costMicros,
      unpricedRequests: totals.measured.unpricedRequests,
      unpricedModels: groups
        .filter(({ measured }) => measured.unpricedRequests > 0)
        .map(({ key: model }) => model),
      errors: (await get('/v1/errors', errorsAnswerSchema)).items.map(
        ({ errorType, message, count }) => [errorType, message, count],
      ),
      unknownNames: (await get('/v1/unknown-names', unknownNamesAnswerSchema)).items.map(
        ({ kind, name, count }) => [kind, name, count],
      ),
      rejections: (await get('/v1/status', statusAnswerSchema)).rejections,
      sessions: items.map(({ sessionId, completeness }) => ({ sessionId, completeness })),
    },
  };
  for (const { key: model, measured } of groups) add(shown.models, model ?? 'none', measured);
  for (const { id } of items) {
    const { detail, usage } = await get(`/v1/sessions/${id}`, sessionAnswerSchema);
    for (const { id: subagent, own } of detail?.subagents ?? []) {
      add(shown.subagents, subagent ?? 'main', own.measured);
    }
    for (const { agentId: subagent, measured } of usage) {
      add(shown.subagentsInTables, subagent ?? 'main', measured);
    }
  }
  return shown;
}

/** Adds figures to those of a name; what used nothing gets no entry. */
export function add(sums: Record<string, Figures>, name: string, part: Figures): void {
  if (FIGURES.every((figure) => part[figure] === 0)) return;
  const sum = (sums[name] ??= {
    requests: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
  });
  for (const figure of FIGURES) sum[figure] += part[figure];
}

const QUIET_MS = 1_500;

async function untilQuiet(position: () => Promise<number>): Promise<void> {
  let before = -1;
  for (;;) {
    const now = await position();
    if (now === before) return;
    before = now;
    await sleep(QUIET_MS);
  }
}

async function request(
  url: string,
  path: string,
  { bearer, ...init }: { bearer: string } & RequestInit,
): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
  return z.unknown().parse(await answer.json());
}

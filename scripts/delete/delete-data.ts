import { parseArgs } from 'node:util';
import {
  deletionSchema,
  deletionsAnswerSchema,
  statusAnswerSchema,
  type DeletionBody,
} from '@claude-monitor/protocol';
import { refusalIn } from '@claude-monitor/protocol/api/refusal';
import type { z } from 'zod';
import { openDataFolder } from '../start/data-folder.ts';
import { StartFault } from '../start/fault.ts';
import { readLocal } from '../start/local-json.ts';
import type { Settings } from '../start/settings.ts';

const USAGE =
  'Choose one target: npm run delete -- --session ID, --user NAME, or --workspace --yes (all data).';
const LOOK_MS = 1_000;

type DeletionRequest = Exclude<DeletionBody, { kind: 'workspace' }> | { kind: 'workspace' };

/** What the command line asks for: one thing, and the whole workspace only with `--yes`. */
export function parseRequest(args: readonly string[]): DeletionRequest {
  const options = {
    session: { type: 'string' },
    user: { type: 'string' },
    workspace: { type: 'boolean' },
    yes: { type: 'boolean' },
  } as const;
  const { session, user, workspace, yes } = parsed(
    () => parseArgs({ args: [...args], options }).values,
  );
  const requests: DeletionRequest[] = [];
  if (session !== undefined) requests.push({ kind: 'session', id: session });
  if (user !== undefined) requests.push({ kind: 'user', user });
  if (workspace === true) requests.push({ kind: 'workspace' });
  const [request, ...others] = requests;
  if (request === undefined || others.length > 0) throw new StartFault(USAGE);
  if (request.kind === 'workspace' && yes !== true) {
    throw new StartFault(
      'This permanently deletes all sessions of the workspace. Add --yes to confirm.',
    );
  }
  return request;
}

type Deps = {
  settings: Settings;
  env: Record<string, string | undefined>;
  print: (line: string) => void;
};

/** Begins the deletion and waits until it is done. */
export async function deleteData(
  request: DeletionRequest,
  { settings, env, print }: Deps,
): Promise<void> {
  const { url, key } = monitorOf(settings, env);
  const call = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    body?: unknown,
  ): Promise<z.output<Schema>> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(new URL(path, url), { ...init, headers }).catch(() => null);
    if (answer === null) throw new StartFault(`The monitor at ${url} isn’t responding.`);
    const answerBody: unknown = await answer.json().catch(() => null);
    if (answer.ok) return schema.parse(answerBody);
    const why = refusalIn(answerBody)?.message ?? `HTTP ${String(answer.status)}`;
    throw new StartFault(`Nothing was deleted: ${why}`);
  };
  const body =
    request.kind === 'workspace'
      ? { ...request, workspace: (await call(statusAnswerSchema, '/v1/status')).workspace }
      : request;
  const { id } = await call(deletionSchema, '/v1/deletions', body);
  print('Deleting… If the data is sent again, it is rejected.');
  for (;;) {
    const { items } = await call(deletionsAnswerSchema, '/v1/deletions');
    if (items.some((item) => item.id === id && item.doneAt !== null)) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  print(
    'Deleted. On this machine, the next npm start removes the bytes from the database files; so does npm run compact while the monitor is stopped. For deployments, see docs/SECURITY.md.',
  );
}

function monitorOf({ dataFolder }: Settings, env: Deps['env']): { url: string; key: string } {
  const [url, key] = [env['CLAUDE_MONITOR_URL'] ?? '', env['CLAUDE_MONITOR_KEY'] ?? ''];
  if (url !== '' && key !== '') return { url, key };
  const local = readLocal(openDataFolder(dataFolder).localJson);
  if (local !== null) return { url: local.url, key: local.adminKey };
  throw new StartFault(
    'No monitor found. Start one with npm start, or set CLAUDE_MONITOR_URL and CLAUDE_MONITOR_KEY (an admin key).',
  );
}

function parsed<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch {
    throw new StartFault(USAGE);
  }
}

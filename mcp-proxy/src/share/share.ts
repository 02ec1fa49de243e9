import { z } from 'zod';
import {
  createLinkAnswerSchema,
  linksAnswerSchema,
  type Link,
  type ShareScope,
} from '@claude-monitor/protocol/api/share';
import { NOT_CONFIGURED, notAMonitor } from '@claude-monitor/protocol/client-faults';
import type { Env, Flags } from '../config.ts';
import { callAdmin, type CallResult } from './admin-call.ts';
import { loadAdminConfig } from './admin-config.ts';
import { linkInputOf, type ShareFlags } from './link-input.ts';

export type ShareCommand = Flags &
  ShareFlags & {
    list?: boolean | undefined;
    revoke?: string | undefined;
    json?: boolean | undefined;
  };

type Outcome = { text: string; isDone: boolean };

export async function share(flags: ShareCommand, env: Env): Promise<void> {
  const { text, isDone } = await run(flags, env);
  (isDone ? process.stdout : process.stderr).write(`${isDone ? '' : 'claude-monitor: '}${text}\n`);
  if (!isDone) process.exitCode = 1;
}

async function run(flags: ShareCommand, env: Env): Promise<Outcome> {
  const { destination, problem } = loadAdminConfig(flags, env);
  if (destination === null) return failure(problem ?? NOT_CONFIGURED);
  const call: Call = (method, path, body) => callAdmin({ ...destination, method, path }, body);
  if (flags.revoke !== undefined) {
    const result = await call('DELETE', `/v1/links/${encodeURIComponent(flags.revoke)}`);
    return result.ok
      ? success('Revoked. Open pages of this link are closed.')
      : failure(result.fault);
  }
  if (flags.list === true) {
    const result = await call('GET', '/v1/links');
    if (!result.ok) return failure(result.fault);
    const answer = linksAnswerSchema.safeParse(result.body);
    if (!answer.success) return failure(notAMonitor(destination.url));
    const { items } = answer.data;
    return success(
      flags.json === true ? JSON.stringify(items, null, 2) : listText(items, Date.now()),
    );
  }
  const input = linkInputOf(flags);
  if (typeof input === 'string') return failure(input);
  const missing = await missingOf(input.scope, call);
  if (missing !== null) return failure(missing);
  const result = await call('POST', '/v1/links', input);
  if (!result.ok) return failure(result.fault);
  const made = createLinkAnswerSchema.safeParse(result.body);
  if (!made.success) return failure(notAMonitor(destination.url));
  return success(flags.json === true ? JSON.stringify(made.data, null, 2) : madeText(made.data));
}

type Call = (method: string, path: string, body?: object) => Promise<CallResult>;

/** A link to what is not there would show an empty page; null where it is there, or can't be asked. */
async function missingOf(scope: ShareScope, call: Call): Promise<string | null> {
  if (scope.kind === 'workspace') return null;
  if (scope.kind === 'session') {
    const found = await call('GET', `/v1/sessions/${encodeURIComponent(scope.session)}`);
    return !found.ok && found.code === 'not_found' ? `Session not found: ${scope.session}` : null;
  }
  const query = `project=${encodeURIComponent(scope.project)}&limit=1`;
  for (const list of ['sessions', 'tasks']) {
    const found = await call('GET', `/v1/${list}?${query}`);
    const page = foundSchema.safeParse(found.ok ? found.body : null);
    // A page may be short and still have a next one.
    if (!page.success || page.data.items.length > 0 || page.data.next !== null) return null;
  }
  return `Project not found: ${scope.project}. Use its name as the Sessions and Tasks pages show it.`;
}

const foundSchema = z.object({ items: z.array(z.unknown()), next: z.string().nullable() });

function madeText(link: Link & { url: string }): string {
  const shown = link.shows.length === 0 ? 'no names' : `names of ${link.shows.join(', ')}`;
  return [
    link.url,
    '',
    `Live and read-only, until ${dateOf(link.expiresAt)}; it shows ${shown}. Anyone who has it can open it.`,
    `You can’t see it again. Revoke it with: claude-monitor share --revoke ${link.id}`,
  ].join('\n');
}

export function listText(links: readonly Link[], now: number): string {
  if (links.length === 0) return 'No share links yet.';
  return links
    .map((link) => {
      const until = `${link.expiresAt > now ? 'until' : 'ended'} ${dateOf(link.expiresAt)}`;
      const opened =
        link.lastOpenedAt === null ? 'never opened' : `last opened ${dateOf(link.lastOpenedAt)}`;
      return printable([link.id, link.name, scopeText(link), until, opened].join('  '));
    })
    .join('\n');
}

function scopeText({ scope }: Link): string {
  if (scope.kind === 'project') return `project ${scope.project}`;
  return scope.kind === 'session' ? `session ${scope.session}` : 'workspace';
}

/** Names are of strangers: a terminal takes what they hold as commands. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '');

const dateOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const success = (text: string): Outcome => ({ text, isDone: true });
const failure = (text: string): Outcome => ({ text, isDone: false });

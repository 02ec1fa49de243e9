import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { claudeFiles } from '../../init/agents.ts';
import { telemetryOf } from '../../init/claude-entries.ts';
import { isByPlugin } from '../../init/plugin.ts';
import { HOOK_REASONS } from '../../init/hook-reasons.ts';
import { readSettings } from '../../init/settings-file.ts';
import { readMachine } from '../../machine/machine-file.ts';
import { failed, ok, warning, type Context, type Finding } from '../check.ts';

const handlerSchema = z.looseObject({
  type: z.string(),
  command: z.string().optional(),
  url: z.string().optional(),
});
type Handler = z.infer<typeof handlerSchema>;
const groupsSchema = z.array(z.looseObject({ hooks: z.array(handlerSchema).catch([]) })).catch([]);
const settingsSchema = z.looseObject({
  hooks: z.record(z.string(), groupsSchema).catch({}).default({}),
  env: z.record(z.string(), z.coerce.string()).catch({}).default({}),
  disableAllHooks: z.boolean().catch(false).default(false),
});
type Settings = z.infer<typeof settingsSchema>;

/** Handler types of Claude Code 2.1; an older one drops all hooks of a file that holds one it does not know. */
const HANDLER_TYPES: ReadonlySet<string> = new Set(['command', 'http', 'prompt', 'agent']);

/** Claude Code's user settings: readable, our hooks in them, telemetry on, nobody's hooks broken. */
export function checkSettings(context: Context): Finding[] {
  const { settings: path } = claudeFiles(context.env);
  let text: string | null;
  try {
    text = readSettings(path);
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unreadable';
    return [failed('settings', detail, `Fix ${path}. Until then none of its hooks run.`)];
  }
  if (text === null || text.trim() === '') {
    return [failed('settings', `${path} doesn’t exist`, 'Run `claude-monitor init`.')];
  }
  const settings = settingsSchema.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  return [
    ok('settings', path),
    ourHooks(settings, context),
    telemetry(settings, context),
    otherHooks(settings, context),
    proxies(settings, context),
  ];
}

const handlersOf = (settings: Settings, event: string): Handler[] =>
  (settings.hooks[event] ?? []).flatMap(({ hooks }) => hooks);

function isOurs({ url, command }: Handler): boolean {
  return (
    url?.endsWith('/v1/hooks/claude-code') === true ||
    /claude-monitor.* hook( --direct)?$/.test(command ?? '')
  );
}

function ourHooks(settings: Settings, { env }: Context): Finding {
  const id = 'hooks';
  if (settings.disableAllHooks) {
    return failed(id, 'disableAllHooks is set: no hook runs', 'Remove it from the settings.');
  }
  if (isByPlugin(env)) return ok(id, 'by the plugin');
  const port = readMachine(env)?.port;
  const wanted = ['SessionStart', ...Object.keys(HOOK_REASONS)];
  const missing = wanted.filter((event) => !handlersOf(settings, event).some(isOurs));
  if (missing.length > 0) {
    return failed(id, `missing: ${missing.join(', ')}`, 'Run `claude-monitor init`.');
  }
  const stray = handlersOf(settings, 'Stop').find(
    ({ url = '' }) => url.startsWith('http://127.0.0.1') && !url.includes(`:${String(port)}/`),
  );
  if (stray !== undefined) {
    return failed(
      id,
      `post to ${stray.url ?? ''}, where no relay listens`,
      'Run `claude-monitor init`.',
    );
  }
  return ok(id, `all ${String(wanted.length)}`);
}

function telemetry({ env: settingsEnv }: Settings, { env }: Context): Finding {
  const id = 'telemetry';
  const wanted = telemetryOf({ url: '', secret: '' });
  const off = Object.keys(wanted).find(
    (name) =>
      settingsEnv[name] === undefined || ['', '0', 'none'].includes(settingsEnv[name] ?? ''),
  );
  if (off !== undefined) {
    const detail = `${off} isn’t set: tokens and cost come from transcripts only`;
    return failed(id, detail, 'Run `claude-monitor init`.');
  }
  const blocker = ['DISABLE_TELEMETRY', 'OTEL_SDK_DISABLED'].find(
    (name) => /^(1|true)$/i.test(settingsEnv[name] ?? '') || /^(1|true)$/i.test(env[name] ?? ''),
  );
  if (blocker !== undefined) {
    return failed(id, `${blocker} turns it off`, `Unset ${blocker}.`);
  }
  return ok(id, 'on, to the relay');
}

function otherHooks(settings: Settings, { env }: Context): Finding {
  const id = 'other-hooks';
  const others = Object.entries(settings.hooks).flatMap(([event, groups]) =>
    groups.flatMap(({ hooks }) =>
      hooks.filter((handler) => !isOurs(handler)).map((handler) => ({ event, handler })),
    ),
  );
  for (const { event, handler } of others) {
    if (!HANDLER_TYPES.has(handler.type)) {
      const detail = `a ${event} hook has the type ${handler.type}: some versions of Claude Code then ignore all hooks in this file`;
      return failed(id, detail, 'Fix or remove that hook.');
    }
    const program = programOf(handler.command ?? '', env);
    if (program !== null && !existsSync(program)) {
      const detail = `a ${event} hook runs ${program}, which doesn’t exist`;
      return failed(id, detail, 'Fix or remove that hook. Each of its calls fails.');
    }
  }
  return ok(id, others.length === 0 ? 'none' : `${String(others.length)}, no problems found`);
}

/** The absolute path that a command begins with; null where the shell looks it up. */
function programOf(command: string, env: Context['env']): string | null {
  const word = /^\s*(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(command)?.slice(1).find(Boolean) ?? '';
  const home = env['HOME'] ?? '';
  const path = word.replace(/^~(?=\/)/, home).replace(/^\$\{?HOME\}?(?=\/)/, home);
  return path.startsWith('/') && !path.includes('$') ? path : null;
}

/** A client with a proxy sends hooks and telemetry for this very machine to it. */
function proxies({ env: settingsEnv }: Settings, { env }: Context): Finding {
  const id = 'proxy';
  const all = { ...env, ...settingsEnv };
  const name = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].find(
    (each) => (all[each] ?? '') !== '',
  );
  if (name === undefined) return ok(id, 'none');
  const except = `${all['NO_PROXY'] ?? ''},${all['no_proxy'] ?? ''}`.split(',');
  if (except.some((each) => ['127.0.0.1', '*'].includes(each.trim()))) {
    return ok(id, `${name}, not for 127.0.0.1`);
  }
  return failed(
    id,
    `${name} is set and NO_PROXY doesn’t exclude 127.0.0.1: hooks don’t reach the relay`,
    'Also set NO_PROXY=127.0.0.1,localhost.',
  );
}

const managedSchema = z.looseObject({
  allowManagedHooksOnly: z.boolean().catch(false).default(false),
  disableAllHooks: z.boolean().catch(false).default(false),
  allowedHttpHookUrls: z.array(z.string()).optional().catch(undefined),
});

/** What an administrator forbids; nobody else can change it. */
export function checkManaged({ managedFile, env }: Context): Finding {
  const id = 'managed';
  if (!existsSync(managedFile)) return ok(id, 'none');
  let managed: z.infer<typeof managedSchema>;
  try {
    managed = managedSchema.parse(JSON.parse(readFileSync(managedFile, 'utf8')));
  } catch {
    return warning(id, `${managedFile} can’t be read`, 'Ask whoever manages this machine.');
  }
  const ask = `Ask whoever manages ${managedFile}; \`claude-monitor init --managed FILE\` writes settings for them.`;
  if (managed.allowManagedHooksOnly)
    return failed(id, 'allowManagedHooksOnly: your own hooks don’t run', ask);
  if (managed.disableAllHooks) return failed(id, 'disableAllHooks: no hook runs', ask);
  const port = readMachine(env)?.port;
  if (managed.allowedHttpHookUrls !== undefined && port !== undefined) {
    const url = `http://127.0.0.1:${String(port)}/v1/hooks/claude-code`;
    const isAllowed = managed.allowedHttpHookUrls.some((pattern) => matches(pattern, url));
    if (!isAllowed)
      return failed(id, `allowedHttpHookUrls lacks http://127.0.0.1:${String(port)}/*`, ask);
  }
  return ok(id, `${managedFile} allows it`);
}

const matches = (pattern: string, url: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(url);

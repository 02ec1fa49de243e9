import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Env } from './config.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** What a command is run with; `behind` is what stands after `--`, the business of another program. */
type Call<V> = { values: V; words: readonly string[]; env: Env; behind: readonly string[] };

export type Command = {
  name: string;
  /** One line of the list. */
  summary: string;
  /** Options, one a line, as `--name VALUE   what it does`. */
  help: readonly string[];
  options: Options;
  /** Takes a command line of another program after `--`. */
  takesProgram: boolean;
  /** Takes words beside its options: paths. */
  takesWords: boolean;
  /** Not in the list that people read: started by programs of ours. */
  isInternal: boolean;
  run: (args: readonly string[], env: Env, behind: readonly string[]) => Promise<void>;
};

function command<const O extends Options>(table: {
  name: string;
  summary: string;
  help?: readonly string[];
  options: O;
  takesProgram?: true;
  takesWords?: true;
  isInternal?: true;
  run: (call: Call<Values<O>>) => Promise<void>;
}): Command {
  const {
    help = [],
    takesProgram = false,
    takesWords = false,
    isInternal = false,
    ...rest
  } = table;
  return {
    ...rest,
    help,
    takesProgram,
    takesWords,
    isInternal,
    run: (args, env, behind) => {
      const { values, positionals } = parseArgs({
        args: [...args],
        options: table.options,
        allowPositionals: takesWords,
      });
      return table.run({ values, words: positionals, env, behind });
    },
  };
}

const DESTINATION = { url: { type: 'string' }, key: { type: 'string' } } as const;
const JSON_OUT = { json: { type: 'boolean' } } as const;

/** Every command, in the order of the list. Only the one that runs is loaded. */
export const COMMANDS: readonly Command[] = [
  command({
    name: 'init',
    summary: 'Connect Claude Code on this machine. Shows changes first; undo with uninstall',
    help: [
      '--agent codex|gemini  connect this agent instead',
      '--dry-run, --yes      preview only; skip confirmation',
      '--direct              send hooks directly, without the relay that removes text',
      '--telemetry           only tokens and cost, beside the plugin',
      '--managed FILE        write managed settings for many machines; with --marketplace SOURCE by the plugin and its relay',
    ],
    options: {
      ...DESTINATION,
      agent: { type: 'string' },
      yes: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      direct: { type: 'boolean' },
      telemetry: { type: 'boolean' },
      managed: { type: 'string' },
      marketplace: { type: 'string' },
    },
    run: async ({ values, env }) => (await import('./init/init.ts')).init(values, env),
  }),
  command({
    name: 'uninstall',
    summary: 'Undo init',
    help: ['--dry-run, --yes      preview only; skip confirmation'],
    options: { yes: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
    run: async ({ values, env }) => (await import('./init/uninstall.ts')).uninstall(values, env),
  }),
  command({
    name: 'mcp',
    summary: "Serve MCP over stdio, for an agent's configuration",
    options: DESTINATION,
    run: async ({ values, env }) => (await import('./mcp/serve.ts')).serveMcp(values, env),
  }),
  command({
    name: 'status',
    summary: 'Show configuration, queued and lost events',
    help: [
      '--rejected            list rejected events and reasons, newest last',
      '--json                print JSON',
    ],
    options: { ...DESTINATION, ...JSON_OUT, rejected: { type: 'boolean' } },
    run: async ({ values, env }) => {
      if (values.rejected === true) {
        (await import('./spool/rejected/print-rejected.ts')).printRejected(values, env);
        return;
      }
      await (await import('./status/status.ts')).printStatus(values, env);
    },
  }),
  command({
    name: 'doctor',
    summary: 'Diagnose the connection and suggest fixes',
    help: [
      '--json                print JSON',
      '--managed FILE        path of managed settings, if not the default',
    ],
    options: { ...DESTINATION, ...JSON_OUT, managed: { type: 'string' } },
    run: async ({ values, env }) => (await import('./doctor/doctor.ts')).doctor(values, env),
  }),
  command({
    name: 'pause',
    summary: 'Stop recording on this machine',
    help: [
      '--for 2h              pause for this long: 30m, 2h, 1d',
      '--folder DIR          never report sessions in this folder',
    ],
    options: { for: { type: 'string' }, folder: { type: 'string' } },
    run: async ({ values, env }) => {
      (await import('./pause/pause.ts')).pause(values, env);
    },
  }),
  command({
    name: 'resume',
    summary: 'Record again',
    help: ['--folder DIR          report sessions in this folder again'],
    options: { folder: { type: 'string' } },
    run: async ({ values, env }) => {
      (await import('./pause/pause.ts')).resume(values, env);
    },
  }),
  command({
    name: 'texts',
    summary: 'Choose which texts leave this machine (default: none)',
    help: [
      '--send KINDS          send only these, of prompt,toolInput,toolOutput',
      '--none                send none',
    ],
    options: { send: { type: 'string' }, none: { type: 'boolean' } },
    run: async ({ values, env }) => {
      (await import('./texts/texts.ts')).texts(values, env);
    },
  }),
  command({
    name: 'sent',
    summary: 'Print the last requests sent from this machine',
    help: ['--json                print JSON'],
    options: JSON_OUT,
    run: async ({ values, env }) => (await import('./sent/print-sent.ts')).printSent(values, env),
  }),
  command({
    name: 'import',
    summary: 'Import earlier sessions from Claude Code transcripts: import [PATH…]',
    help: [
      '--since 30d           only newer than this: 12h, 30d, 8w, or a date',
      '--project NAME        only this project',
      '--dry-run             preview, send nothing',
      '--again               re-import; nothing counts twice',
      '--json                print JSON',
    ],
    options: {
      ...DESTINATION,
      ...JSON_OUT,
      since: { type: 'string' },
      project: { type: 'string' },
      'dry-run': { type: 'boolean' },
      again: { type: 'boolean' },
    },
    takesWords: true,
    run: async ({ values, words, env, behind }) =>
      (await import('./import/run-import.ts')).runImport(
        { ...values, paths: [...words, ...behind] },
        env,
      ),
  }),
  command({
    name: 'statusline',
    summary: 'Print a status line for Claude Code',
    help: ['--wrap COMMAND        append to your own command’s output'],
    options: { wrap: { type: 'string' } },
    run: async ({ values }) =>
      (await import('./statusline/run-status-line.ts')).runStatusLine(values),
  }),
  command({
    name: 'relay',
    summary: 'Receive hooks and telemetry from local agents (started automatically)',
    options: {},
    run: async ({ env }) => (await import('./relay/run-relay.ts')).runRelay(env),
  }),
  command({
    name: 'hook',
    summary: 'Start the relay (called by Claude Code)',
    options: { direct: { type: 'boolean' }, plugin: { type: 'boolean' } },
    isInternal: true,
    run: async ({ values, env }) => {
      const { postSessionStart, sessionStartHook } = await import('./relay/session-start.ts');
      if (values.direct === true) return postSessionStart(env, process.stdin);
      return sessionStartHook(env, process.stdin, { isPlugin: values.plugin === true });
    },
  }),
  command({
    name: 'wrap',
    summary: 'Run an MCP server unchanged and record its tool calls: wrap -- COMMAND [ARGS]',
    help: [
      '--name NAME           server name in your client',
      '--mapping FILE        map tool calls to tasks (default: Prometheus)',
    ],
    options: { ...DESTINATION, name: { type: 'string' }, mapping: { type: 'string' } },
    takesProgram: true,
    run: async ({ values, env, behind }) =>
      (await import('./wrap/wrap.ts')).wrap(values, env, behind),
  }),
  command({
    name: 'share',
    summary: 'Create a read-only share link; needs an admin key',
    help: [
      '--project P, --session S   scope (default: the workspace)',
      '--expires 7d          expiry: 12h, 7d, 4w; at most 90 days',
      '--show WHAT           names to show: agents,projects,tasks,sessions,people,errors,tools',
      '--name NAME           name in the list',
      '--list, --revoke ID   list links (--json prints JSON); revoke one',
    ],
    options: {
      ...DESTINATION,
      ...JSON_OUT,
      name: { type: 'string' },
      project: { type: 'string' },
      session: { type: 'string' },
      expires: { type: 'string' },
      show: { type: 'string' },
      list: { type: 'boolean' },
      revoke: { type: 'string' },
    },
    run: async ({ values, env }) => (await import('./share/share.ts')).share(values, env),
  }),
  command({
    name: 'budget',
    summary: 'List budgets or lift the brake of one; needs an admin key',
    help: [
      '--lift ID             let whom it stops go on until its period ends',
      '--resume ID           stop again',
      '--json                print JSON',
    ],
    options: {
      ...DESTINATION,
      ...JSON_OUT,
      lift: { type: 'string' },
      resume: { type: 'string' },
    },
    run: async ({ values, env }) => (await import('./budget/budget.ts')).budget(values, env),
  }),
];

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
    summary: 'connects Claude Code on this machine: shows the change, asks, and can be undone',
    help: [
      '--agent codex|gemini  another agent',
      '--dry-run, --yes      only show; do not ask',
      '--direct              hooks go straight to the monitor, without the relay that strips texts',
      '--telemetry           only what sends tokens and cost: with the plugin, which has the rest',
      '--managed FILE        writes settings for a fleet instead; with --marketplace SOURCE by the plugin and its relay',
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
    summary: 'takes back what init did',
    help: ['--dry-run, --yes      only show; do not ask'],
    options: { yes: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
    run: async ({ values, env }) => (await import('./init/uninstall.ts')).uninstall(values, env),
  }),
  command({
    name: 'mcp',
    summary: "MCP server over stdio, for an agent's configuration",
    options: DESTINATION,
    run: async ({ values, env }) => (await import('./mcp/serve.ts')).serveMcp(values, env),
  }),
  command({
    name: 'status',
    summary: 'what is configured, what waits, what was lost',
    help: [
      '--rejected            the events that the monitor refused, and why, newest last',
      '--json                for programs',
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
    summary: 'finds what is wrong between this machine and the page, and says the fix',
    help: [
      '--json                for programs',
      "--managed FILE        managed settings, where they lie elsewhere than by Claude Code's rules",
    ],
    options: { ...DESTINATION, ...JSON_OUT, managed: { type: 'string' } },
    run: async ({ values, env }) => (await import('./doctor/doctor.ts')).doctor(values, env),
  }),
  command({
    name: 'pause',
    summary: 'records nothing on this machine, until resume',
    help: [
      '--for 2h              until then: 30m, 2h, 1d',
      '--folder DIR          never report sessions of this folder',
    ],
    options: { for: { type: 'string' }, folder: { type: 'string' } },
    run: async ({ values, env }) => {
      (await import('./pause/pause.ts')).pause(values, env);
    },
  }),
  command({
    name: 'resume',
    summary: 'records again',
    help: ['--folder DIR          report sessions of this folder again'],
    options: { folder: { type: 'string' } },
    run: async ({ values, env }) => {
      (await import('./pause/pause.ts')).resume(values, env);
    },
  }),
  command({
    name: 'texts',
    summary: 'which texts leave this machine: none, unless you opt in, kind by kind',
    help: [
      '--send KINDS          of prompt,toolInput,toolOutput: these, and no others',
      '--none                none again',
    ],
    options: { send: { type: 'string' }, none: { type: 'boolean' } },
    run: async ({ values, env }) => {
      (await import('./texts/texts.ts')).texts(values, env);
    },
  }),
  command({
    name: 'sent',
    summary: 'prints the last bodies as they left this machine',
    help: ['--json                for programs'],
    options: JSON_OUT,
    run: async ({ values, env }) => (await import('./sent/print-sent.ts')).printSent(values, env),
  }),
  command({
    name: 'import',
    summary: "brings in the past from Claude Code's transcripts, only what is new: import [PATH…]",
    help: [
      '--since 30d           nothing older: 12h, 30d, 8w, or a date',
      '--project NAME        of one project',
      '--dry-run             says what there is, and sends nothing',
      '--again               also what was imported before (it counts once)',
      '--json                for programs',
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
    summary: "a status line from the client's status on stdin",
    help: ['--wrap COMMAND        behind the line of your own command'],
    options: { wrap: { type: 'string' } },
    run: async ({ values }) =>
      (await import('./statusline/run-status-line.ts')).runStatusLine(values),
  }),
  command({
    name: 'relay',
    summary: 'takes hooks and telemetry of the agents on this machine; starts by itself after init',
    options: {},
    run: async ({ env }) => (await import('./relay/run-relay.ts')).runRelay(env),
  }),
  command({
    name: 'hook',
    summary: 'what Claude Code runs when a session starts: starts the relay',
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
    summary: 'runs an MCP server unaltered, and records its tool calls: wrap -- COMMAND [ARGS]',
    help: [
      "--name NAME           the server's name, as its client knows it",
      '--mapping FILE        which of its calls mean plans and tasks; else those of Prometheus',
    ],
    options: { ...DESTINATION, name: { type: 'string' }, mapping: { type: 'string' } },
    takesProgram: true,
    run: async ({ values, env, behind }) =>
      (await import('./wrap/wrap.ts')).wrap(values, env, behind),
  }),
  command({
    name: 'share',
    summary: 'makes a link to the live dashboard, read-only and redacted; needs an admin key',
    help: [
      '--project P, --session S   of one of them; else of the whole workspace',
      '--expires 7d          until when it stands: 12h, 7d, 4w; at most 90 days',
      '--show WHAT           names to show: agents,projects,tasks,sessions,people,errors,tools',
      '--name NAME           what it is listed as',
      '--list, --revoke ID   what links there are (--json for programs); takes one back',
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
    summary: 'lists budgets, and lifts the brake of one; needs an admin key',
    help: [
      '--lift ID             whom it stops may go on, until its period ends',
      '--resume ID           stops again what it stopped before it was lifted',
      '--json                for programs',
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

import { parseArgs } from 'node:util';
import { VERSION } from './version.ts';

const HELP = `claude-monitor ${VERSION}: tells Claude Monitor what Claude agents do

  claude-monitor mcp      MCP server over stdio, for an agent's configuration
  claude-monitor status   what is configured, what waits, what was lost (--json for programs)
    --rejected            the events that the monitor refused, and why, newest last

  claude-monitor import [PATH…]
                          brings in the past from Claude Code's transcripts; only what is new
    --since 30d           nothing older: 12h, 30d, 8w, or a date
    --project NAME        of one project
    --dry-run             says what there is, and sends nothing
    --again               also what was imported before (it counts once)

  claude-monitor statusline
                          a status line from the client's status on stdin
    --wrap COMMAND        behind the line of your own command

  claude-monitor wrap -- COMMAND [ARGS]
                          runs an MCP server unaltered, and records its tool calls
    --name NAME           the server's name, as its client knows it
    --mapping FILE        which of its calls mean plans and tasks; else those of Prometheus

  claude-monitor share    makes a link to the live dashboard, read-only and redacted
    --project P, --session S   of one of them; else of the whole workspace
    --expires 7d          until when it stands: 12h, 7d, 4w; at most 90 days
    --show WHAT           names to show: agents,projects,tasks,sessions,people,errors,tools
    --name NAME           what it is listed as
    --list, --revoke ID   what links there are (--json for programs); takes one back

  --url URL     the monitor; else CLAUDE_MONITOR_URL, the saved file, the clone's local.json
  --key KEY     a key with scope ingest; else CLAUDE_MONITOR_KEY, and so on
                (share: of scope admin; else CLAUDE_MONITOR_ADMIN_KEY)
  --help, --version
`;

/** Runs a command line; sets the exit code. Only the chosen part is loaded. */
export async function main(args: readonly string[]): Promise<void> {
  const { own, behind } = splitArgs(args);
  const parsed = parse(own);
  if (typeof parsed === 'string') return complain(parsed);
  const { values, positionals } = parsed;
  if (values.version === true) return void process.stdout.write(`${VERSION}\n`);
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help') return void process.stdout.write(HELP);
  if (command === undefined) return complain('missing command');
  if (command === 'wrap' && (behind.length === 0 || rest.length > 0)) {
    return complain('wrap takes the command of a server after --');
  }
  const takesMore = command === 'wrap' || command === 'import';
  const surplus = takesMore ? [] : [...rest, ...behind];
  if (surplus.length > 0) return complain(`${command} takes no argument ${surplus.join(' ')}`);
  switch (command) {
    case 'mcp': {
      const { serveMcp } = await import('./mcp/serve.ts');
      return serveMcp(values, process.env);
    }
    case 'status': {
      if (values.rejected === true) {
        const { printRejected } = await import('./spool/print-rejected.ts');
        return printRejected(values, process.env);
      }
      const { printStatus } = await import('./status/status.ts');
      return printStatus(values, process.env);
    }
    case 'share': {
      const { share } = await import('./share/share.ts');
      return share(values, process.env);
    }
    case 'import': {
      const { runImport } = await import('./import/run-import.ts');
      return runImport({ ...values, paths: [...rest, ...behind] }, process.env);
    }
    case 'statusline': {
      const { runStatusLine } = await import('./statusline/run-status-line.ts');
      return runStatusLine(values);
    }
    case 'wrap': {
      const { wrap } = await import('./wrap/wrap.ts');
      return wrap(values, process.env, behind);
    }
    default:
      return complain(`unknown command: ${command}`);
  }
}

/** What stands behind `--` belongs to another program, and is not looked at. */
function splitArgs(args: readonly string[]): { own: readonly string[]; behind: readonly string[] } {
  const at = args.indexOf('--');
  return at === -1
    ? { own: args, behind: [] }
    : { own: args.slice(0, at), behind: args.slice(at + 1) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        key: { type: 'string' },
        name: { type: 'string' },
        mapping: { type: 'string' },
        project: { type: 'string' },
        session: { type: 'string' },
        expires: { type: 'string' },
        show: { type: 'string' },
        list: { type: 'boolean' },
        revoke: { type: 'string' },
        json: { type: 'boolean' },
        rejected: { type: 'boolean' },
        wrap: { type: 'string' },
        since: { type: 'string' },
        'dry-run': { type: 'boolean' },
        again: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : 'bad arguments';
  }
}

function complain(fault: string): void {
  process.stderr.write(`claude-monitor: ${fault}\n\n${HELP}`);
  process.exitCode = 2;
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`claude-monitor: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});

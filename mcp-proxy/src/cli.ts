import { parseArgs } from 'node:util';
import { VERSION } from './version.ts';

const HELP = `claude-monitor ${VERSION}: tells Claude Monitor what Claude agents do

  claude-monitor mcp      MCP server over stdio, for an agent's configuration
  claude-monitor status   what is configured, what waits, what was lost (--json for programs)

  --url URL     the monitor; else CLAUDE_MONITOR_URL, the saved file, the clone's local.json
  --key KEY     a key with scope ingest; else CLAUDE_MONITOR_KEY, and so on
  --help, --version
`;

/** Runs a command line; sets the exit code. Only the chosen part is loaded. */
export async function main(args: readonly string[]): Promise<void> {
  const parsed = parse(args);
  if (typeof parsed === 'string') return complain(parsed);
  const { values, positionals } = parsed;
  if (values.version === true) return void process.stdout.write(`${VERSION}\n`);
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help') return void process.stdout.write(HELP);
  if (command === undefined) return complain('say what to do');
  if (rest.length > 0) return complain(`${command} takes no argument ${rest.join(' ')}`);
  switch (command) {
    case 'mcp': {
      const { serveMcp } = await import('./mcp/serve.ts');
      return serveMcp(values, process.env);
    }
    case 'status': {
      const { printStatus } = await import('./status/status.ts');
      return printStatus(values, process.env);
    }
    default:
      return complain(`there is no command ${command}`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        key: { type: 'string' },
        json: { type: 'boolean' },
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

import type { Destination } from '../config.ts';
import type { Fault } from '../exporter/fault.ts';

const YET = 'Kept on this machine, not delivered yet.';

/** What an agent is told while what it logs can't be sent: the cause with its cure once, then that it still waits. */
export class UndeliveredWords {
  #said: string | null = null;

  /** Null where nothing is known to be in the way. `origin`: where the key came from. */
  next(fault: Fault | null, origin: string | null): string | null {
    if (fault === null) {
      this.#said = null;
      return null;
    }
    if (this.#said === fault.cause) return YET;
    this.#said = fault.cause;
    const cure = cureOf(fault, origin);
    return `Kept on this machine, not delivered: ${fault.message.replace(/\.$/, '')}. ${cure} Tell your user and continue as usual: what waits is sent then.`;
  }
}

function cureOf({ cause }: Fault, origin: string | null): string {
  switch (cause) {
    case 'unset':
      return 'Keys are in Settings → Keys of the monitor.';
    case 'key':
      return `Create a key with scope ingest in Settings → Keys, and ${placeOf(origin)}.`;
    case 'away':
      return 'Start the monitor there, or correct the URL; `claude-monitor doctor` says which.';
    case 'other':
      return '`claude-monitor doctor` looks for the cause.';
  }
}

/** How to put a new key where the old one came from. */
function placeOf(origin: Destination['origin'] | null): string {
  switch (origin) {
    case 'flags':
      return 'put it behind --key';
    case 'environment':
      return 'set it as CLAUDE_MONITOR_KEY of this MCP server';
    case 'local.json':
      return 'run `npm start` in the clone again';
    default:
      return 'run `claude-monitor init` with it';
  }
}

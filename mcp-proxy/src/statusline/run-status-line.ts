import { text } from 'node:stream/consumers';
import { ownLine } from './own-line.ts';
import { statusInputOf } from './status-input.ts';
import { NO_FACTS, statusLine } from './status-line.ts';

/**
 * `claude-monitor statusline`: the client's figures in a line, behind those of the user's own command where
 * one is wrapped. What the monitor knows beside them, the relay adds; this asks nothing and needs no relay.
 */
export async function runStatusLine(flags: { wrap?: string | undefined }): Promise<void> {
  const input = await text(process.stdin);
  const own = flags.wrap === undefined ? '' : await ownLine(flags.wrap, input);
  const status = statusInputOf(jsonIn(input));
  const line = status === null ? '' : statusLine(status, NO_FACTS);
  process.stdout.write(`${joined(own, line)}\n`);
}

/** The user's own first: it is theirs; of several rows ours goes on the last. */
export const joined = (own: string, line: string): string =>
  [own, line].filter((part) => part !== '').join(' · ');

function jsonIn(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return null;
  }
}

import { closeSync, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { devNull } from 'node:os';
import type { Readable, Writable } from 'node:stream';

const STDIN = 0;
const STDOUT = 1;

/** Standard input that is really closed when it is destroyed, so that who writes to it learns of it. */
export function closableStdin(): Readable {
  process.stdin.once('close', () => {
    closeStandard(STDIN);
  });
  return process.stdin;
}

/**
 * Standard output that can be closed, so that the reader sees the end of the server's output when it
 * comes. `process.stdout` can't be; it stands in where output is a file or a terminal.
 */
export function closableStdout(): Writable {
  const kind = fstatSync(STDOUT);
  if (!kind.isFIFO() && !kind.isSocket()) return process.stdout;
  const stdout = new Socket({ fd: STDOUT, readable: false, writable: true });
  stdout.once('close', () => {
    closeStandard(STDOUT);
  });
  return stdout;
}

/** Closing a stream leaves the standard descriptors open: libuv spares them. */
function closeStandard(fd: number): void {
  try {
    closeSync(fd);
    // Takes the free number, so that no file of ours is ever mistaken for a standard stream.
    openSync(devNull, 'r+');
  } catch {
    // Closed already.
  }
}

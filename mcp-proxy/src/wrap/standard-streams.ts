import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

const STDOUT = 1;

/**
 * Standard output that can be closed, so that the reader sees the end of the server's output when it
 * comes. `process.stdout` can't be; it stands in where output is a file or a terminal.
 */
export function closableStdout(): Writable {
  const kind = fstatSync(STDOUT);
  if (!kind.isFIFO() && !kind.isSocket()) return process.stdout;
  return new Socket({ fd: STDOUT, readable: false, writable: true });
}

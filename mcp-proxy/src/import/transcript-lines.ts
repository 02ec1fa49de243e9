import { closeSync, openSync, readSync } from 'node:fs';

/** A relay that reads has other things to do between two reads. */
const CHUNK_BYTES = 256 * 1024;
/** Longer ones are passed over, and counted: the client itself writes none. */
export const LINE_BYTES = 128 * 1024 * 1024;
const NEWLINE = 0x0a;

/** A whole line, and where in the file it begins and the next one does. */
type FileLine = { bytes: Buffer; from: number; to: number };

/** Lines that came with one read of the file: views of a buffer that the next read fills again. */
type LineChunk = { lines: FileLine[]; bytesRead: number; tooLong: number };

/**
 * Whole lines of a file from `offset` on, a read at a time. A last line without its end is still being
 * written: it is left out. Memory is bounded by the longest line. Throws when the file can't be read.
 */
export function* readLines(path: string, offset: number): Generator<LineChunk> {
  const descriptor = openSync(path, 'r');
  try {
    yield* chunksOf(descriptor, offset);
  } finally {
    closeSync(descriptor);
  }
}

function* chunksOf(descriptor: number, offset: number): Generator<LineChunk> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let pieces: Buffer[] = [];
  let held = 0;
  let lineFrom = offset;
  let position = offset;
  let isPassingOver = false;
  for (;;) {
    const bytesRead = readSync(descriptor, buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    const bytes = buffer.subarray(0, bytesRead);
    const chunk: LineChunk = { lines: [], bytesRead, tooLong: 0 };
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      const to = position + end + 1;
      if (!isPassingOver) {
        const rest = bytes.subarray(start, end);
        const line = pieces.length === 0 ? rest : Buffer.concat([...pieces, rest]);
        chunk.lines.push({ bytes: line, from: lineFrom, to });
      }
      isPassingOver = false;
      pieces = [];
      held = 0;
      start = end + 1;
      lineFrom = to;
    }
    position += bytesRead;
    if (start < bytes.length && !isPassingOver) {
      pieces.push(Buffer.from(bytes.subarray(start)));
      held += bytes.length - start;
      if (held > LINE_BYTES) {
        isPassingOver = true;
        pieces = [];
        chunk.tooLong += 1;
      }
    }
    yield chunk;
  }
}

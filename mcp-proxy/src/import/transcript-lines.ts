import { open, type FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;
/** Longer ones are passed over, and counted: the client itself writes none. */
export const LINE_BYTES = 128 * 1024 * 1024;
const NEWLINE = 0x0a;

/** A whole line, and where in the file it begins and the next one does. */
export type FileLine = { bytes: Buffer; from: number; to: number };

/** Lines that came with one read of the file. */
export type LineChunk = { lines: FileLine[]; bytesRead: number; tooLong: number };

/**
 * Whole lines of a file from `offset` on, a read at a time. A last line without its end is still being
 * written: it is left out. Memory is bounded by the longest line. Throws when the file can't be read.
 */
export async function* readLines(path: string, offset: number): AsyncGenerator<LineChunk> {
  const file = await open(path, 'r');
  try {
    yield* chunksOf(file, offset);
  } finally {
    await file.close();
  }
}

async function* chunksOf(file: FileHandle, offset: number): AsyncGenerator<LineChunk> {
  let pieces: Buffer[] = [];
  let held = 0;
  let lineFrom = offset;
  let position = offset;
  let isPassingOver = false;
  for (;;) {
    // A new buffer each time: lines are views of it.
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
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
      pieces.push(bytes.subarray(start));
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

import type { Readable, Writable } from 'node:stream';

export type RelayDeps = {
  /** Where bytes come from, and where they go: the same ones, in their order. */
  from: Readable;
  to: Writable;
  /** Sees each chunk after it was passed on; it must not throw, nor change it. */
  see: (chunk: Buffer) => void;
};

/**
 * Passes bytes on, and the end of either side to the other: what one end closes is closed for the
 * other too. While `to` does not take more, nothing is read, so no more waits here than one chunk.
 */
export function relay({ from, to, see }: RelayDeps): void {
  from.pipe(to);
  // After `pipe`, so that a chunk has left before it is looked at.
  from.on('data', see);
  from.on('error', () => {
    to.end();
  });
  // Whoever writes to `from` learns that nobody reads, as it would without us.
  to.on('error', () => {
    from.destroy();
  });
  to.on('close', () => {
    from.destroy();
  });
}

import {
  closeSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs';

/** The one writer of a segment. Throws when the disk refuses; then nothing of the text was kept. */
export class SegmentWriter {
  readonly path: string;
  #size = 0;
  #isSynced = true;
  readonly #descriptor: number;
  readonly #inode: number;
  #isClosed = false;

  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'ax', 0o600);
    this.#inode = fstatSync(this.#descriptor).ino;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns false when the file is no longer at its path (taken over, or deleted): write elsewhere. */
  append(text: string): boolean {
    const bytes = Buffer.from(text);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
    } catch (error) {
      // A disk that fills up takes a part; whoever reads must not find half a line in the middle.
      ftruncateSync(this.#descriptor, this.#size);
      throw error;
    }
    this.#size += bytes.length;
    this.#isSynced = false;
    // Looked at after the write: who renames the file later finds the text in it.
    return statSync(this.path, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  async sync(): Promise<void> {
    if (this.#isSynced || this.#isClosed) return;
    this.#isSynced = true;
    await new Promise<void>((resolve, reject) => {
      fsync(this.#descriptor, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      if (!this.#isSynced) fsyncSync(this.#descriptor);
    } finally {
      closeSync(this.#descriptor);
    }
  }
}

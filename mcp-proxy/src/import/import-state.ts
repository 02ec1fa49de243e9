import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { FoundFile } from './find-transcripts.ts';
import type { ReadingPoint } from './read-transcript.ts';
import { writeDraft } from './write-draft.ts';

const openCall = z.object({ name: z.string().optional(), requestId: z.string().optional() });

const entrySchema = z.object({
  /** Of the file (device and inode), and as it was when it was opened. */
  id: z.string(),
  size: z.number(),
  mtimeMs: z.number(),
  /** Events before this time were left out. */
  since: z.number(),
  point: z.object({
    offset: z.number(),
    state: z.object({
      isStarted: z.boolean(),
      lastAt: z.number(),
      promptId: z.string().optional(),
      open: z.array(z.tuple([z.string(), openCall])),
    }),
  }),
});
const stateSchema = z.object({ version: z.literal(1), files: z.record(z.string(), z.unknown()) });

type ImportEntry = z.infer<typeof entrySchema>;

/** What the monitor has of each file, so that only what is new is read. Of one destination. */
export class ImportState {
  readonly #path: string;
  readonly #files: Map<string, ImportEntry>;
  #isSaved = true;

  constructor(path: string) {
    this.#path = path;
    this.#files = readEntries(path);
  }

  /** Where to go on with a file: null from its start, `done` when nothing of it is new. */
  resume(file: FoundFile, since: number): ReadingPoint | 'done' | null {
    const entry = this.#files.get(file.path);
    // Another file in its place, one that was cut, or one of which more is wanted now.
    if (entry === undefined || entry.id !== file.id || entry.since > since) return null;
    if (entry.size === file.size && entry.mtimeMs === file.mtimeMs) return 'done';
    return entry.point.offset <= file.size && entry.size <= file.size ? entry.point : null;
  }

  /** All is read again; what the disk knows stays until the next save. */
  forget(): void {
    this.#files.clear();
  }

  set(path: string, entry: ImportEntry): void {
    this.#files.set(path, entry);
    this.#isSaved = false;
  }

  /**
   * Writes what is known in one step. What another import wrote meanwhile stays, where it is further. Answers
   * whether the disk took it; without it, the next import sends again what the monitor knows.
   */
  save(): boolean {
    if (this.#isSaved) return true;
    for (const [path, theirs] of readEntries(this.#path)) {
      const ours = this.#files.get(path);
      if (ours === undefined || (ours.id === theirs.id && isFurther(theirs, ours))) {
        this.#files.set(path, theirs);
      }
    }
    const text = JSON.stringify({ version: 1, files: Object.fromEntries(this.#files) });
    this.#isSaved = writeDraft(this.#path, text);
    return this.#isSaved;
  }
}

const isFurther = (a: ImportEntry, b: ImportEntry): boolean =>
  a.since <= b.since && a.point.offset > b.point.offset;

/** None where there is no such file, or it is damaged or of a later version: all is read again. */
function readEntries(path: string): Map<string, ImportEntry> {
  const entries = new Map<string, ImportEntry>();
  try {
    const { files } = stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    for (const [file, value] of Object.entries(files)) {
      const entry = entrySchema.safeParse(value);
      if (entry.success) entries.set(file, entry.data);
    }
  } catch {
    // As if nothing were known.
  }
  return entries;
}

import type { Draft } from '@claude-monitor/receivers/claude-transcript';
import type { FoundFile } from './find-transcripts.ts';
import { EventCleaner } from '../redact/clean-event.ts';
import type { ImportState } from './import-state.ts';
import type { IsSilent } from './is-silent.ts';
import { readTranscript, type ReadingPoint } from './read-transcript.ts';
import { timeOf, Totals } from './totals.ts';

const BATCH_EVENTS = 1_000;
const BATCH_CHARACTERS = 1_000_000;

type ImportOptions = {
  files: readonly FoundFile[];
  /** Epoch ms; 0: all. */
  since: number;
  /** The name of a project; null: all. */
  project: string | null;
  /** What the monitor has; null: nothing is remembered. */
  state: ImportState | null;
  /** Sessions that are not reported, or not of a time; else all are. */
  isSilent?: IsSilent;
};

export type ImportDeps = {
  /** Takes a batch; `onDone` when it is durable, in the order of the batches. */
  send: (lines: readonly string[], onDone: () => void) => Promise<void>;
  onProgress: (progress: Progress) => void;
  /** Waited for between two reads, where the process has other work; else none is. */
  pause?: () => Promise<void>;
};

/** How far it is, in bytes of the files to be read. */
export type Progress = { bytesDone: number; events: number };

export type ImportResult = {
  totals: Totals;
  /** Files that were read, that were as they had been, and that can't be read. */
  read: number;
  unchanged: number;
  unreadable: { path: string; reason: string }[];
  /** Lines and records that hold nothing that can be taken. */
  broken: number;
};

type Batch = { lines: string[]; characters: number; marks: (() => void)[] };

/** Reads what is new in the files, one after the other, and sends it. Memory does not grow with them. */
export async function importTranscripts(
  { files, since, project, state, isSilent = () => false }: ImportOptions,
  deps: ImportDeps,
): Promise<ImportResult> {
  const totals = new Totals();
  const result: ImportResult = { totals, read: 0, unchanged: 0, unreadable: [], broken: 0 };
  const cleaner = new EventCleaner();
  let bytesDone = 0;
  let batch: Batch = { lines: [], characters: 0, marks: [] };
  const flush = async (): Promise<void> => {
    const { lines, marks } = batch;
    batch = { lines: [], characters: 0, marks: [] };
    const onDone = (): void => {
      for (const mark of marks) mark();
    };
    if (lines.length > 0) await deps.send(lines, onDone);
    else onDone();
  };
  const isWanted = (event: Draft): boolean =>
    timeOf(event) >= since && (project === null || event.project === project);

  for (const file of files) {
    const from = state?.resume(file, since) ?? null;
    if (from === 'done' || file.mtimeMs < since) {
      if (from === 'done') result.unchanged += 1;
      bytesDone += file.size;
      continue;
    }
    const before = bytesDone;
    try {
      for (const part of readTranscript(file.path, from)) {
        result.broken += part.broken;
        bytesDone += part.bytesRead;
        for (const event of part.events) {
          if (!isWanted(event)) continue;
          const { sessionId: id } = event;
          if (isSilent({ id, folder: part.folder, at: timeOf(event) })) continue;
          totals.add(event);
          const line = cleaner.line(event);
          batch.lines.push(line);
          batch.characters += line.length;
          if (batch.lines.length >= BATCH_EVENTS || batch.characters >= BATCH_CHARACTERS) {
            await flush();
          }
        }
        // Of a project alone, the rest of the file is not known to the monitor.
        if (project === null && state !== null) {
          batch.marks.push(
            markOf(state, { file, since, point: part.point, isEnd: part.bytesRead === 0 }),
          );
        }
        deps.onProgress({ bytesDone, events: totals.events });
        if (deps.pause !== undefined) await deps.pause();
        if (isOfOtherProject(part.events, project)) break;
      }
      result.read += 1;
    } catch (error) {
      if (!isFileFault(error)) throw error;
      // Gone since it was found: somebody tidied up.
      if (error.code !== 'ENOENT') result.unreadable.push({ path: file.path, reason: error.code });
    }
    bytesDone = before + file.size;
  }
  await flush();
  deps.onProgress({ bytesDone, events: totals.events });
  return result;
}

type Mark = { file: FoundFile; since: number; point: ReadingPoint; isEnd: boolean };

function markOf(state: ImportState, { file, since, point, isEnd }: Mark): () => void {
  const { id, size, mtimeMs } = file;
  // Not as it is on the disk before all of it was taken: it would count as done.
  const seen = isEnd ? { size, mtimeMs } : { size: Math.min(size, point.offset), mtimeMs: 0 };
  return () => {
    state.set(file.path, { id, ...seen, since, point });
  };
}

const isOfOtherProject = (events: readonly Draft[], project: string | null): boolean =>
  project !== null && events.length > 0 && events.every((event) => event.project !== project);

const isFileFault = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string';

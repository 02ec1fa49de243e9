import type { Draft } from '@claude-monitor/receivers/claude-transcript';
import type { FoundFile } from '../import/find-transcripts.ts';
import { EventCleaner } from '../redact/clean-event.ts';
import type { ImportState } from '../import/import-state.ts';
import type { IsSilent } from '../import/is-silent.ts';
import { readTranscript, type ReadingPoint } from '../import/read-transcript.ts';
import { timeOf } from '../import/totals.ts';

const KEPT_AT_ONCE = 500;
/** The times of files are behind the clock: by some milliseconds, on some disks by up to two seconds. */
const MTIME_MS = 2_000;

export type HealDeps = {
  state: ImportState;
  /** Whether telemetry reported a request. */
  hasRequest: (sessionId: string, requestId: string) => boolean;
  /** Sessions of which nothing is reported, or nothing of a time. */
  isSilent: IsSilent;
  /** Keeps events on the disk, to be sent. */
  keep: (lines: readonly string[]) => void;
  /** Lets others have the processor between two reads. */
  pause: () => Promise<void>;
  now: () => number;
};

export type HealOptions = {
  files: readonly FoundFile[];
  /** Files last written before are not touched: the past is brought in only when somebody asks. */
  since: number;
  /** A file that was written later may go on. */
  quietMs: number;
  shouldStop: () => boolean;
};

export type Healed = {
  /** Files of which something had not come by telemetry, those of which all had, and those not to be read. */
  sent: number;
  complete: number;
  unreadable: number;
  events: number;
};

/**
 * Brings in the transcripts of sessions that ended here and did not come whole: telemetry that was refused or
 * switched off, a relay that was down. What came whole is left alone. Events that were known already count once.
 */
export async function heal(options: HealOptions, deps: HealDeps): Promise<Healed> {
  const { files, since, quietMs, shouldStop } = options;
  const healed: Healed = { sent: 0, complete: 0, unreadable: 0, events: 0 };
  for (const file of files) {
    if (shouldStop()) break;
    if (file.mtimeMs < since - MTIME_MS || deps.now() - file.mtimeMs < quietMs) continue;
    const from = deps.state.resume(file, 0);
    if (from === 'done') continue;
    try {
      const point = await healFile(file, { from, healed, deps });
      const { id, size, mtimeMs } = file;
      deps.state.set(file.path, { id, size, mtimeMs, since: 0, point });
    } catch {
      // Tried again the next time; the import command says why.
      healed.unreadable += 1;
    }
  }
  deps.state.save();
  return healed;
}

type Healing = { from: ReadingPoint | null; healed: Healed; deps: HealDeps };

async function healFile(file: FoundFile, { from, healed, deps }: Healing): Promise<ReadingPoint> {
  const end = await isComplete(file, from, deps);
  if (end !== null) {
    healed.complete += 1;
    return end;
  }
  let point = from ?? { offset: 0, state: { isStarted: false, lastAt: 0, open: [] } };
  const cleaner = new EventCleaner();
  let lines: string[] = [];
  for (const part of readTranscript(file.path, from)) {
    for (const event of part.events) {
      const { sessionId: id } = event;
      if (deps.isSilent({ id, folder: part.folder, at: timeOf(event) })) continue;
      lines.push(cleaner.line(event));
    }
    point = part.point;
    if (lines.length >= KEPT_AT_ONCE || part.bytesRead === 0) {
      if (lines.length > 0) deps.keep(lines);
      healed.events += lines.length;
      lines = [];
    }
    await deps.pause();
  }
  healed.sent += 1;
  return point;
}

/** Where the file ends, if telemetry reported each of its requests; else null. */
async function isComplete(
  file: FoundFile,
  from: ReadingPoint | null,
  { hasRequest, pause }: HealDeps,
): Promise<ReadingPoint | null> {
  let point: ReadingPoint | null = null;
  let requests = 0;
  const isKnown = (event: Draft): boolean =>
    event.type !== 'usage' || hasRequest(event.sessionId, event.requestId ?? '');
  for (const part of readTranscript(file.path, from)) {
    if (!part.events.every(isKnown)) return null;
    requests += part.events.filter(({ type }) => type === 'usage').length;
    point = part.point;
    await pause();
  }
  // A session without any request says nothing of whether its telemetry was on.
  return requests > 0 ? point : null;
}

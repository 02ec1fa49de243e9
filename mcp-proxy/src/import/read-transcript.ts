import { readFileSync } from 'node:fs';
import {
  TranscriptReader,
  type Draft,
  type SubagentMeta,
  type TranscriptState,
} from '@claude-monitor/receivers/claude-transcript';
import { z } from 'zod';
import { placeOf } from './find-transcripts.ts';
import { readLines } from './transcript-lines.ts';
import { recordIn } from './record-in-line.ts';

/** Where the reading of a file goes on: at a line, with what was known there. */
export type ReadingPoint = { offset: number; state: TranscriptState };

/** What one read of a file brought. */
type TranscriptPart = {
  events: Draft[];
  /** All before this point is in `events` of this part and those before it. */
  point: ReadingPoint;
  bytesRead: number;
  /** Where the session works, as far as it is known here; stays on the machine. */
  folder: string | undefined;
  /** Lines that are no JSON, or too long. */
  broken: number;
};

const metaSchema = z.object({
  agentType: z.string().min(1).optional().catch(undefined),
  toolUseId: z.string().min(1).optional().catch(undefined),
  finished: z.boolean().optional().catch(undefined),
});

/** The events of a transcript from a point on, a part at a time. Throws when the file can't be read. */
export function* readTranscript(
  path: string,
  from: ReadingPoint | null,
): Generator<TranscriptPart> {
  let broken = 0;
  const place = placeOf(path);
  const meta = place.agentId === null ? null : metaBeside(path);
  const reader = new TranscriptReader({ ...place, meta }, from?.state ?? null);
  let offset = from?.offset ?? 0;
  /** The request that is not reported yet, and where its first record begins. */
  const open: { key: string | null; from: number } = { key: null, from: 0 };
  for (const { lines, bytesRead, tooLong } of readLines(path, offset)) {
    const events: Draft[] = [];
    broken += tooLong;
    for (const line of lines) {
      const content = recordIn(line.bytes);
      if (content.kind === 'broken') broken += 1;
      if (content.kind === 'record') events.push(...reader.take(content.record));
      if (open.key !== reader.openRequest) {
        open.key = reader.openRequest;
        open.from = line.from;
      }
      offset = line.to;
    }
    const point = pointOf(reader, open.key === null ? offset : open.from);
    yield { events, point, folder: reader.folder, bytesRead, broken };
    broken = 0;
  }
  const point = pointOf(reader, open.key === null ? offset : open.from);
  yield { events: reader.end(), point, folder: reader.folder, bytesRead: 0, broken };
}

const pointOf = (reader: TranscriptReader, offset: number): ReadingPoint => ({
  offset,
  state: reader.state,
});

function metaBeside(path: string): SubagentMeta | null {
  try {
    const text = readFileSync(path.replace(/\.jsonl$/, '.meta.json'), 'utf8');
    const { agentType, toolUseId, finished } = metaSchema.parse(JSON.parse(text));
    return {
      ...(agentType === undefined ? {} : { agentType }),
      ...(toolUseId === undefined ? {} : { toolUseId }),
      isFinished: finished === true,
    };
  } catch {
    return null;
  }
}

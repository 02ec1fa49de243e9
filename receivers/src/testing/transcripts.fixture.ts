/// <reference types="node" />
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEvent, type TelemetryEvent } from '@claude-monitor/protocol';
import { TranscriptReader, type Draft } from '../claude-transcript/index.ts';

export const TRANSCRIPTS = join(import.meta.dirname, '../../fixtures/transcripts');

/** The files of a captured run: the session's own first, then those of its subagents. */
export function transcriptFiles(run: string): string[] {
  return readdirSync(join(TRANSCRIPTS, run), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .map((file) => join(TRANSCRIPTS, run, file));
}

export const recordsOf = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

export function readerOf(file: string): TranscriptReader {
  const meta = file.replace(/\.jsonl$/, '.meta.json');
  const metaText = existsSync(meta) ? readFileSync(meta, 'utf8') : null;
  return new TranscriptReader({
    folder: '-home-dev-project',
    agentId: /agent-(\w+)\.jsonl$/.exec(file)?.[1] ?? null,
    meta:
      metaText === null
        ? null
        : {
            agentType: /"agentType": ?"([^"]+)"/.exec(metaText)?.[1] ?? '',
            toolUseId: /"toolUseId": ?"([^"]+)"/.exec(metaText)?.[1] ?? '',
            isFinished: /"finished": ?true/.test(metaText),
          },
  });
}

export function eventsOfRun(run: string): TelemetryEvent[] {
  return transcriptFiles(run).flatMap((file) => {
    const reader = readerOf(file);
    return parsed([...recordsOf(file).flatMap((record) => reader.take(record)), ...reader.end()]);
  });
}

/** As the monitor takes them; throws for one that it would refuse. */
export const parsed = (drafts: readonly Draft[]): TelemetryEvent[] =>
  drafts.map((draft) => {
    const result = parseEvent(draft);
    if (!result.ok) throw new Error(`${result.path}: ${result.message}`);
    return result.event;
  });

import type { TelemetryEventInput } from '@claude-monitor/protocol/event/event';
import { hash64 } from '@claude-monitor/protocol/ids';
import { textIn, type Fields } from '../claude-hooks/fields.ts';
import { projectOf } from '../claude-hooks/project.ts';

/** What all events of a record say. */
export type Common = {
  sessionId: string;
  time: number;
  source: 'transcript';
  project?: string | undefined;
  agentId?: string | undefined;
  promptId?: string | undefined;
};

/** An event as it is sent: who takes it parses it, and refuses a value beyond its bounds by its name. */
export type Draft = TelemetryEventInput;

/** Where a transcript lies: of the path, only the folder of its project tells something. */
export type TranscriptPlace = {
  /** The folder below `projects`, named after the path that the session was started in. */
  folder: string;
  /** Of a subagent's own file, `agent-ID.jsonl`; else null. */
  agentId: string | null;
};

const SEPARATOR = '\n';

/**
 * An id made of what the event is, never of the machine, the file or the moment of the import: a session
 * that lies on two machines, or is imported twice, has each event once (rule ING2).
 */
export const idOf = (...parts: readonly (string | number | undefined)[]): string =>
  `transcript:${hash64(parts.join(SEPARATOR))}`;

/** Reads what the records of one file have in common; null for a record without session or time. */
export class CommonReader {
  readonly #place: TranscriptPlace;
  #cwd: string | undefined;
  #project: string | undefined;
  /** The prompt that the main loop works on: answers do not name it. */
  promptId: string | undefined;

  constructor(place: TranscriptPlace) {
    this.#place = place;
  }

  /** The path that the session was last seen in; goes into no event. */
  get folder(): string | undefined {
    return this.#cwd;
  }

  read(record: Fields): Common | null {
    const sessionId = textIn(record, 'sessionId');
    const time = Date.parse(textIn(record, 'timestamp') ?? '');
    if (sessionId === undefined || !(time >= 0)) return null;
    const promptId = textIn(record, 'promptId');
    if (promptId !== undefined) this.promptId = promptId;
    return {
      sessionId,
      time,
      source: 'transcript',
      project: this.#projectOf(textIn(record, 'cwd')),
      agentId: textIn(record, 'agentId') ?? this.#place.agentId ?? undefined,
      promptId: this.promptId,
    };
  }

  #projectOf(cwd: string | undefined): string | undefined {
    if (cwd === undefined || cwd === this.#cwd) return this.#project;
    this.#cwd = cwd;
    this.#project = projectOf(cwd, `${this.#place.folder}/session.jsonl`) ?? this.#project;
    return this.#project;
  }
}

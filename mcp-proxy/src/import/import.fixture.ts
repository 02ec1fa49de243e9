import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Draft } from '@claude-monitor/receivers/claude-transcript';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { findTranscripts, type Found } from './find-transcripts.ts';
import { ImportState } from './import-state.ts';
import { importTranscripts, type ImportResult } from './import-transcripts.ts';

const CAPTURES = join(import.meta.dirname, '../../../receivers/fixtures/transcripts');

/** What the captured sessions used, by the client's own account. */
export const CAPTURED = {
  requests: 27,
  inputTokens: 227,
  outputTokens: 1_551,
  cacheReadTokens: 177_010,
  cacheCreationTokens: 35_250,
};

export const SESSION = '11111111-2222-4333-8444-555555555555';

/** A home folder of transcripts, and a monitor that keeps each event once by its id. */
export class ImportRig {
  readonly home = scratchFolder();
  readonly root = join(this.home, '.claude', 'projects');
  readonly statePath = join(this.home, 'state', 'imported.json');
  /** By id: what a monitor counts. */
  readonly arrived = new Map<string, Draft>();
  /** How many events were sent, counted as often as they were. */
  sent = 0;

  constructor() {
    mkdirSync(this.root, { recursive: true });
  }

  /** The captured sessions, in the folder of one project. */
  addCaptures(project = '-home-dev-project'): void {
    for (const run of ['api-error', 'background-subagent', 'full', 'thinking']) {
      cpSync(join(CAPTURES, run), join(this.root, project), { recursive: true });
    }
    for (const run of ['interactive-clear', 'interactive-prompt_input_exit']) {
      cpSync(join(CAPTURES, run), join(this.root, project), { recursive: true });
    }
  }

  write(path: string, content: string | Buffer): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  find(): Found {
    return findTranscripts([this.root]);
  }

  async run(
    options: { since?: number; project?: string; dieAfter?: number; found?: Found } = {},
  ): Promise<ImportResult> {
    const state = new ImportState(this.statePath);
    let batches = 0;
    const result = await importTranscripts(
      {
        files: (options.found ?? this.find()).files,
        since: options.since ?? 0,
        project: options.project ?? null,
        state,
      },
      {
        send: (lines, onDone) => {
          batches += 1;
          if (batches > (options.dieAfter ?? Infinity)) return Promise.reject(new Error('killed'));
          for (const line of lines) this.#take(JSON.parse(line));
          onDone();
          state.save();
          return Promise.resolve();
        },
        onProgress: () => undefined,
      },
    );
    state.save();
    return result;
  }

  #take(event: Draft): void {
    this.sent += 1;
    this.arrived.set(event.id, event);
  }

  /** Events of one type that the monitor has. */
  of<Type extends Draft['type']>(type: Type): Extract<Draft, { type: Type }>[] {
    const isOfType = (event: Draft): event is Extract<Draft, { type: Type }> => event.type === type;
    return [...this.arrived.values()].filter(isOfType);
  }
}

/** A record of a request's answer, as the client writes it. */
export const answer = (index: number, fields: object = {}): string =>
  JSON.stringify({
    type: 'assistant',
    sessionId: SESSION,
    cwd: '/home/dev/shop',
    uuid: `u${String(index)}`,
    timestamp: new Date(Date.parse('2026-05-01T10:00:00Z') + index * 1_000).toISOString(),
    requestId: `req_${String(index)}`,
    message: {
      id: `msg_${String(index)}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [{ type: 'text', text: 'done' }],
      usage: { input_tokens: 1, output_tokens: 2 },
    },
    ...fields,
  });

export const answers = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `${answer(from + index)}\n`).join('');

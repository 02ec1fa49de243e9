import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** An event that the monitor refused, or a line that is none: kept with the reason, for people to look at. */
export type SetAside = { at: number; reason: string; line: string };

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_LINE = 64 * 1024;
const MAX_REASON = 200;

const entrySchema = z.object({ at: z.number(), reason: z.string(), line: z.string() });

/** Two files, the newer one written by any process: past 4 MB it takes the place of the older. */
export class SetAsideLog {
  readonly #path: string;
  readonly #older: string;

  constructor(folder: string) {
    this.#path = join(folder, 'rejected.ndjson');
    this.#older = join(folder, 'rejected.older.ndjson');
  }

  /** Never throws: where the disk refuses, the loss is counted and said all the same. */
  add(entries: readonly SetAside[]): void {
    const text = entries.map((entry) => `${JSON.stringify(bounded(entry))}\n`).join('');
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, text, { mode: 0o600 });
      if (statSync(this.#path).size > MAX_BYTES) renameSync(this.#path, this.#older);
    } catch {
      // The disk refuses.
    }
  }

  /** The oldest first. */
  read(): SetAside[] {
    return [this.#older, this.#path].flatMap(entriesOf);
  }
}

const bounded = ({ at, reason, line }: SetAside): SetAside => ({
  at,
  reason: reason.slice(0, MAX_REASON),
  line: line.slice(0, MAX_LINE),
});

function entriesOf(path: string): SetAside[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [entrySchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

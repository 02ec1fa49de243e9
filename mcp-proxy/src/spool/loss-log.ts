import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** What never reached the server, and why: counted, for `status` (rule PRX3). */
type LossKind = 'dropped' | 'rejected' | 'unreadable';
export type Loss = { kind: LossKind; reason: string; count: number };

const MAX_BYTES = 64 * 1024;
const MAX_REASON_LENGTH = 200;
const MAX_REASONS = 100;

const lossSchema = z.object({
  kind: z.enum(['dropped', 'rejected', 'unreadable']),
  reason: z.string(),
  count: z.number(),
});

/** One line a loss, appended by any process; past 64 kB the lines are added up into few. */
export class LossLog {
  readonly #path: string;

  constructor(folder: string) {
    this.#path = join(folder, 'losses.ndjson');
  }

  /** Never throws: a loss that cannot be written down was said on stderr. */
  add(loss: Loss): void {
    try {
      const reason = loss.reason.slice(0, MAX_REASON_LENGTH);
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, `${JSON.stringify({ ...loss, reason })}\n`, { mode: 0o600 });
      if (statSync(this.#path).size > MAX_BYTES) this.#compact();
    } catch {
      // The disk refuses.
    }
  }

  read(): Loss[] {
    return summed(this.#lines());
  }

  #compact(): void {
    const kept = summed(
      this.read().map((loss, index) => (index < MAX_REASONS ? loss : { ...loss, reason: 'other' })),
    );
    const draft = `${this.#path}.${String(process.pid)}.tmp`;
    const lines = kept.map((loss) => `${JSON.stringify(loss)}\n`);
    writeFileSync(draft, lines.join(''), { mode: 0o600 });
    renameSync(draft, this.#path);
  }

  #lines(): Loss[] {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap((line) => {
      try {
        return [lossSchema.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
  }
}

function summed(losses: readonly Loss[]): Loss[] {
  const sums = new Map<string, Loss>();
  for (const loss of losses) {
    const key = `${loss.kind} ${loss.reason}`;
    sums.set(key, { ...loss, count: loss.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count);
}

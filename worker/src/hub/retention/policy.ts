import {
  changedRetention,
  RETENTION,
  retentionFault,
  retentionSchema,
  type Retention,
  type RetentionChange,
} from '@claude-monitor/protocol';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const META = 'retention';

/** How long this workspace keeps what: the numbers that were changed, else the defaults of today. */
export class RetentionPolicy {
  readonly #sql: SqlStorage;
  #changed: RetentionChange;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const stored = readMeta(sql, META);
    this.#changed =
      stored === null ? {} : retentionSchema.partial().parse(JSON.parse(textOf(stored)));
  }

  get now(): Retention {
    return changedRetention(RETENTION, this.#changed);
  }

  /** Null when it is so now, else why it can't be. */
  change(change: RetentionChange): string | null {
    const next = { ...this.#changed, ...change };
    const fault = retentionFault(changedRetention(RETENTION, next));
    if (fault !== null) return fault;
    this.#changed = next;
    writeMeta(this.#sql, META, JSON.stringify(next));
    return null;
  }
}

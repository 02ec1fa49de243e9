import { LIMITS, type UnknownName, type UnknownNamesAnswer } from '@claude-monitor/protocol';
import {
  countUnknownNames,
  listUnknownNames,
  noUnknownNames,
  type UnknownNames,
} from '../../domain/unknown-names.ts';
import { compress, decompressFormer } from '../storage/compressed.ts';
import { readMeta, writeMeta } from '../storage/storage.ts';

const META_NAME = 'unknown names';
/** A new client says the same unknown names with every request: one billed row in so long. */
const SAVE_PAUSE_MS = 5_000;

type Deps = {
  sql: SqlStorage;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Keeps the object awake for work that nobody waits for. */
  waitUntil: (work: Promise<unknown>) => void;
};

/**
 * What clients named that nothing here knows. Such names make no event, so neither the journal nor a
 * checkpoint may ever come: they are saved by themselves, the first at once, and all within the pause.
 */
export class StoredUnknownNames {
  readonly #deps: Deps;
  readonly #names: UnknownNames;
  #savedAt = 0;
  #isSaving = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    const stored = readMeta(deps.sql, META_NAME);
    // Written by this class alone, so its shape is known.
    this.#names = stored === null ? noUnknownNames() : (decompressFormer(stored) as UnknownNames);
  }

  get list(): UnknownNamesAnswer {
    return listUnknownNames(this.#names);
  }

  record(seen: readonly UnknownName[]): void {
    if (seen.length === 0) return;
    const { now, waitUntil } = this.#deps;
    countUnknownNames(this.#names, seen, { now: now(), kept: LIMITS.unknownNamesKept });
    if (this.#isSaving) return;
    const pauseMs = this.#savedAt + SAVE_PAUSE_MS - now();
    if (pauseMs <= 0) this.#save();
    else waitUntil(this.#saveAfter(pauseMs));
  }

  async #saveAfter(pauseMs: number): Promise<void> {
    this.#isSaving = true;
    await this.#deps.sleep(pauseMs);
    this.#isSaving = false;
    this.#save();
  }

  #save(): void {
    this.#savedAt = this.#deps.now();
    writeMeta(this.#deps.sql, META_NAME, compress(this.#names));
  }
}

import { TIME, type LabelKeysAnswer, type StampedEvent } from '@claude-monitor/protocol';
import {
  boundLabels,
  countOthers,
  listLabelKeys,
  noLabelKeys,
  onlyHidden,
  setHidden,
  type LabelKeys,
} from '../../domain/labels/label-keys.ts';
import { boundSet, noLabelSets } from '../../domain/labels/label-sets.ts';
import { compress, decompress } from '../storage/compressed.ts';
import { readMeta, writeMeta } from '../storage/storage.ts';

const META_LABELS = 'labels';

const dayOf = (at: number): number => Math.floor(at / TIME.dayMs);

/** Which labels the workspace keeps: what administrators hide, and what events brought so far. */
export class WorkspaceLabels {
  readonly #sql: SqlStorage;
  readonly #known: LabelKeys;
  /** In memory alone: a hub that wakes counts the sets of the day again. */
  readonly #sets = noLabelSets();
  #isDirty = false;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#known = readKnown(sql);
  }

  get list(): LabelKeysAnswer {
    return listLabelKeys(this.#known);
  }

  /** Keys that are shown nowhere. */
  get hidden(): string[] {
    return this.list.items.flatMap(({ key, isHidden }) => (isHidden ? [key] : []));
  }

  isHidden(key: string): boolean {
    return this.#known.keys.get(key)?.isHidden === true;
  }

  /** The event with those of its labels that are kept. */
  bounded(event: StampedEvent): StampedEvent {
    if (event.labels === undefined) return event;
    const day = dayOf(event.receivedAt);
    const { labels, isNews } = boundLabels(this.#known, event.labels, day);
    if (isNews) this.#isDirty = true;
    const kept = Object.keys(labels).length === 0 ? null : boundSet(this.#sets, labels, day);
    if (kept !== labels) countOthers(this.#known, labels);
    if (kept !== null) return { ...event, labels: kept };
    const { labels: _, ...rest } = event;
    return rest;
  }

  /** Stores what is new, in the turn in which the events that brought it go into the journal. */
  save(): void {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    writeMeta(this.#sql, META_LABELS, compress(this.#known));
  }

  /** False for one that is not known, and where there are too many keys for one more. */
  setHidden(name: string, isHidden: boolean, now: number): boolean {
    if (!setHidden(this.#known, { name, isHidden, day: dayOf(now) })) return false;
    this.#isDirty = true;
    this.save();
    return true;
  }
}

/** What a workspace that is emptied keeps of it: what administrators hide. */
export function keepHidden(sql: SqlStorage, now: number): void {
  writeMeta(sql, META_LABELS, compress(onlyHidden(readKnown(sql), dayOf(now))));
}

function readKnown(sql: SqlStorage): LabelKeys {
  const stored = readMeta(sql, META_LABELS);
  // Written by this module alone, so its shape is known.
  return stored === null ? noLabelKeys() : (decompress(stored) as LabelKeys);
}

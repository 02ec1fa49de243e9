import {
  changedFields,
  copyOf,
  isEmpty,
  LIMITS,
  withFields,
  type ChangedFields,
  type PatchFrame,
  type SnapshotFrame,
} from '@claude-monitor/protocol';
import { sizeOf } from './pieces.ts';

/** A change of more is no smaller than the item. */
const CHANGE_BYTES = 1_024;

/**
 * Sessions and tasks that every viewer of an audience has, and as it has them: of those a patch says only what
 * changed. A viewer that catches up by anything but patches has to be entered here.
 */
export class SentItems {
  readonly #sessions = new SentOfKind<PatchFrame['sessions'][number]>();
  readonly #tasks = new SentOfKind<PatchFrame['tasks'][number]>();

  /** The patch in changed fields. From now on its viewers have what it says, at most so many of a kind. */
  update(patch: PatchFrame, most: number): PatchFrame {
    const sessions = this.#sessions.update(patch.sessions, patch.removed.sessions, most);
    const tasks = this.#tasks.update(patch.tasks, patch.removed.tasks, most);
    const changed = { sessions: sessions.changed, tasks: tasks.changed };
    return { ...patch, sessions: sessions.whole, tasks: tasks.whole, changed };
  }

  /** Some have nothing but this snapshot now, which may be newer than what the others have. */
  onlyOf(snapshot: Pick<SnapshotFrame, 'sessions' | 'tasks'>): void {
    this.#sessions.onlyOf(snapshot.sessions);
    this.#tasks.onlyOf(snapshot.tasks);
  }

  /** Some have this beside what they had, and it may be newer than what the others have. */
  exceptNewerIn({ sessions, tasks, removed }: PatchFrame): void {
    this.#sessions.exceptNewerIn(sessions, removed.sessions);
    this.#tasks.exceptNewerIn(tasks, removed.tasks);
  }

  clear(): void {
    this.#sessions.clear();
    this.#tasks.clear();
  }
}

class SentOfKind<Item extends { id: string }> {
  /**
   * The items that viewers were sent last, the newest at the end: copies, since figures in views go on
   * changing; null where not all have the same. Those count too, as they do in what viewers keep.
   */
  readonly #items = new Map<string, object | null>();

  update(
    items: readonly Item[],
    removed: readonly string[],
    most: number,
  ): { whole: Item[]; changed: ChangedFields[] } {
    const whole: Item[] = [];
    const changed: ChangedFields[] = [];
    for (const id of removed) this.#items.delete(id);
    for (const item of items) {
      const { id } = item;
      const sent = this.#items.get(id) ?? null;
      const fields = sent === null ? null : changeOf(sent, item);
      if (fields !== null && isEmpty(fields)) continue;
      this.#items.delete(id);
      if (sent !== null && fields !== null) {
        changed.push({ id, fields });
        this.#items.set(id, withFields(sent, copyOf(fields)));
      } else {
        whole.push(item);
        this.#items.set(id, sizeOf(item) <= LIMITS.sentItemBytes ? copyOf(item) : null);
      }
    }
    for (const id of this.#items.keys()) {
      if (this.#items.size <= most) break;
      this.#items.delete(id);
    }
    return { whole, changed };
  }

  onlyOf(items: readonly Item[]): void {
    const known = new Map(items.map((item) => [item.id, item]));
    for (const [id, sent] of this.#items) {
      const item = known.get(id);
      if (sent !== null && (item === undefined || !isSame(sent, item))) this.#items.set(id, null);
    }
  }

  exceptNewerIn(items: readonly Item[], removed: readonly string[]): void {
    for (const id of removed) this.#items.delete(id);
    for (const item of items) {
      const sent = this.#items.get(item.id) ?? null;
      this.#items.delete(item.id);
      this.#items.set(item.id, sent !== null && isSame(sent, item) ? sent : null);
    }
  }

  clear(): void {
    this.#items.clear();
  }
}

function changeOf(sent: object, item: object): ChangedFields['fields'] | null {
  const fields = changedFields(sent, item);
  return fields === null || sizeOf(fields) > CHANGE_BYTES ? null : fields;
}

function isSame(a: object, b: object): boolean {
  const fields = changedFields(a, b);
  return fields !== null && isEmpty(fields);
}

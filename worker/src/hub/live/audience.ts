import {
  GAP_RULES,
  hash64,
  HELLO_RULES,
  LIMITS,
  PATCH_RULES,
  redactionOf,
  serverFrameSchema,
  SNAPSHOT_RULES,
  type Card,
  type Line,
  type PatchFrame,
  type ServerFrame,
  type ShareScope,
  type Task,
} from '@claude-monitor/protocol';
import { isNarrow, type Grant } from '../../share/grant.ts';
import { namesOf } from '../../share/names-of.ts';
import { cardWithin, lineWithin, taskWithin, type Around } from '../../share/within-scope.ts';
import type { Present } from '../state/present.ts';
import { presentAround } from '../state/present-around.ts';
import { scopeNow } from '../state/scope-now.ts';
import { TaskNames } from './task-names.ts';

/** All who see the whole workspace as it is. */
export const EVERYBODY = 'all';

/** Viewers of one tag see the same: a frame is encoded once for all of them (rule HUB4). */
export function audienceTag(grant: Grant | null): string {
  if (grant === null) return EVERYBODY;
  if (grant.isRedacted) return `link ${grant.link}`;
  return isNarrow(grant) ? `scope ${hash64(JSON.stringify(grant.scope))}` : EVERYBODY;
}

/** What a grant shows of the present: nothing outside its scope, and that redacted (rule HUB5). */
export class Audience {
  readonly tag: string;
  readonly isNarrow: boolean;
  readonly #taskNames = new TaskNames();
  readonly #hidesTasks: boolean;
  /** The position that its viewers stand at. */
  position: number;
  readonly #scope: () => ShareScope;
  readonly #around: () => Around;
  readonly #redacted: (frame: ServerFrame) => ServerFrame;
  /** What viewers of a part were shown: when it leaves that part, it is gone for them. */
  readonly #seen = { cards: new Set<string>(), tasks: new Set<string>() };

  constructor(present: Present, grant: Grant | null, position: number) {
    this.tag = audienceTag(grant);
    this.isNarrow = grant !== null && isNarrow(grant);
    this.position = position;
    this.#scope = () => scopeNow(present, grant?.scope ?? { kind: 'workspace' });
    this.#around = () => ({
      ...presentAround(present, this.#scope()),
      isWorkSeen: (cardId, name) => this.#taskNames.isWorkOf(cardId, name),
    });
    this.#hidesTasks = grant?.isRedacted === true && !grant.shows.includes('tasks');
    this.#redacted = redactFrames(grant);
    if (grant === null) return;
    for (const id of present.state.cards.keys()) {
      this.#note('cards', id, present.card(id), this.card);
    }
    for (const id of present.state.tasks.keys()) {
      const [task] = this.#note('tasks', id, present.task(id), this.task);
      if (task !== undefined) this.#taskNames.note(task);
    }
  }

  readonly card = (card: Card): Card | null => cardWithin(this.#scope(), card, this.#around());

  readonly task = (task: Task): Task | null => taskWithin(this.#scope(), task, this.#around());

  lines(lines: readonly Line[]): Line[] {
    const seen = lines.flatMap((line) => lineWithin(this.#scope(), line, this.#around()) ?? []);
    return this.#hidesTasks ? seen.map((line) => this.#named(line)) : seen;
  }

  /** What of a frame about the whole workspace this audience is told; null when that is nothing. */
  patch(whole: PatchFrame, newLines: readonly Line[]): PatchFrame | null {
    if (this.tag === EVERYBODY) return whole;
    const cards = whole.cards.flatMap((card) => this.#note('cards', card.id, card, this.card));
    const tasks = whole.tasks.flatMap((task) => this.#note('tasks', task.id, task, this.task));
    for (const task of tasks) this.#taskNames.note(task);
    const gone = {
      cards: this.#gone('cards', whole.gone.cards, whole.cards, cards),
      tasks: this.#gone('tasks', whole.gone.tasks, whole.tasks, tasks),
    };
    const lines = this.lines(newLines);
    const told = lines.slice(-LIMITS.linesPerFrame);
    if (!this.isNarrow) return { ...whole, lines: told };
    const { totals: _, ...rest } = whole;
    const moreLines = lines.length - told.length;
    const parts = [cards, tasks, told, gone.cards, gone.tasks];
    if (parts.every((part) => part.length === 0)) return null;
    return { ...rest, cards, tasks, gone, series: [], lines: told, moreLines };
  }

  /** A line calls a task by its description where it has one; its stand-in is made of its id everywhere. */
  #named(line: Line): Line {
    if (!line.kind.startsWith('task ') || line.subject === null) return line;
    return { ...line, subject: this.#taskNames.taskIdOf(line.subject) };
  }

  /** As it is sent. */
  encode(frame: ServerFrame): string {
    return JSON.stringify(this.#redacted(frame));
  }

  #note<Item>(
    kind: 'cards' | 'tasks',
    id: string,
    item: Item | null,
    within: (item: Item) => Item | null,
  ): Item[] {
    const seen = item === null ? null : within(item);
    if (seen === null) return [];
    this.#seen[kind].add(id);
    return [seen];
  }

  /** Of what is gone, and of what changed and lies outside now, what was seen before. */
  #gone(
    kind: 'cards' | 'tasks',
    gone: readonly string[],
    changed: readonly { id: string }[],
    inside: readonly { id: string }[],
  ): string[] {
    const stay = new Set(inside.map(({ id }) => id));
    const left = changed.flatMap(({ id }) => (stay.has(id) ? [] : id));
    return [...gone, ...left].filter((id) => this.#seen[kind].delete(id));
  }
}

const [helloSchema, gapSchema, snapshotSchema, patchSchema] = serverFrameSchema.options;

const REDACTIONS = {
  hello: redactionOf(helloSchema, HELLO_RULES),
  gap: redactionOf(gapSchema, GAP_RULES),
  snapshot: redactionOf(snapshotSchema, SNAPSHOT_RULES),
  patch: redactionOf(patchSchema, PATCH_RULES),
};

function redactFrames(grant: Grant | null): (frame: ServerFrame) => ServerFrame {
  if (grant?.isRedacted !== true) return (frame) => frame;
  const names = namesOf(grant);
  return (frame) => {
    switch (frame.type) {
      case 'hello':
        return REDACTIONS.hello(frame, names);
      case 'gap':
        return REDACTIONS.gap(frame, names);
      case 'snapshot':
        return REDACTIONS.snapshot(frame, names);
      case 'patch':
        return REDACTIONS.patch(frame, names);
    }
  };
}

import {
  LIMITS,
  type Card,
  type Line,
  type PatchFrame,
  type ShareScope,
  type Task,
} from '@claude-monitor/protocol';
import { isNarrow, type Grant } from '../../share/grant.ts';
import { cardWithin, lineWithin, taskWithin, type Around } from '../../share/within-scope.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { stateAround } from '../state/state-around.ts';
import { scopeNow } from '../state/scope-now.ts';
import { TaskNames } from './task-names.ts';

/** What a grant shows of the workspace: nothing outside its scope, and that redacted (rule HUB5). */
export class Audience {
  readonly isNarrow: boolean;
  readonly #taskNames = new TaskNames();
  readonly #hidesTasks: boolean;
  readonly #scope: () => ShareScope;
  readonly #around: () => Around;
  readonly #seesAll: boolean;
  readonly #workspaceState: WorkspaceState;
  /** What viewers of a part were shown: when it leaves that part, it is gone for them. */
  readonly #seen = { cards: new Set<string>(), tasks: new Set<string>() };

  constructor(workspaceState: WorkspaceState, grant: Grant | null) {
    this.#workspaceState = workspaceState;
    this.#seesAll = grant === null || (!grant.isRedacted && !isNarrow(grant));
    this.isNarrow = grant !== null && isNarrow(grant);
    this.#scope = () => scopeNow(workspaceState, grant?.scope ?? { kind: 'workspace' });
    this.#around = () => ({
      ...stateAround(workspaceState, this.#scope()),
      isWorkSeen: (cardId, name) => this.#taskNames.isWorkOf(cardId, name),
    });
    this.#hidesTasks = grant?.isRedacted === true && !grant.shows.includes('tasks');
    if (this.#seesAll) return;
    const { newest } = workspaceState;
    for (const id of newest.attemptsOf(newest.sessions(LIMITS.snapshotCards))) this.showCard(id);
    for (const id of newest.tasks(LIMITS.snapshotTasks)) this.showTask(id);
    workspaceState.endRead();
  }

  /** The card as it is shown from now on; nothing where it is not. */
  showCard(id: string): Card[] {
    return this.#note('cards', id, this.#card(this.#workspaceState.card(id)));
  }

  showTask(id: string): Task[] {
    const shown = this.#note('tasks', id, this.#task(this.#workspaceState.task(id)));
    if (!this.#seesAll) for (const task of shown) this.#taskNames.note(task);
    return shown;
  }

  readonly #card = (card: Card | null): Card | null =>
    card === null ? null : cardWithin(this.#scope(), card, this.#around());

  readonly #task = (task: Task | null): Task | null =>
    task === null ? null : taskWithin(this.#scope(), task, this.#around());

  lines(lines: readonly Line[]): Line[] {
    const seen = lines.flatMap((line) => lineWithin(this.#scope(), line, this.#around()) ?? []);
    return this.#hidesTasks ? seen.map((line) => this.#named(line)) : seen;
  }

  /** What of a frame about the whole workspace this audience is told; null when that is nothing. */
  patch(whole: PatchFrame, newLines: readonly Line[]): PatchFrame | null {
    if (this.#seesAll) return whole;
    const cards = whole.cards.flatMap((card) => this.#note('cards', card.id, this.#card(card)));
    const tasks = whole.tasks.flatMap((task) => this.#note('tasks', task.id, this.#task(task)));
    for (const task of tasks) this.#taskNames.note(task);
    const gone = {
      cards: this.#gone('cards', whole, cards),
      tasks: this.#gone('tasks', whole, tasks),
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

  /** What is shown of an item, which is noted as seen; `shown` is null where nothing is. */
  #note<Item>(kind: 'cards' | 'tasks', id: string, shown: Item | null): Item[] {
    if (shown === null) return [];
    if (!this.#seesAll) this.#seen[kind].add(id);
    return [shown];
  }

  /** Of what is gone, and of what changed and lies outside now, what was seen before. */
  #gone(kind: 'cards' | 'tasks', whole: PatchFrame, inside: readonly { id: string }[]): string[] {
    const stay = new Set(inside.map(({ id }) => id));
    const left = whole[kind].flatMap(({ id }) => (stay.has(id) ? [] : id));
    return [...whole.gone[kind], ...left].filter((id) => this.#seen[kind].delete(id));
  }
}

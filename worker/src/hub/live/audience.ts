import {
  LIMITS,
  type IncidentsPart,
  type Session,
  type Line,
  type PatchFrame,
  type ShareScope,
  type Task,
} from '@claude-monitor/protocol';
import { isNarrow, type Grant } from '../../share/grant.ts';
import {
  incidentWithin,
  sessionWithin,
  lineWithin,
  taskWithin,
  type ScopeContext,
} from '../../share/within-scope.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { scopeContextOf } from '../state/scope-context.ts';
import { scopeNow } from '../state/scope-now.ts';
import { TaskNames } from './task-names.ts';

/** What a grant shows of the workspace: nothing outside its scope, and that redacted (rule HUB5). */
export class Audience {
  readonly isNarrow: boolean;
  readonly #taskNames = new TaskNames();
  readonly #hidesTasks: boolean;
  readonly #scope: () => ShareScope;
  readonly #around: () => ScopeContext;
  readonly #seesAll: boolean;
  readonly #isKey: boolean;
  readonly #workspaceState: WorkspaceState;
  readonly #serviceIncidents: () => number;
  /** What viewers of a part were shown: when it leaves that part, it is gone for them. */
  readonly #seen = { sessions: new Set<string>(), tasks: new Set<string>() };

  /** `serviceIncidents`: how many incidents of the service stand. */
  constructor(
    workspaceState: WorkspaceState,
    grant: Grant | null,
    serviceIncidents: () => number = () => 0,
  ) {
    this.#workspaceState = workspaceState;
    this.#serviceIncidents = serviceIncidents;
    this.#isKey = grant === null;
    this.#seesAll = grant === null || (!grant.isRedacted && !isNarrow(grant));
    this.isNarrow = grant !== null && isNarrow(grant);
    this.#scope = () => scopeNow(workspaceState, grant?.scope ?? { kind: 'workspace' });
    this.#around = () => ({
      ...scopeContextOf(workspaceState, this.#scope()),
      isWorkSeen: (session, name) => this.#taskNames.isWorkOf(session, name),
    });
    this.#hidesTasks = grant?.isRedacted === true && !grant.shows.includes('tasks');
    if (this.#seesAll) return;
    const { newest } = workspaceState;
    for (const id of newest.attemptsOf(newest.sessions(LIMITS.snapshotSessions)))
      this.showSession(id);
    for (const id of newest.tasks(LIMITS.snapshotTasks)) this.showTask(id);
    workspaceState.endRead();
  }

  /** The session as it is shown from now on; nothing where it is not. */
  showSession(id: string): Session[] {
    return this.#track('sessions', id, this.#session(this.#workspaceState.session(id)));
  }

  showTask(id: string): Task[] {
    const shown = this.#track('tasks', id, this.#task(this.#workspaceState.task(id)));
    if (!this.#seesAll) for (const task of shown) this.#taskNames.add(task);
    return shown;
  }

  readonly #session = (session: Session | null): Session | null =>
    session === null ? null : sessionWithin(this.#scope(), session, this.#around());

  readonly #task = (task: Task | null): Task | null =>
    task === null ? null : taskWithin(this.#scope(), task, this.#around());

  /** Those of sessions that it sees; trouble of the service is for keys. */
  incidents({ items, standing }: IncidentsPart): IncidentsPart {
    if (this.#isKey) return { items, standing };
    const seen = items.filter((incident) => incidentWithin(this.#scope(), incident));
    const isCounted = standing !== null && !this.isNarrow;
    return { items: seen, standing: isCounted ? standing - this.#serviceIncidents() : null };
  }

  lines(lines: readonly Line[]): Line[] {
    const seen = lines.flatMap((line) => lineWithin(this.#scope(), line, this.#around()) ?? []);
    return this.#hidesTasks ? seen.map((line) => this.#named(line)) : seen;
  }

  /** What of a frame about the whole workspace this audience is reported; null when that is nothing. */
  patch(whole: PatchFrame, newLines: readonly Line[]): PatchFrame | null {
    if (this.#isKey) return whole;
    const incidents = whole.incidents === undefined ? null : this.incidents(whole.incidents);
    if (this.#seesAll) return { ...whole, ...(incidents === null ? {} : { incidents }) };
    const sessions = whole.sessions.flatMap((session) =>
      this.#track('sessions', session.id, this.#session(session)),
    );
    const tasks = whole.tasks.flatMap((task) => this.#track('tasks', task.id, this.#task(task)));
    for (const task of tasks) this.#taskNames.add(task);
    const removed = {
      sessions: this.#removed('sessions', whole, sessions),
      tasks: this.#removed('tasks', whole, tasks),
    };
    const lines = this.lines(newLines);
    const newest = lines.slice(-LIMITS.linesPerFrame);
    if (!this.isNarrow)
      return { ...whole, lines: newest, ...(incidents === null ? {} : { incidents }) };
    const { totals: _, incidents: _all, ...rest } = whole;
    const own = incidents === null || incidents.items.length === 0 ? undefined : incidents;
    const moreLines = lines.length - newest.length;
    const parts = [sessions, tasks, newest, removed.sessions, removed.tasks];
    if (parts.every((part) => part.length === 0) && own === undefined) return null;
    return {
      ...rest,
      ...(own === undefined ? {} : { incidents: own }),
      sessions,
      tasks,
      removed,
      series: [],
      lines: newest,
      moreLines,
    };
  }

  /** A line calls a task by its description where it has one; its pseudonym is made of its id everywhere. */
  #named(line: Line): Line {
    if (!line.kind.startsWith('task_') || line.subject === null) return line;
    return { ...line, subject: this.#taskNames.taskIdOf(line.subject) };
  }

  /** What is shown of an item, which is noted as seen; `shown` is null where nothing is. */
  #track<Item>(kind: 'sessions' | 'tasks', id: string, shown: Item | null): Item[] {
    if (shown === null) return [];
    if (!this.#seesAll) this.#seen[kind].add(id);
    return [shown];
  }

  /** Of what is gone, and of what changed and lies outside now, what was seen before. */
  #removed(
    kind: 'sessions' | 'tasks',
    whole: PatchFrame,
    inside: readonly { id: string }[],
  ): string[] {
    const stay = new Set(inside.map(({ id }) => id));
    const left = whole[kind].flatMap(({ id }) => (stay.has(id) ? [] : id));
    return [...whole.removed[kind], ...left].filter((id) => this.#seen[kind].delete(id));
  }
}

import { workersOf, type Task } from '@claude-monitor/protocol';

type Known = { taskId: string; sessions: ReadonlySet<string> };

/** The tasks that an audience sees, by what a line may call them: the caller's id or the description. */
export class TaskNames {
  readonly #byName = new Map<string, Known>();

  add(task: Task): void {
    const known = { taskId: task.taskId, sessions: new Set(workersOf(task)) };
    for (const name of [task.taskId, task.description ?? '']) this.#byName.set(name, known);
  }

  isWorkOf(session: string, name: string): boolean {
    return this.#byName.get(name)?.sessions.has(session) ?? false;
  }

  taskIdOf(name: string): string | null {
    return this.#byName.get(name)?.taskId ?? null;
  }
}

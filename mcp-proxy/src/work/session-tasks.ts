import type { z } from 'zod';
import { workedTaskSchema } from './kept-work.ts';

export type WorkedTask = z.infer<typeof workedTaskSchema>;

const SESSIONS_KEPT = 2_000;
const TASKS_OF_SESSION = 20;

/** As MCP clients write a server's tool: `mcp__SERVER__TOOL`, whatever a plugin puts around SERVER. */
const OWN_TOOL = /^mcp__[\w-]*claude[-_]monitor[\w-]*__log_task_(start|progress|complete)$/;

type Work = { open: WorkedTask[]; last: WorkedTask | null };

/** Which task each session works on, by its calls of our own tools. */
export class SessionTasks {
  readonly #work = new Map<string, Work>();

  /** A call counts when it succeeded: one that was denied says nothing. */
  hook(session: string, hook: ReadonlyMap<string, unknown>): void {
    if (hook.get('hook_event_name') !== 'PostToolUse') return;
    const verb = OWN_TOOL.exec(textOf(hook.get('tool_name')))?.[1];
    if (verb === undefined) return;
    const input = hook.get('tool_input');
    const task = workedTaskSchema.safeParse(input).data;
    if (task === undefined) return;
    const { open } = this.#work.get(session) ?? { open: [] };
    const others = open.filter((other) => !isSame(other, task));
    const isKnown = others.length < open.length;
    this.#work.delete(session);
    if (this.#work.size >= SESSIONS_KEPT) this.#forgetOldest();
    const now =
      verb === 'complete'
        ? { open: others, last: task }
        : { open: verb === 'progress' && isKnown ? open : [...others, task], last: null };
    this.#work.set(session, { ...now, open: now.open.slice(-TASKS_OF_SESSION) });
  }

  /** The one that was begun last and is open; else the one that ended last, whose pull request often comes after it. */
  current(session: string): WorkedTask | null {
    const work = this.#work.get(session);
    return work?.open.at(-1) ?? work?.last ?? null;
  }

  #forgetOldest(): void {
    const [oldest] = this.#work.keys();
    if (oldest !== undefined) this.#work.delete(oldest);
  }
}

const isSame = (a: WorkedTask, b: WorkedTask): boolean =>
  a.sessionId === b.sessionId && a.taskId === b.taskId && a.project === b.project;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

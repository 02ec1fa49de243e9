import { z } from 'zod';
import { AppError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import { TASK_STATES, type TaskNode, type TaskState } from '../task-graph/task-graph.ts';
import { taskGraphOf } from '../task-graph/task-graph-of.ts';
import type { Session, Task } from '../live/view.ts';
import { cutLine, fit, limitSchema, linesOf } from './fit.ts';
import { defineQuestion, type Answered, type WorkspaceSnapshot } from './question.ts';
import { sessionsAtWork, workersOf } from './sessions-at-work.ts';
import { clip, clipOrNull, isoTime, joined, percent, plural } from './words.ts';

const WHICH = ['open', 'ready', 'blocked', 'mine', 'all'] as const;

/** What can be taken up comes first, what is over last. */
const ORDER: readonly TaskState[] = [
  'ready',
  'in_progress',
  'blocked',
  'dead_blocked',
  'failed',
  'done',
  'cancelled',
];
const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
/** Tasks that are named as waited for by one, and sessions at work on one. */
const NAMED = 5;

const id = z.string().max(LIMITS.idLength);

export const tasksQuestion = defineQuestion({
  name: 'get_tasks',
  title: 'Tasks',
  description: 'Tasks and what they wait for; open ones by default.',
  inputSchema: z.object({
    which: z.enum(WHICH).optional(),
    project: z.string().max(LIMITS.nameLength).optional(),
    sessionId: id.optional(),
    agentName: z.string().max(LIMITS.nameLength).optional(),
    limit: limitSchema,
  }),
  outputSchema: z.object({
    asOf: z.string(),
    which: z.enum(WHICH),
    counts: z.record(z.enum(TASK_STATES), z.number()),
    tasks: z.array(
      z.object({
        taskId: z.string(),
        project: z.string().nullable(),
        state: z.enum(TASK_STATES),
        description: z.string().nullable(),
        priority: z.string().nullable(),
        progress: z.number().nullable(),
        agentName: z.string().nullable(),
        sessionId: z.string().nullable(),
        alsoBy: z.array(z.string()),
        waitsFor: z.array(z.string()),
        moreWaits: z.number(),
        isCritical: z.boolean(),
      }),
    ),
    more: z.number(),
  }),
});

type Input = z.output<typeof tasksQuestion.inputSchema>;
type Tasks = z.infer<typeof tasksQuestion.outputSchema>;
type Seen = {
  task: Task;
  node: TaskNode;
  holder: Session | null;
  others: Session[];
  workers: Session[];
  waitsFor: string[];
};

/** The ids in an answer, for programs; none of what is no answer. */
export function taskIdsIn(structured: unknown): string[] {
  const { data } = tasksQuestion.outputSchema.safeParse(structured);
  return data?.tasks.map(({ taskId }) => taskId) ?? [];
}

/** `callers` are the sessions that the asking process is known by: whose tasks "mine" are. */
export function answerTasks(
  input: Input,
  picture: WorkspaceSnapshot,
  callers: readonly string[],
): Answered<Tasks> {
  const which = input.which ?? 'open';
  const isMatch = filterOf({ ...input, which }, callers);
  const seen = seenTasks(picture).filter(isMatch);
  seen.sort(
    (a, b) =>
      ORDER.indexOf(a.node.state) - ORDER.indexOf(b.node.state) ||
      Number(b.node.isCritical) - Number(a.node.isCritical) ||
      urgency(a.task) - urgency(b.task) ||
      b.task.lastAt - a.task.lastAt,
  );
  const counts = countsOf(seen);
  const states = ORDER.filter((state) => counts[state] > 0).map(
    (state) => `${counts[state]} ${inWords(state)}`,
  );
  const of = joined(which, input.project ?? null, input.agentName ?? input.sessionId ?? null);
  const head =
    seen.length === 0
      ? `No tasks (${of}).`
      : `${plural(seen.length, 'task')} (${of}): ${states.join(', ')}.`;
  const isOfSeveral = new Set(seen.map(({ task }) => task.project)).size > 1;
  return fit(seen, input.limit, (shown, more) => ({
    text: linesOf(head, ...shown.map((one) => lineOf(one, isOfSeveral)), cutLine(more)),
    structured: { asOf: isoTime(picture.now), which, counts, tasks: shown.map(shownTask), more },
  }));
}

function seenTasks({ sessions, tasks }: WorkspaceSnapshot): Seen[] {
  const sessionOf = new Map(sessions.map((session) => [session.id, session]));
  const nameOf = new Map(tasks.map((task) => [task.id, task.taskId]));
  const nodeOf = new Map(taskGraphOf(tasks).nodes.map((node) => [node.id, node]));
  return tasks.flatMap((task) => {
    const node = nodeOf.get(task.id);
    if (node === undefined) return [];
    const waitsFor = [
      ...node.waitsFor.map((waited) => nameOf.get(waited) ?? waited),
      ...node.missing,
    ];
    const holder = sessionOf.get(task.session ?? '') ?? null;
    const others = sessionsAtWork(task).flatMap((id) => sessionOf.get(id) ?? []);
    const workers = workersOf(task).flatMap((id) => sessionOf.get(id) ?? []);
    return [
      {
        task,
        node,
        holder,
        others: others.filter((session) => session !== holder),
        workers,
        waitsFor,
      },
    ];
  });
}

function filterOf(
  input: Input & { which: Tasks['which'] },
  callers: readonly string[],
): (seen: Seen) => boolean {
  const { which, project, sessionId, agentName } = input;
  const isNamed = sessionId !== undefined || agentName !== undefined;
  if (which === 'mine' && !isNamed && callers.length === 0)
    throw new AppError('invalid_query', WHO);
  const own = which === 'mine' && !isNamed ? new Set(callers) : null;
  return ({ task, node, workers }) =>
    (project === undefined || task.project === project) &&
    (agentName === undefined || workers.some((session) => session.agentName === agentName)) &&
    (sessionId === undefined || workers.some((session) => isSession(session, sessionId))) &&
    (own === null || workers.some((session) => own.has(session.sessionId))) &&
    IS_WHICH[which](node.state);
}

const WHO = 'get_tasks: pass sessionId or agentName to find your tasks.';

const isSession = (session: Session, sessionId: string): boolean =>
  session.sessionId === sessionId || session.id === sessionId;

/** As people say it: a name on the wire has underscores. */
const inWords = (state: TaskState): string => state.replaceAll('_', ' ');

const IS_WHICH: Record<Tasks['which'], (state: TaskState) => boolean> = {
  all: () => true,
  mine: () => true,
  ready: (state) => state === 'ready',
  blocked: (state) => state === 'blocked' || state === 'dead_blocked',
  // What failed is still to be done.
  open: (state) => state !== 'done' && state !== 'cancelled',
};

const urgency = ({ priority }: Task): number =>
  priority === null ? PRIORITIES.indexOf('medium') : PRIORITIES.indexOf(priority);

function countsOf(seen: readonly Seen[]): Tasks['counts'] {
  const counts: Tasks['counts'] = {
    ready: 0,
    blocked: 0,
    in_progress: 0,
    done: 0,
    failed: 0,
    cancelled: 0,
    dead_blocked: 0,
  };
  for (const { node } of seen) counts[node.state]++;
  return counts;
}

function shownTask({ task, node, holder, others, waitsFor }: Seen): Tasks['tasks'][number] {
  return {
    taskId: task.taskId,
    project: task.project,
    state: node.state,
    description: clipOrNull(task.description),
    priority: task.priority,
    progress: task.progress,
    agentName: task.agentName,
    sessionId: holder?.sessionId ?? null,
    alsoBy: others.slice(0, NAMED).map((session) => session.sessionId),
    waitsFor: waitsFor.slice(0, NAMED),
    moreWaits: Math.max(0, waitsFor.length - NAMED),
    isCritical: node.isCritical,
  };
}

/** Tasks of several projects may share an id, so each line then says whose it is. */
function lineOf({ task, node, others, waitsFor }: Seen, namesProject: boolean): string {
  const about = task.description === null ? '' : `: ${clip(task.description, 60)}`;
  const more = waitsFor.length > NAMED ? ` and ${waitsFor.length - NAMED} more` : '';
  return joined(
    `${task.taskId}${about}`,
    namesProject && task.project !== null ? `of ${clip(task.project, 60)}` : null,
    inWords(node.state),
    task.priority === null ? null : `${task.priority} priority`,
    task.progress === null || node.state !== 'in_progress' ? null : percent(task.progress),
    task.agentName === null ? null : `by ${task.agentName}`,
    others.length === 0
      ? null
      : `and ${others
          .map((session) => session.agentName)
          .slice(0, NAMED)
          .join(' ')}`,
    waitsFor.length === 0 ? null : `waits for ${waitsFor.slice(0, NAMED).join(' ')}${more}`,
  );
}

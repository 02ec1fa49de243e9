import { z } from 'zod';
import { stateOf } from '../live/state-of.ts';
import { TASK_STATUSES, type Session, type Task } from '../live/view.ts';
import { figuresText, shownFigures, shownFiguresSchema } from './figures.ts';
import { sessionIdSchema } from '../tools/session-id.ts';
import { cutLine, fit, limitSchema, linesOf } from './fit.ts';
import { defineQuestion, type Answered, type WorkspaceSnapshot } from './question.ts';
import { stateReason } from './state-reason.ts';
import { clip, clipOrNull, counted, isoTime, joined, percent, plural, span } from './words.ts';

export const sessionQuestion = defineQuestion({
  name: 'get_session',
  title: 'One session',
  description: 'Its state, tasks, context, usage and last error.',
  inputSchema: z.object({
    sessionId: sessionIdSchema,
    limit: limitSchema,
  }),
  outputSchema: z.object({
    asOf: z.string(),
    sessionId: z.string(),
    agentName: z.string(),
    model: z.string().nullable(),
    project: z.string().nullable(),
    state: z.enum(['waiting', 'active', 'idle', 'stalled', 'lost', 'ended']),
    since: z.string(),
    because: z.string(),
    startedAt: z.string(),
    lastAt: z.string(),
    context: z.object({ tokens: z.number().nullable(), window: z.number().nullable() }).nullable(),
    usage: shownFiguresSchema,
    errors: z.number(),
    lastError: z
      .object({ type: z.string(), message: z.string(), severity: z.string(), at: z.string() })
      .nullable(),
    tasks: z.array(
      z.object({
        taskId: z.string(),
        description: z.string().nullable(),
        status: z.enum(TASK_STATUSES),
        progress: z.number().nullable(),
      }),
    ),
    more: z.number(),
  }),
});

type Input = z.output<typeof sessionQuestion.inputSchema>;
type Structured = z.infer<typeof sessionQuestion.outputSchema>;

export function answerSession(
  { limit }: Input,
  { session, tasks }: { session: Session; tasks: readonly Task[] },
  { now, limits }: Pick<WorkspaceSnapshot, 'now' | 'limits'>,
): Answered<Structured> {
  const state = stateOf(session, now, limits);
  const sorted = [...tasks].sort(
    (a, b) =>
      Number(b.status === 'started') - Number(a.status === 'started') || b.lastAt - a.lastAt,
  );
  const head = [
    `${session.agentName} [${session.sessionId}] ${state.name} ${span(now - state.since)}: ${stateReason(state.because)}.`,
    joined(
      session.model,
      session.project,
      `started ${span(now - session.startedAt)} ago`,
      contextWords(session),
    ),
    `Usage: ${figuresText(session.usage)}.`,
    session.lastError === null
      ? null
      : `${plural(session.errors, 'error')}, the last ${span(now - session.lastError.at)} ago: ${clip(session.lastError.type, 60)}.`,
  ];
  const facts = factsOf(session);
  return fit(sorted, limit, (shown, more) => ({
    text: linesOf(...head, ...shown.map(taskLine), cutLine(more)),
    structured: {
      asOf: isoTime(now),
      ...facts,
      state: state.name,
      since: isoTime(state.since),
      because: stateReason(state.because),
      tasks: shown.map(shownTask),
      more,
    },
  }));
}

function factsOf(
  session: Session,
): Omit<Structured, 'asOf' | 'state' | 'since' | 'because' | 'tasks' | 'more'> {
  const { lastError, context } = session;
  return {
    sessionId: session.sessionId,
    agentName: session.agentName,
    model: session.model,
    project: session.project,
    startedAt: isoTime(session.startedAt),
    lastAt: isoTime(session.lastAt),
    context: context === null ? null : { tokens: context.tokens, window: context.window },
    usage: shownFigures(session.usage),
    errors: session.errors,
    lastError:
      lastError === null
        ? null
        : {
            type: clip(lastError.type),
            message: clip(lastError.message, 200),
            severity: lastError.severity,
            at: isoTime(lastError.at),
          },
  };
}

function contextWords({ context }: Session): string | null {
  if (context === null || context.tokens === null) return null;
  const { tokens, window } = context;
  if (window === null || window === 0) return `context ${counted(tokens)} tokens`;
  return `context ${percent(tokens / window)} full`;
}

const shownTask = (task: Task): Structured['tasks'][number] => ({
  taskId: task.taskId,
  description: clipOrNull(task.description),
  status: task.status,
  progress: task.progress,
});

const taskLine = (task: Task): string =>
  joined(
    task.description === null ? task.taskId : `${task.taskId}: ${clip(task.description, 60)}`,
    task.status,
    task.progress === null || task.status !== 'started' ? null : percent(task.progress),
  );

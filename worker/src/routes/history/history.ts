import {
  activityAnswerSchema,
  activityQuerySchema,
  activityRules,
  AGENTS_RULES,
  agentsAnswerSchema,
  agentsQuerySchema,
  AGENT_GRAPH_RULES,
  ERROR_GROUPS_RULES,
  errorGroupsAnswerSchema,
  errorGroupsQuerySchema,
  agentGraphAnswerSchema,
  agentGraphQuerySchema,
  AppError,
  ERRORS_RULES,
  LIMITS,
  errorsAnswerSchema,
  errorsQuerySchema,
  eventsAnswerSchema,
  eventsQuerySchema,
  redactionOf,
  SESSION_ANSWER_RULES,
  SESSION_REQUESTS_RULES,
  sessionAnswerSchema,
  sessionRequestsAnswerSchema,
  sessionRequestsQuerySchema,
  SESSIONS_RULES,
  sessionsAnswerSchema,
  sessionsQuerySchema,
  TASK_ANSWER_RULES,
  TASK_GRAPH_RULES,
  taskAnswerSchema,
  taskGraphAnswerSchema,
  taskGraphQuerySchema,
  TASKS_RULES,
  tasksAnswerSchema,
  tasksQuerySchema,
  uptimeAnswerSchema,
  uptimeQuerySchema,
  usageAnswerSchema,
  usageQuerySchema,
  UPTIME_RULES,
  usageRules,
  type RulesOf,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Deps, History } from '../../deps.ts';
import type { CallHub } from '../../http/call-hub.ts';
import type { AppContext } from '../../http/context.ts';
import { taskGraphAnswer } from '../../domain/task-graph-answer.ts';
import { historyWithin } from '../../share/history-within.ts';
import { historyWithoutLabels } from './without-labels.ts';
import { namesOf } from '../../share/names-of.ts';
import { exportedItems, exportedSums, type Exported } from '../export/exported.ts';
import { idParams, jsonAnswer, mount, type Nothing, type Router } from '../route.ts';

const LIBSQL_RETRY_SECONDS = 10;
const FRESHNESS = 'As of `asOf`; `fresh` is false when libSQL is behind the hub.';

type Freshness = { asOf: number; fresh: boolean };

type Question<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodObject & z.ZodType<Freshness>,
> = {
  path: string;
  summary: string;
  params?: Params;
  query: Query;
  answer: Answer;
  exported?: Exported;
  /** How it is redacted for a link; null: no link may ask this (rule SHR2). */
  redaction: null | ((query: z.output<Query>) => RulesOf<z.output<Answer>>);
  /** The answer as it is shown, in Markdown, for who asks for that. */
  markdown?: (answer: z.output<Answer>) => string;
  read: (
    history: History,
    workspace: string,
    input: { params: z.output<Params>; query: z.output<Query>; hub: CallHub },
  ) => Promise<Omit<z.output<Answer>, keyof Freshness>>;
};

/** What libSQL answers. The hub is asked first: it checks the credential and flushes (rule STO9). */
export function mountHistory(router: Router): void {
  const mountQuestion = questionMounter(router);

  mountQuestion({
    path: '/v1/sessions',
    summary: 'List sessions, filtered and sorted',
    query: sessionsQuerySchema,
    answer: sessionsAnswerSchema,
    exported: exportedItems('sessions', sessionsAnswerSchema, { query: { sort: 'started_at' } }),
    redaction: () => SESSIONS_RULES,
    read: (history, workspace, { query }) => history.sessions(workspace, query),
  });
  mountQuestion({
    path: '/v1/sessions/:id',
    params: idParams,
    summary: 'Get a session with its tasks and usage',
    query: z.object({}),
    answer: sessionAnswerSchema,
    redaction: () => SESSION_ANSWER_RULES,
    read: async (history, workspace, { params, hub }) => {
      const found = await history.session(workspace, params.id);
      if (found === null) throw new AppError('not_found', 'Session not found.', { path: 'id' });
      const detail = await hub('detail', found.session.id);
      return { ...found, detail };
    },
  });
  mountQuestion({
    path: '/v1/sessions/:id/requests',
    params: idParams,
    summary: 'List the requests of a session, each with its list price',
    query: sessionRequestsQuerySchema,
    answer: sessionRequestsAnswerSchema,
    redaction: () => SESSION_REQUESTS_RULES,
    read: async (history, workspace, { params, query }) => {
      const page = await history.sessionRequests(workspace, params.id, query);
      if (page === null) throw new AppError('not_found', 'Session not found.', { path: 'id' });
      return page;
    },
  });
  mountQuestion({
    path: '/v1/tasks',
    summary: 'List tasks, filtered and sorted',
    query: tasksQuerySchema,
    answer: tasksAnswerSchema,
    exported: exportedItems('tasks', tasksAnswerSchema),
    redaction: () => TASKS_RULES,
    read: (history, workspace, { query }) => history.tasks(workspace, query),
  });
  mountQuestion({
    path: '/v1/tasks/:id',
    params: idParams,
    summary: 'Get a task and its history',
    query: z.object({}),
    answer: taskAnswerSchema,
    redaction: () => TASK_ANSWER_RULES,
    read: async (history, workspace, { params, hub }) => {
      const task = await history.task(workspace, params.id);
      if (task === null) throw new AppError('not_found', 'Task not found.', { path: 'id' });
      return { task, history: await hub('taskHistory', task.id) };
    },
  });
  mountQuestion({
    path: '/v1/graph/tasks',
    summary: 'Get the task graph of a project, with its critical path',
    query: taskGraphQuerySchema,
    answer: taskGraphAnswerSchema,
    redaction: () => TASK_GRAPH_RULES,
    read: async (history, workspace, { query }) =>
      taskGraphAnswer(await history.projectTasks(workspace, query)),
  });
  mountQuestion({
    path: '/v1/usage',
    summary: 'Get tokens and cost between `from` and `to`, exact to the millisecond, by group',
    query: usageQuerySchema,
    answer: usageAnswerSchema,
    exported: exportedSums('usage', usageAnswerSchema.shape.groups.element),
    redaction: ({ groupBy }) => usageRules(groupBy),
    read: (history, workspace, { query }) => history.usage(workspace, query),
  });
  mountQuestion({
    path: '/v1/activity',
    summary: 'Get sessions, tasks, errors and tool calls of whole hours, by group',
    query: activityQuerySchema,
    answer: activityAnswerSchema,
    exported: exportedSums('activity', activityAnswerSchema.shape.groups.element),
    redaction: ({ groupBy }) => activityRules(groupBy),
    read: (history, workspace, { query }) => history.activity(workspace, query),
  });
  mountQuestion({
    path: '/v1/uptime',
    summary: 'Get service uptime and time per agent state',
    query: uptimeQuerySchema,
    answer: uptimeAnswerSchema,
    redaction: () => UPTIME_RULES,
    read: (history, workspace, { query }) => history.uptime(workspace, query),
  });
  mountQuestion({
    path: '/v1/graph/agents',
    summary: 'Get the agent graph (seven days by default)',
    query: agentGraphQuerySchema,
    answer: agentGraphAnswerSchema,
    redaction: () => AGENT_GRAPH_RULES,
    read: (history, workspace, { query }) => history.agentGraph(workspace, query),
  });
  mountQuestion({
    path: '/v1/errors',
    summary: 'List errors, grouped by session, type and message',
    query: errorsQuerySchema,
    answer: errorsAnswerSchema,
    exported: exportedItems('errors', errorsAnswerSchema),
    redaction: () => ERRORS_RULES,
    read: (history, workspace, { query }) => history.errors(workspace, query),
  });
  mountQuestion({
    path: '/v1/errors/groups',
    summary: 'List kinds of errors with first and last time, trend and examples, new ones first',
    query: errorGroupsQuerySchema,
    answer: errorGroupsAnswerSchema,
    exported: exportedItems('error-kinds', errorGroupsAnswerSchema, { limit: LIMITS.errorGroups }),
    redaction: () => ERROR_GROUPS_RULES,
    read: (history, workspace, { query }) => history.errorGroups(workspace, query),
  });
  mountQuestion({
    path: '/v1/agents',
    summary: 'Get what agents got done, by project, agent and model',
    query: agentsQuerySchema,
    answer: agentsAnswerSchema,
    exported: exportedItems('agents', agentsAnswerSchema),
    redaction: () => AGENTS_RULES,
    read: (history, workspace, { query }) => history.agents(workspace, query),
  });
  mountQuestion({
    path: '/v1/events',
    summary: 'List the raw events of a session',
    query: eventsQuerySchema,
    answer: eventsAnswerSchema,
    exported: exportedItems('events', eventsAnswerSchema),
    redaction: null,
    read: (history, workspace, { query }) => history.events(workspace, query),
  });
}

export function questionMounter(router: Router) {
  const { deps } = router;
  return <
    Query extends z.ZodObject,
    Answer extends z.ZodObject & z.ZodType<Freshness>,
    Params extends z.ZodObject = Nothing,
  >({
    path,
    summary,
    params: paramsSchema,
    query: querySchema,
    answer,
    exported,
    redaction,
    markdown,
    read,
  }: Question<Params, Query, Answer>): void => {
    mount(
      router,
      {
        method: 'get',
        path,
        summary,
        access: 'read',
        params: paramsSchema,
        query: querySchema,
        answers: { 200: jsonAnswer(answer, FRESHNESS) },
        exported,
      },
      async ({ c, caller, hub, params, query }) => {
        const { asOf, fresh, grant, hiddenLabels } = await hub('read');
        if (grant !== null && redaction === null) {
          throw new AppError('forbidden', 'Share links can’t access this.');
        }
        const names = grant === null ? null : namesOf(grant);
        const shown = historyWithoutLabels(deps.history, hiddenLabels);
        const history =
          grant === null || names === null ? shown : historyWithin(shown, grant, names);
        const found = await answerOrUnavailable(`history of ${path}`, deps, () =>
          read(history, caller.workspace, { params, query, hub }),
        );
        const whole = { asOf, fresh, ...found };
        const isRedacted = grant?.isRedacted === true && names !== null && redaction !== null;
        const answered = isRedacted
          ? redactionOf(answer, redaction(query))(answer.parse(whole), names)
          : whole;
        if (markdown === undefined || !isMarkdownAsked(c, query)) return c.json(answered, 200);
        c.header('vary', 'accept');
        c.header('content-type', 'text/markdown; charset=utf-8');
        return c.body(markdown(answer.parse(answered)), 200);
      },
    );
  };
}

/** By `format=md`, or by an Accept that names Markdown and no JSON before it. */
function isMarkdownAsked(c: AppContext, query: { format?: unknown }): boolean {
  if (query.format !== undefined) return query.format === 'md';
  const accepted = c.req.header('accept') ?? '';
  return accepted.split(',')[0]?.trim().startsWith('text/markdown') === true;
}

/** Live needs no database, so a database that fails makes history unavailable and nothing else. */
export async function answerOrUnavailable<Answer>(
  what: string,
  deps: Deps,
  read: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError) throw error;
    deps.report({ what, error });
    throw new AppError(
      'unavailable',
      'The history database isn’t responding. Live data continues.',
      {
        retryAfterSeconds: LIBSQL_RETRY_SECONDS,
        cause: error,
      },
    );
  }
}

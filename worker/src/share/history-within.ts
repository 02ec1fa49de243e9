import {
  AppError,
  isModelName,
  labelKeyOf,
  shownName,
  type Session,
  type Label,
  type ShareScope,
  type Showable,
  type Task,
} from '@claude-monitor/protocol';
import type { History } from '../deps.ts';
import type { Grant } from './grant.ts';
import type { LinkNames } from './names-of.ts';
import { sessionWithin, taskWithin, type ScopeContext } from './within-scope.ts';

/**
 * History as a link sees it: each question is asked of its scope only (rule HUB5). A redacted link may
 * not ask by a name that it does not show: the answer would tell whether there is such a name. What it
 * asks by are ids and cursors as it was shown them.
 */
export function historyWithin(history: History, grant: Grant, names: LinkNames): History {
  const { scope } = grant;
  const isShown = (what: Showable): boolean => !grant.isRedacted || names.shows.has(what);

  function refuseHidden(what: Showable, value: string | readonly string[] | undefined): void {
    if (value !== undefined && !isShown(what)) {
      throw new AppError('forbidden', `This link doesn’t show ${what} by name.`);
    }
  }

  function refuseNames({ agent, project, user, model }: Named): void {
    refuseHidden('agents', agent);
    refuseHidden('projects', project);
    refuseHidden('people', user);
    if (grant.isRedacted && model?.every(isModelName) === false) {
      throw new AppError('forbidden', 'This link doesn’t show that model by name.', {
        path: 'model',
      });
    }
  }

  /** A text is looked for in names and descriptions: what it finds would tell a hidden one. */
  function refuseText({ q }: { q?: string | undefined }): void {
    if (q !== undefined && grant.isRedacted) {
      throw new AppError('forbidden', 'This link can’t be searched by text.', { path: 'q' });
    }
  }

  /** No redacted link shows whether anything has a label, either. */
  function refuseLabels({ label, groupBy = [] }: Labelled): void {
    if (
      grant.isRedacted &&
      (label !== undefined || groupBy.some((grouping) => labelKeyOf(grouping) !== null))
    ) {
      throw new AppError('forbidden', 'This link doesn’t show labels.');
    }
  }

  function refuseFilters(query: Named & Labelled & { q?: string | undefined }): void {
    refuseNames(query);
    refuseText(query);
    refuseLabels(query);
  }

  /** A redacted link asks by kinds of errors as they were shown to it. */
  function ofKinds<Query extends { fingerprint?: string[] | undefined }>(query: Query): Query {
    if (query.fingerprint === undefined || !grant.isRedacted) return query;
    return { ...query, fingerprint: query.fingerprint.map((kind) => names.unseal(kind) ?? NOBODY) };
  }

  /** The id of a session that is meant; null for none that this link may ask by. */
  const sessionMeant = (given: string): string | null =>
    grant.isRedacted ? (names.unseal(given) ?? (isShown('sessions') ? given : null)) : given;

  const taskMeant = (given: string): string | null =>
    grant.isRedacted ? names.unseal(given) : given;

  function resumed<Query extends { cursor?: string | undefined }>(query: Query): Query {
    if (query.cursor === undefined || !grant.isRedacted) return query;
    const cursor = names.unseal(query.cursor);
    if (cursor !== null) return { ...query, cursor };
    throw new AppError(
      'invalid_query',
      'This cursor belongs to another query. Start without a cursor.',
      {
        path: 'cursor',
      },
    );
  }

  async function sessionIn(workspace: string, id: string) {
    const found = await history.session(workspace, id);
    if (found === null) return null;
    const session = sessionWithin(scope, found.session, around(found.session, found.tasks));
    return session === null ? null : { ...found, session };
  }

  /** The session to ask about; null where the scope holds none such. */
  async function narrowSession(
    workspace: string,
    given: string | undefined,
  ): Promise<{ session?: string } | null> {
    const own = scope.kind === 'session' ? scope.session : undefined;
    const id = given === undefined ? own : sessionMeant(given);
    if (id === undefined) return {};
    const found = id === null ? null : await sessionIn(workspace, id);
    return found === null ? null : { session: found.session.id };
  }

  /** The project to ask about; a redacted link asks by the pseudonym that it was shown. */
  async function narrowProject(workspace: string, given: string | undefined) {
    if (scope.kind === 'project') return scope.project;
    if (given === undefined || given === '' || isShown('projects')) return given;
    const meant = (await projectNames(workspace)).find(
      (project) => shownName('project', project, names) === given,
    );
    if (meant === undefined) throw new AppError('not_found', 'Project not found.');
    return meant;
  }

  /** Of projects with tasks, and of those that only used something. */
  async function projectNames(workspace: string): Promise<string[]> {
    const [{ projects }, { groups }] = await Promise.all([
      history.projectTasks(workspace, {}),
      history.usage(workspace, { groupBy: ['project'] }),
    ]);
    const known = [...projects.map(({ project }) => project), ...groups.map(({ key }) => key)];
    return known.flatMap((project) => project ?? []);
  }

  /** Of sessions that are not seen the answer is that of ones that do not exist. */
  async function narrowSessions(workspace: string, given: readonly string[] | undefined) {
    const each = given ?? [undefined];
    const found = await Promise.all(each.map((id) => narrowSession(workspace, id)));
    const sessions = found.flatMap((one) => (one === null ? [NOBODY] : (one.session ?? [])));
    return sessions.length === 0 ? {} : { session: sessions };
  }

  const ofProjects = scope.kind === 'project' ? { project: [scope.project] } : {};

  return {
    sessions: async (workspace, query) => {
      refuseFilters(query);
      if (scope.kind === 'session') {
        const found = await sessionIn(workspace, scope.session);
        return { items: found === null ? [] : [found.session], next: null };
      }
      const { items, ...rest } = await history.sessions(workspace, {
        ...resumed(query),
        ...ofProjects,
      });
      return {
        ...rest,
        items: items.flatMap((session) => sessionWithin(scope, session, around(session, [])) ?? []),
      };
    },
    session: async (workspace, given) => {
      const id = sessionMeant(given);
      const found = id === null ? null : await sessionIn(workspace, id);
      if (found === null) return null;
      return { ...found, tasks: seenTasks(scope, found.tasks, found.session) };
    },
    sessionRequests: async (workspace, given, query) => {
      const id = sessionMeant(given);
      const found = id === null ? null : await sessionIn(workspace, id);
      if (found === null) return null;
      const seen = new Set(seenTasks(scope, found.tasks, found.session).map((task) => task.id));
      const page = await history.sessionRequests(workspace, found.session.id, resumed(query));
      return (
        page && {
          ...page,
          items: page.items.map((one) =>
            one.task === null || seen.has(one.task) ? one : { ...one, task: null },
          ),
        }
      );
    },
    task: async (workspace, given) => {
      const id = taskMeant(given);
      const task = id === null ? null : await history.task(workspace, id);
      return task === null ? null : (seenTasks(scope, [task], null)[0] ?? null);
    },
    tasks: async (workspace, query) => {
      refuseFilters(query);
      const narrowed = await narrowSession(workspace, query.session);
      if (narrowed === null) return { items: [], next: null };
      const given = { ...resumed(query), ...narrowed, ...ofProjects };
      const { items, ...rest } = await history.tasks(workspace, given);
      return { ...rest, items: seenTasks(scope, items, null) };
    },
    usage: async (workspace, query) => {
      refuseLabels(query);
      refuseNames(query);
      const { task } = query;
      return await history.usage(workspace, {
        ...query,
        ...(await narrowSessions(workspace, query.session)),
        ...(task === undefined ? {} : { task: task.flatMap((id) => taskMeant(id) ?? []) }),
        ...ofProjects,
      });
    },
    activity: async (workspace, query) => {
      if (scope.kind === 'session') {
        throw new AppError('forbidden', 'This link shows only one session.');
      }
      refuseNames(query);
      return await history.activity(workspace, { ...query, ...ofProjects });
    },
    uptime: async (workspace, query) => {
      if (scope.kind === 'session') throw onlyOneSession();
      refuseNames(query);
      return await history.uptime(workspace, { ...query, ...ofProjects });
    },
    projectTasks: async (workspace, query) => {
      refuseLabels(query);
      if (scope.kind === 'session') {
        const own = await history.session(workspace, scope.session);
        const tasks = own === null ? [] : seenTasks(scope, own.tasks, own.session);
        return { project: null, projects: [], tasks, more: 0 };
      }
      const project = await narrowProject(workspace, query.project);
      const found = await history.projectTasks(workspace, { ...query, project });
      if (scope.kind === 'workspace') return found;
      return {
        ...found,
        projects: found.projects.filter(({ project }) => project === scope.project),
        tasks: seenTasks(scope, found.tasks, null),
      };
    },
    sessionsOfLabels: async (workspace, query) => {
      refuseLabels(query);
      return await history.sessionsOfLabels(workspace, query);
    },
    agentGraph: async (workspace, query) => {
      if (scope.kind === 'session') {
        throw onlyOneSession();
      }
      refuseLabels(query);
      const project = await narrowProject(workspace, query.project);
      const { project: _, ...rest } = query;
      return await history.agentGraph(workspace, {
        ...rest,
        ...(project === undefined ? {} : { project }),
      });
    },
    errors: async (workspace, query) => {
      refuseFilters(query);
      const narrowed = await narrowSession(workspace, query.session);
      if (narrowed === null) return { items: [], next: null, countedFrom: null };
      return await history.errors(workspace, {
        ...resumed(ofKinds(query)),
        ...narrowed,
        ...ofProjects,
      });
    },
    errorGroups: async (workspace, query) => {
      refuseFilters(query);
      const narrowed = await narrowSession(workspace, query.session);
      if (narrowed === null)
        throw new AppError('not_found', 'Session not found.', { path: 'session' });
      return await history.errorGroups(workspace, {
        ...ofKinds(query),
        ...narrowed,
        ...ofProjects,
      });
    },
    agents: async (workspace, query) => {
      if (scope.kind === 'session') throw onlyOneSession();
      refuseFilters(query);
      return await history.agents(workspace, { ...query, ...ofProjects });
    },
    events: () => Promise.reject(new AppError('forbidden', 'Share links don’t show raw events.')),
  };
}

type Named = Partial<Record<'agent' | 'project' | 'user' | 'model', readonly string[] | undefined>>;

type Labelled = { label?: readonly Label[] | undefined; groupBy?: readonly string[] | undefined };

const onlyOneSession = (): AppError =>
  new AppError('forbidden', 'This link shows only one session.');

/** An id that nothing has. */
const NOBODY = '-';

const seenTasks = (scope: ShareScope, tasks: readonly Task[], session: Session | null): Task[] =>
  tasks.flatMap((task) => taskWithin(scope, task, around(session, tasks)) ?? []);

/** What an answer of history itself reports around a session: of what it does not tell, nothing is shown. */
function around(session: Session | null, tasks: readonly Task[]): ScopeContext {
  const isOf = (task: Task): boolean => session !== null && task.project === session.project;
  return {
    isSessionSeen: (id) => id === session?.id,
    isTaskSeen: (id) => tasks.some((task) => task.id === id && isOf(task)),
    isWorkSeen: (_, name) => tasks.some((task) => task.taskId === name && isOf(task)),
  };
}

import { AppError, labelKeyOf, type Session, type Label } from '@claude-monitor/protocol';
import type { History } from '../../deps.ts';

/** History without labels that are hidden: what was kept of them before shows nowhere, and finds nothing. */
export function historyWithoutLabels(history: History, keys: readonly string[]): History {
  if (keys.length === 0) return history;
  const hidden = new Set(keys);

  function refuseHidden({ label = [], groupBy = [] }: Labelled): void {
    const grouped = groupBy.flatMap((grouping) => labelKeyOf(grouping) ?? []);
    const key = [...grouped, ...label.map(([name]) => name)].find((name) => hidden.has(name));
    if (key === undefined) return;
    throw new AppError('invalid_query', `The label ${key} is hidden. Show it in Settings first.`, {
      path: grouped.includes(key) ? 'groupBy' : 'label',
    });
  }

  const shown = (session: Session): Session => ({
    ...session,
    labels: session.labels.filter(({ key }) => !hidden.has(key)),
  });

  function shownEvent(event: RawEvent): RawEvent {
    const { labels, ...rest } = event;
    if (typeof labels !== 'object' || labels === null) return event;
    const kept = Object.entries(labels).filter(([key]) => !hidden.has(key));
    return kept.length === 0 ? rest : { ...rest, labels: Object.fromEntries(kept) };
  }

  return {
    ...history,
    sessions: async (workspace, query) => {
      refuseHidden(query);
      const { items, ...rest } = await history.sessions(workspace, query);
      return { ...rest, items: items.map(shown) };
    },
    sessionsOfLabels: async (workspace, query) => {
      refuseHidden(query);
      return await history.sessionsOfLabels(workspace, query);
    },
    session: async (workspace, id) => {
      const found = await history.session(workspace, id);
      return found === null ? null : { ...found, session: shown(found.session) };
    },
    tasks: (workspace, query) => {
      refuseHidden(query);
      return history.tasks(workspace, query);
    },
    usage: (workspace, query) => {
      refuseHidden(query);
      return history.usage(workspace, query);
    },
    errors: (workspace, query) => {
      refuseHidden(query);
      return history.errors(workspace, query);
    },
    errorGroups: (workspace, query) => {
      refuseHidden(query);
      return history.errorGroups(workspace, query);
    },
    agents: (workspace, query) => {
      refuseHidden(query);
      return history.agents(workspace, query);
    },
    projectTasks: (workspace, query) => {
      refuseHidden(query);
      return history.projectTasks(workspace, query);
    },
    events: async (workspace, query) => {
      refuseHidden(query);
      const { items, next } = await history.events(workspace, query);
      return { items: items.map(shownEvent), next };
    },
    agentGraph: (workspace, query) => {
      refuseHidden(query);
      return history.agentGraph(workspace, query);
    },
  };
}

type RawEvent = Awaited<ReturnType<History['events']>>['items'][number];

type Labelled = { label?: readonly Label[] | undefined; groupBy?: readonly string[] | undefined };

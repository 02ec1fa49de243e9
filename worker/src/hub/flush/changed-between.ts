import type { WorkspaceState } from '../state/workspace-state.ts';
import type { Changed } from '../storage/change-log.ts';

type Found = Pick<Changed, 'sessions' | 'tasks' | 'hours'>;

/** Records that are looked at between two pieces, when all are. */
const STEP = 200;

/**
 * What the checkpoints of a range changed, each once. A session that is grouped under another name brings
 * all its hours and those of its runs: their rows carry that name.
 */
export function* loggedBetween(
  workspaceState: WorkspaceState,
  from: number,
  to: number,
): Generator<Found> {
  const seen = { sessions: new Set<string>(), tasks: new Set<string>(), hours: new Set<string>() };
  for (const logged of workspaceState.changeLog.between(from, to)) {
    const hours = [...logged.hours, ...hoursOfIdentities(workspaceState, logged.identities)];
    yield {
      sessions: unseen(seen.sessions, logged.sessions, (id) => id),
      tasks: unseen(seen.tasks, logged.tasks, (id) => id),
      hours: unseen(seen.hours, hours, ([session, hour]) => `${session} ${String(hour)}`),
    };
  }
}

/** All that the hub has, in bounded steps, for a database that lost its rows. */
export function* everything(workspaceState: WorkspaceState): Generator<Found> {
  for (const keys of stepsOf(workspaceState, 'session')) {
    yield {
      sessions: workspaceState.newest.attemptsOf(keys),
      tasks: [],
      hours: keys.flatMap((key) => hoursOf(workspaceState, key)),
    };
  }
  for (const tasks of stepsOf(workspaceState, 'task')) yield { sessions: [], tasks, hours: [] };
}

function* stepsOf(workspaceState: WorkspaceState, kind: 'session' | 'task'): Generator<string[]> {
  for (let last: string | null = null; ;) {
    const keys = workspaceState.records.listed[kind].after(last, STEP);
    if (keys.length > 0) yield keys;
    if (keys.length < STEP) return;
    last = keys.at(-1) ?? null;
  }
}

function* hoursOfIdentities(
  workspaceState: WorkspaceState,
  identities: readonly string[],
): Generator<Changed['hours'][number]> {
  for (const key of identities) {
    for (const session of [key, ...(workspaceState.state.sessions.get(key)?.runs ?? [])]) {
      yield* hoursOf(workspaceState, session);
    }
  }
}

const hoursOf = (workspaceState: WorkspaceState, session: string): Changed['hours'] =>
  (workspaceState.state.sessions.get(session)?.hours ?? []).map((hour) => [session, hour]);

function unseen<Item>(
  seen: Set<string>,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Item[] {
  return items.filter((item) => {
    const name = nameOf(item);
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

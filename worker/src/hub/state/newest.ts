import { listStatusOf, type FoldState, type StoragePort } from '@claude-monitor/fold';

/**
 * Which sessions and tasks were active last, by the indexes of storage and by what no checkpoint has
 * written yet: whoever lists them reads so many, however many there ever were.
 */
export class Newest {
  readonly #state: FoldState;
  readonly #records: StoragePort;

  constructor(state: FoldState, records: StoragePort) {
    this.#state = state;
    this.#records = records;
  }

  /** Keys of sessions: those that wait for somebody, then the newest. */
  sessions(limit: number): string[] {
    const { listed } = this.#records;
    const unsaved = [...this.#state.sessions.unsaved()];
    const keys = new Set(
      unsaved.flatMap(([key, session]) => (listStatusOf(session) === 'attention' ? key : [])),
    );
    for (const key of listed.session.newestOf('attention', { since: 0, limit })) keys.add(key);
    const byTime = new Map(unsaved.map(([key, { lastAt }]) => [key, lastAt]));
    const newest = [...byTime].sort((a, b) => b[1] - a[1]).slice(0, limit);
    for (const [key] of newest) keys.add(key);
    for (const key of listed.session.newest(limit)) keys.add(key);
    return [...keys];
  }

  /** Keys of sessions that did not end and were last active at `since` or later. */
  openSessions(page: { since: number; limit: number }): string[] {
    const { listed } = this.#records;
    const keys = new Set(listed.session.newestOf('attention', page));
    for (const key of listed.session.newestOf('open', page)) keys.add(key);
    for (const [key, session] of this.#state.sessions.unsaved()) {
      if (listStatusOf(session) !== 'closed' && session.lastAt >= page.since) keys.add(key);
    }
    return [...keys];
  }

  /** Internal ids of tasks: the open ones, then the newest. */
  tasks(limit: number): string[] {
    const { listed } = this.#records;
    const unsaved = [...this.#state.tasks.unsaved()];
    const ids = new Set(unsaved.flatMap(([id, { isOpen }]) => (isOpen ? id : [])));
    for (const id of listed.task.newestOf('open', { since: 0, limit })) ids.add(id);
    unsaved.sort((a, b) => b[1].lastAt - a[1].lastAt);
    for (const [id] of unsaved.slice(0, limit)) ids.add(id);
    for (const id of listed.task.newest(limit)) ids.add(id);
    return [...ids];
  }

  attemptsOf(keys: Iterable<string>): string[] {
    return [...keys].flatMap(
      (key) => this.#state.sessions.get(key)?.attempts.map(({ id }) => id) ?? [],
    );
  }

  named(id: string): string[] {
    const keys = new Set(this.#records.listed.session.named(id, NAMED_ALIKE));
    for (const [key, { sessionId }] of this.#state.sessions.unsaved()) {
      if (sessionId === id) keys.add(key);
    }
    return [...keys];
  }
}

/** Sessions of one caller's id, on many devices: one of the newest is meant. */
const NAMED_ALIKE = 100;

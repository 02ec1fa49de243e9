import {
  findAttempt,
  identityOf,
  type FoldState,
  type Hour,
  type HourRow,
} from '@claude-monitor/fold';

export type Group = {
  agent: string;
  project: string;
  user: string;
  sessionId: string;
  rev: number;
};
type Owned = { kind: HourRow['kind']; owner: string; ownerSession: string; task?: string };

/** Under whom the rows of an hour are grouped: their owner as it is known now, else the run. */
export class Grouping {
  readonly #state: FoldState;
  readonly #run: string;
  readonly #owners = new Map<string, Group>();

  constructor(state: FoldState, { session }: Hour) {
    this.#state = state;
    this.#run = session;
  }

  /** The newest seq at which what the owner is grouped under changed; reads no task. */
  revOf(row: Owned): number {
    return this.#owner(row).rev;
  }

  of(row: Owned): Group {
    const known = this.#owner(row);
    const task = row.task === undefined || row.task === '' ? '' : row.task;
    const project = task === '' ? '' : (this.#state.tasks.get(task)?.project ?? '');
    return project === '' ? known : { ...known, project };
  }

  #owner(row: Owned): Group {
    const known = this.#owners.get(row.owner) ?? this.#ownerOf(row);
    this.#owners.set(row.owner, known);
    return known;
  }

  #ownerOf({ owner }: Owned): Group {
    const run = this.#state.sessions.get(this.#run);
    const found = findAttempt(this.#state, owner);
    if (found === null) return { agent: '', project: '', user: '', sessionId: '', rev: 0 };
    const { session, attempt } = found;
    const { agentName, project } = identityOf(session, attempt);
    return {
      agent: agentName,
      project: project ?? run?.project?.value ?? '',
      user: session.user?.value ?? run?.user?.value ?? '',
      sessionId: session.sessionId,
      rev: Math.max(session.identityRev, run?.identityRev ?? 0),
    };
  }
}

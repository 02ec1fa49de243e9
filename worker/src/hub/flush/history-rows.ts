import {
  bitsOf,
  findAttempt,
  identityOf,
  refreshStaleRows,
  type Contribution,
  type Fact,
  type FoldState,
  type Hour,
  type HourRow,
} from '@claude-monitor/fold';
import type {
  ActivityHourRow,
  EdgeHourRow,
  ErrorHourRow,
  RequestRow,
  UsageDimensions,
  UsageHourRow,
} from '../../store/rows.ts';

/** Rows of history that an hour of a session makes. */
export type HourRows = {
  requests: RequestRow[];
  usageHours: UsageHourRow[];
  activityHours: ActivityHourRow[];
  errorHours: ErrorHourRow[];
  edgeHours: EdgeHourRow[];
};

/**
 * The rows of an hour that changed after `since`, as absolute values: the sums that the fold keeps, and
 * the requests of those chunks of facts that changed. A row whose agent, project or user changed is one of them.
 */
export function rowsOfHour(state: FoldState, hour: Hour, since: number): HourRows {
  const rows = sumsOfHour(state, hour, since);
  const people = new Grouping(state, hour);
  for (const [fact, part] of changedRequests(state, hour, since)) {
    const { task, model, labels, provenance, usage } = part;
    if (provenance === null || usage === null) continue;
    const group = people.of({ ...part, kind: 'usage' });
    const rev = Math.max(fact.rev, group.rev);
    if (rev <= since) continue;
    const { agent, project, user } = group;
    rows.requests.push({
      ...dimensions(hour, { ...part, task, model, labels, provenance }),
      agent,
      project,
      user,
      ...usage,
      key: fact.key,
      at: part.at,
      clientCostMicros: hasClientCost(fact) ? part.clientCostMicros : null,
      rev,
    });
  }
  return rows;
}

/** The same without requests. */
export function sumsOfHour(state: FoldState, hour: Hour, since: number): HourRows {
  refreshStaleRows(state, hour);
  const rows: HourRows = {
    requests: [],
    usageHours: [],
    activityHours: [],
    errorHours: [],
    edgeHours: [],
  };
  const people = new Grouping(state, hour);
  for (const row of hour.rows.values()) {
    const group = people.of(row);
    const rev = Math.max(row.rev, group.rev);
    if (rev > since) addRow(rows, { hour, row, group: { ...group, rev } });
  }
  return rows;
}

/** Facts that make rows of requests, from the chunks in which one of them changed. */
function* changedRequests(
  state: FoldState,
  hour: Hour,
  since: number,
): Generator<[Fact, Contribution]> {
  // A session that is grouped under another name takes its requests with it, changed or not.
  const isAll = identityRevOf(state, hour) > since;
  for (const info of hour.chunks) {
    if ((info.kinds & REQUESTS) === 0 || (info.rev <= since && !isAll)) continue;
    for (const fact of state.facts.factsOf(hour, info)) {
      if (fact.given?.usage != null && (fact.rev > since || isAll)) yield [fact, fact.given];
    }
  }
}

const REQUESTS = bitsOf(['request', 'metric']);

/** The newest seq at which the run, or an owner of its rows, changed what its rows are grouped under. */
function identityRevOf(state: FoldState, { session, rows }: Hour): number {
  let rev = state.sessions.get(session)?.identityRev ?? 0;
  const owners = new Set([...rows.values()].map(({ ownerSession }) => ownerSession));
  for (const owner of owners) rev = Math.max(rev, state.sessions.get(owner)?.identityRev ?? 0);
  return rev;
}

type Group = { agent: string; project: string; user: string; sessionId: string; rev: number };
type Owned = { kind: HourRow['kind']; owner: string; ownerSession: string; task?: string };

/** Under whom the rows of an hour are grouped: their owner as it is known now, else the run. */
class Grouping {
  readonly #state: FoldState;
  readonly #run: string;
  readonly #owners = new Map<string, Group>();

  constructor(state: FoldState, { session }: Hour) {
    this.#state = state;
    this.#run = session;
  }

  of(row: Owned): Group {
    const known = this.#owners.get(row.owner) ?? this.#ownerOf(row);
    this.#owners.set(row.owner, known);
    const task = row.task === undefined || row.task === '' ? '' : row.task;
    const project = task === '' ? '' : (this.#state.tasks.get(task)?.project ?? '');
    return project === '' ? known : { ...known, project };
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

type Dimensions = Omit<UsageDimensions, 'run' | 'hour' | 'agent' | 'project' | 'user'>;

const dimensions = (
  { session, hour }: Hour,
  { owner, instance, task, model, labels, provenance }: Dimensions,
): Omit<UsageDimensions, 'agent' | 'project' | 'user'> => ({
  owner,
  run: session,
  hour,
  instance,
  task,
  model,
  labels,
  provenance,
});

const hasClientCost = ({ fields }: Fact): boolean =>
  fields.clientCostMicros !== undefined || fields.metered?.type === 'cost';

function addRow(
  rows: HourRows,
  { hour, row, group }: { hour: Hour; row: HourRow; group: Group },
): void {
  const { agent, project, user, sessionId, rev } = group;
  const place = { owner: row.owner, run: hour.session, hour: hour.hour };
  switch (row.kind) {
    case 'usage': {
      const { usage, clientCostMicros } = row;
      const people = { agent, project, user };
      rows.usageHours.push({
        ...dimensions(hour, row),
        ...people,
        ...usage,
        clientCostMicros,
        rev,
      });
      return;
    }
    case 'activity': {
      const { highErrors: _, ...activity } = row.activity;
      rows.activityHours.push({ ...place, agent, project, user, ...activity, rev });
      return;
    }
    case 'error': {
      const { fingerprint, errorType, message, severity, count, firstAt, lastAt } = row;
      const error = { fingerprint, errorType, message, severity, count, firstAt, lastAt };
      rows.errorHours.push({ ...place, agent, sessionId, ...error, rev });
      return;
    }
    case 'edge': {
      const { instance, edge, count, lastAt } = row;
      rows.edgeHours.push({ ...place, instance, project, ...edge, agent, count, lastAt, rev });
    }
  }
}

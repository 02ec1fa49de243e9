import { rowKeys, type Contribution, type Fact, type Page } from '@claude-monitor/fold';
import { addUsage, noUsage, safeSum } from '@claude-monitor/protocol';
import type {
  ActivityHourRow,
  EdgeHourRow,
  ErrorHourRow,
  RequestRow,
  UsageDimensions,
  UsageHourRow,
} from '../../store/rows.ts';

/** Rows of history that a page makes. */
export type PageRows = {
  requests: RequestRow[];
  usageHours: UsageHourRow[];
  activityHours: ActivityHourRow[];
  errorHours: ErrorHourRow[];
  edgeHours: EdgeHourRow[];
};

/**
 * The rows of a page that changed after `since`, as absolute values. A row whose key is remembered
 * but to which nothing adds any more comes out as zeros. `sessionIdOf` names a card's own id.
 */
export function rowsOfPage(
  page: Page,
  since: number,
  sessionIdOf: (card: string) => string,
): PageRows {
  const rows: PageRows = {
    requests: [],
    usageHours: [],
    activityHours: [],
    errorHours: [],
    edgeHours: [],
  };
  const usage = dirtyRows(page.rows.usage, since, (key) => emptyUsage(page, key));
  const activity = dirtyRows(page.rows.activity, since, (key) => emptyActivity(page, key));
  const errors = dirtyRows(page.rows.errors, since, (key) => emptyErrors(page, key));
  const edges = dirtyRows(page.rows.edges, since, (key) => emptyEdge(page, key));
  for (const fact of page.facts.values()) {
    const part = fact.given;
    if (part === null) continue;
    if (part.usage !== null && part.provenance !== null) {
      if (fact.rev > since) rows.requests.push(requestRow(page, fact, part, part.usage));
      addToUsage(usage.get(rowKeys.usage(part)), part);
    } else if (part.edge !== null) addToEdge(edges.get(rowKeys.edges(part)), part);
    else addToActivity(activity.get(rowKeys.activity(part)), part);
    if (fact.kind === 'error') {
      addToErrors(errors.get(rowKeys.errors(part, fact)), part, fact, sessionIdOf);
    }
  }
  rows.usageHours.push(...usage.values());
  rows.activityHours.push(...activity.values());
  rows.errorHours.push(...errors.values());
  rows.edgeHours.push(...edges.values());
  return rows;
}

function dirtyRows<Row extends { rev: number }>(
  revs: ReadonlyMap<string, number>,
  since: number,
  empty: (key: string) => Row,
): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const [key, rev] of revs) if (rev > since) rows.set(key, { ...empty(key), rev });
  return rows;
}

const dimensions = (page: Page, part: Contribution): UsageDimensions => ({
  owner: part.owner,
  run: page.session,
  hour: page.hour,
  instance: part.instance,
  task: part.task,
  model: part.model,
  provenance: part.provenance ?? 'reported',
  agent: part.agent,
  project: part.project,
  user: part.user,
});

const requestRow = (
  page: Page,
  fact: Fact,
  part: Contribution,
  usage: NonNullable<Contribution['usage']>,
): RequestRow => ({
  ...dimensions(page, part),
  ...usage,
  key: fact.key,
  at: part.at,
  clientCostMicros: hasClientCost(fact) ? part.clientCostMicros : null,
  rev: fact.rev,
});

const hasClientCost = ({ fields }: Fact): boolean =>
  fields.clientCostMicros !== undefined || fields.metered?.type === 'cost';

function emptyUsage(page: Page, key: string): UsageHourRow {
  const { owner, instance, task, model, provenance } = rowKeys.readUsage(key);
  return {
    ...noUsage(),
    owner,
    run: page.session,
    hour: page.hour,
    instance,
    task,
    model,
    provenance,
    agent: '',
    project: '',
    user: '',
    clientCostMicros: 0,
    rev: 0,
  };
}

function addToUsage(row: UsageHourRow | undefined, part: Contribution): void {
  if (row === undefined || part.usage === null) return;
  addUsage(row, part.usage);
  row.clientCostMicros = safeSum(row.clientCostMicros + safeSum(part.clientCostMicros));
  row.agent = part.agent;
  row.project = part.project;
  row.user = part.user;
}

const emptyActivity = (page: Page, owner: string): ActivityHourRow => ({
  owner,
  run: page.session,
  hour: page.hour,
  agent: '',
  project: '',
  user: '',
  tasksStarted: 0,
  tasksDone: 0,
  tasksFailed: 0,
  errors: 0,
  toolCalls: 0,
  rev: 0,
});

function addToActivity(row: ActivityHourRow | undefined, part: Contribution): void {
  if (row === undefined) return;
  row.tasksStarted += part.activity.tasksStarted;
  row.tasksDone += part.activity.tasksDone;
  row.tasksFailed += part.activity.tasksFailed;
  row.errors += part.activity.errors;
  row.toolCalls += part.activity.toolCalls;
  row.agent = part.agent;
  // The hour may hold tasks of several projects; any one stands for it, the same in every order.
  if (part.project > row.project) row.project = part.project;
  row.user = part.user;
}

function emptyErrors(page: Page, key: string): ErrorHourRow {
  const { owner, fingerprint } = rowKeys.readErrors(key);
  return {
    owner,
    run: page.session,
    hour: page.hour,
    fingerprint,
    agent: '',
    sessionId: '',
    errorType: '',
    message: '',
    severity: 'low',
    count: 0,
    firstAt: 0,
    lastAt: 0,
    rev: 0,
  };
}

function addToErrors(
  row: ErrorHourRow | undefined,
  part: Contribution,
  fact: Fact,
  sessionIdOf: (card: string) => string,
): void {
  if (row === undefined) return;
  row.firstAt = row.count === 0 ? part.at : Math.min(row.firstAt, part.at);
  row.lastAt = Math.max(row.lastAt, part.at);
  row.count++;
  row.agent = part.agent;
  row.sessionId = sessionIdOf(part.owner);
  row.errorType = fact.fields.errorType ?? '';
  row.message = fact.fields.errorMessage ?? '';
  row.severity = fact.fields.severity ?? 'medium';
}

const emptyEdge = (page: Page, key: string): EdgeHourRow => ({
  ...rowKeys.readEdges(key),
  run: page.session,
  hour: page.hour,
  agent: '',
  count: 0,
  lastAt: 0,
  rev: 0,
});

function addToEdge(row: EdgeHourRow | undefined, part: Contribution): void {
  if (row === undefined) return;
  row.agent = part.agent;
  row.count++;
  row.lastAt = Math.max(row.lastAt, part.at);
}

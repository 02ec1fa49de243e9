import { refreshStaleRows, type FoldState, type Hour, type HourRow } from '@claude-monitor/fold';
import type {
  ActivityHourRow,
  EdgeHourRow,
  ErrorHourRow,
  RequestChunkRow,
  UsageDimensions,
  UsageHourRow,
} from '../../store/rows.ts';
import { Grouping, type Group } from './grouping.ts';
import { requestChunksOf } from './request-chunks.ts';

export type HourRows = {
  requestChunks: RequestChunkRow[];
  usageHours: UsageHourRow[];
  activityHours: ActivityHourRow[];
  errorHours: ErrorHourRow[];
  edgeHours: EdgeHourRow[];
};

/**
 * The rows of an hour that changed after `since`, as absolute values: the sums that the fold keeps, and
 * requests, some in a row. A row whose agent, project or user changed is one of them.
 */
export function rowsOfHour(state: FoldState, hour: Hour, since: number): HourRows {
  const rows = sumsOfHour(state, hour, since);
  rows.requestChunks = requestChunksOf(state, { hour, since, people: new Grouping(state, hour) });
  return rows;
}

/** The same without requests. */
export function sumsOfHour(state: FoldState, hour: Hour, since: number): HourRows {
  refreshStaleRows(state, hour);
  const rows: HourRows = {
    requestChunks: [],
    usageHours: [],
    activityHours: [],
    errorHours: [],
    edgeHours: [],
  };
  const people = new Grouping(state, hour);
  for (const row of hour.rows.values()) {
    // Asked first: most rows did not change, and the task of each would be read from storage.
    const rev = Math.max(row.rev, people.revOf(row));
    if (rev > since) addRow(rows, { hour, row, group: { ...people.of(row), rev } });
  }
  return rows;
}

type Dimensions = Omit<UsageDimensions, 'run' | 'hour' | 'agent' | 'project' | 'user'>;

const dimensions = (
  { session, hour }: Hour,
  { owner, agentId, task, model, labels, provenance }: Dimensions,
): Omit<UsageDimensions, 'agent' | 'project' | 'user'> => ({
  owner,
  run: session,
  hour,
  agentId,
  task,
  model,
  labels,
  provenance,
});

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
      const people = { agent, project, user };
      rows.activityHours.push({ ...place, ...people, ...activity, ...row.times, rev });
      return;
    }
    case 'error': {
      const { fingerprint, errorType, message, severity, count, firstAt, lastAt } = row;
      const error = { fingerprint, errorType, message, severity, count, firstAt, lastAt };
      rows.errorHours.push({ ...place, agent, sessionId, ...error, rev });
      return;
    }
    case 'edge': {
      const { agentId, edge, fromAgent, count, length, lastAt } = row;
      const figures = { count, length, lastAt, rev };
      rows.edgeHours.push({ ...place, agentId, project, ...edge, agent, fromAgent, ...figures });
    }
  }
}

import type { StatusAnswer } from '../api/index.ts';
import { noFigures } from '../figures.ts';

/** `GET /v1/status` of a workspace in which nothing has happened yet. */
export const emptyStatus = (asOf: number): StatusAnswer => ({
  asOf,
  fresh: true,
  workspace: 'team',
  seq: 1,
  flushedSeq: 1,
  journal: { rows: 0, events: 0, bytes: 0, oldestAt: null },
  flush: { lagMs: 0, lastAt: null, failing: null },
  parked: { rows: 0, bytes: 0, oldestAt: null },
  sockets: 0,
  sessions: 0,
  tasks: 0,
  totals: {
    usage: noFigures(),
    errors: 0,
    highErrors: 0,
    tasksDone: 0,
    tasksFailed: 0,
    openTasks: 0,
  },
  completeness: null,
  alerts: { waiting: 0, oldestAt: null, parked: 0, dropped: 0, failingChannels: 0 },
  rejections: {},
  arrivals: {},
});

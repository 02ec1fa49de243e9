import { readActivity } from '../activity/activity.ts';
import type { Database } from '../client.ts';
import { groupErrors } from '../reads/errors/error-groups.ts';
import { listSessions } from '../reads/sessions/sessions.ts';
import { listTasks } from '../reads/tasks/tasks.ts';
import { readUptime } from '../uptime/uptime.ts';
import { readUsage } from '../usage/usage.ts';
import type { ReportReads } from './read-report.ts';

/** The readers of the pages on a database, for who has no history routes before it. */
export const readsOf = (db: Database, workspace: string, now: number): ReportReads => ({
  usage: (query) => readUsage(db, workspace, { query, now }),
  activity: (query) => readActivity(db, workspace, { query, now }),
  errorGroups: (query) => groupErrors(db, workspace, { query, now }),
  tasks: (query) => listTasks(db, workspace, { query, now }),
  sessions: (query) => listSessions(db, workspace, { query, now }),
  uptime: (query) => readUptime(db, workspace, { query, now }),
});

import type { TaskMoment } from '@claude-monitor/protocol/task-graph/task-history';
import { percent } from '../../../lib/format/numbers.ts';
import { duration } from '../../../lib/format/time.ts';

/** What happened to a task, in words: `failed after 45 s`. */
export function momentWords(moment: TaskMoment): string {
  const after = moment.durationMs === null ? '' : ` after ${duration(moment.durationMs)}`;
  switch (moment.kind) {
    case 'planned':
      return `planned${plannedAs(moment)}`;
    case 're-planned':
      return `planned anew${plannedAs(moment)}`;
    case 'dropped':
      return 'left out of a new plan';
    case 'started':
      return 'started';
    case 'retried':
      return 'tried again';
    case 'progressed':
      return moment.progress === null ? 'got on' : `at ${percent(moment.progress)}`;
    case 'done':
    case 'failed':
    case 'cancelled':
      return `${moment.kind}${after}`;
    case 'handed over':
      return moment.to === null ? 'handed over' : `handed over to ${moment.to}`;
  }
}

function plannedAs({ priority, dependsOn }: TaskMoment): string {
  const said = [
    priority === null ? null : `${priority} priority`,
    dependsOn === null || dependsOn.length === 0 ? null : `after ${afterWhat(dependsOn)}`,
  ].filter((part) => part !== null);
  return said.length === 0 ? '' : `, ${said.join(', ')}`;
}

const NAMED = 3;

function afterWhat(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return ids.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

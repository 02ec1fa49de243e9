import type { TaskMoment } from '@claude-monitor/protocol/task-graph/task-history';
import { percent } from '../../../lib/format/numbers.ts';
import { duration } from '../../../lib/format/time.ts';
import * as texts from '../texts.ts';

/** What happened to a task, in words: `failed after 45 s`. */
export function momentWords(moment: TaskMoment): string {
  const after = moment.durationMs === null ? '' : texts.after(duration(moment.durationMs));
  switch (moment.kind) {
    case 'planned':
      return texts.planned + plannedAs(moment);
    case 'planned_again':
      return texts.plannedAgain + plannedAs(moment);
    case 'dropped':
      return texts.dropped;
    case 'started':
      return texts.startedMoment;
    case 'retried':
      return texts.retried;
    case 'progressed':
      return moment.progress === null
        ? texts.progressed
        : texts.atPercent(percent(moment.progress));
    case 'done':
      return texts.doneMoment + after;
    case 'failed':
      return texts.failedMoment + after;
    case 'cancelled':
      return texts.cancelledMoment + after;
    case 'handed_over':
      return moment.to === null ? texts.handedOver : texts.handedOverTo(moment.to);
  }
}

function plannedAs({ priority, dependsOn }: TaskMoment): string {
  const parts = [
    priority === null ? null : texts.PRIORITY_WORDS[priority],
    dependsOn === null || dependsOn.length === 0 ? null : texts.afterTasks(afterWhat(dependsOn)),
  ].filter((part) => part !== null);
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}

const NAMED = 3;

function afterWhat(ids: readonly string[]): string {
  return texts.namesAndMore(ids.slice(0, NAMED).join(', '), ids.length - NAMED);
}

import type { ReportsAnswer } from '@claude-monitor/protocol/api/reports';
import {
  countInWords,
  dollarsInWords,
  periodName,
} from '@claude-monitor/protocol/reports/report-words';
import { plain, strong, type Part } from '../../lib/frame/sentence.ts';

/** How the newest period was that is over, else how the one under way is so far. */
export function listSentence({ items, period, timezone }: ReportsAnswer): Part[] {
  const last = items.find(({ isOver }) => isOver) ?? items[0];
  if (last === undefined) return [strong('There are no reports yet.')];
  const { tasksDone, costMicros, isOver } = last;
  const done = `${countInWords(tasksDone)} ${tasksDone === 1 ? 'task' : 'tasks'} done`;
  const name = periodName({ ...last, period, timezone });
  return [
    strong(`${done} for ${dollarsInWords(costMicros)}`),
    plain(` in ${name.replace(/^Week/, 'week')}${isOver ? '' : ' so far'}.`),
  ];
}

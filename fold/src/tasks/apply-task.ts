import { noFigures, USAGE_SUM_FIELDS, type UsageSums } from '@claude-monitor/protocol/figures';
import { newList } from '../storage/sorted.ts';
import { markTask } from '../derive/marks.ts';
import type { FoldState } from '../state.ts';
import { applyFirstPlan } from './plans/plan-origin.ts';
import { applyName } from './plans/match-plan.ts';
import type { TaskRecord } from './records.ts';
import { applyPlanned } from './plans/replaced.ts';
import { NEVER, partsOf } from './sums.ts';
import { statusOf, workerOf } from './track.ts';

type Named = Pick<TaskRecord, 'task' | 'taskId' | 'project' | 'scope'>;

export function taskRecord(state: FoldState, named: Named): TaskRecord {
  const known = state.tasks.get(named.task);
  if (known !== undefined) return known;
  const record: TaskRecord = {
    ...named,
    parts: newList(),
    usage: noFigures(),
    isOpen: false,
    lastAt: 0,
    changedSeq: 0,
    indexed: { planned: null, plan: null, named: [], until: NEVER },
  };
  state.tasks.put(named.task, record);
  state.totals.tasks++;
  return record;
}

/** A track of the task changed, came or left: brings up to date what follows from all of them. */
export function applyTask(state: FoldState, record: TaskRecord, seq: number): void {
  const { sum, size } = partsOf(state, record);
  const worker = workerOf(state, record);
  const isOpen = worker !== null && statusOf(state, worker) === 'started';
  if (isOpen !== record.isOpen) state.totals.openTasks += isOpen ? 1 : -1;
  record.isOpen = isOpen;
  record.lastAt = sum.lastAt;
  applyPlanned(state, record, worker === null ? sum.plannedAt : null);
  applyFirstPlan(state, record, sum.firstPlan?.at ?? null);
  applyName(state, record, sum);
  if (size > 0) {
    state.changes.goneTasks.delete(record.task);
    markTask(state, record.task, seq);
    return;
  }
  state.changes.tasks.delete(record.task);
  state.changes.goneTasks.add(record.task);
  state.tasks.touch(record.task);
  dropIfEmpty(state, record);
}

/** A task that nobody speaks of any more goes, with what sealed facts left in its sums. */
export function dropWithoutParts(state: FoldState, task: string): void {
  const record = state.tasks.get(task);
  if (record === undefined || partsOf(state, record).size > 0) return;
  state.tasks.delete(task);
  state.totals.tasks--;
}

function dropIfEmpty(state: FoldState, record: TaskRecord): void {
  const { usage } = record;
  if (![usage, usage.measured, usage.reported].every(isNone)) return;
  if (state.tasks.get(record.task) === undefined) return;
  state.tasks.delete(record.task);
  state.totals.tasks--;
}

const isNone = (sums: UsageSums): boolean => USAGE_SUM_FIELDS.every((field) => sums[field] === 0);

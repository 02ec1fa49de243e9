import { LIMITS } from '../limits.ts';
import { clip, counted, percent, plural } from '../questions/words.ts';
import type { Incident, IncidentKind, IncidentReason } from './incident.ts';

/** What an incident of a kind is called where there is no more room. */
export const KIND_WORDS: Readonly<Record<IncidentKind, string>> = {
  waiting: 'Waiting',
  blocked: 'Blocks other tasks',
  task_failed: 'Failed',
  stuck: 'Stuck',
  stalled: 'Stalled',
  lost: 'Lost',
  context_full: 'Context nearly full',
  incomplete: 'Incomplete',
  service: 'Service',
};

/** What happened, after the name of who it is about: "is waiting for a person". */
export function incidentTitle({ kind, task }: Pick<Incident, 'kind' | 'task'>): string {
  switch (kind) {
    case 'waiting':
      return 'is waiting for a person';
    case 'blocked':
      return `blocks other tasks: ${task?.taskId ?? 'a task'} failed`;
    case 'task_failed':
      return `failed ${task?.taskId ?? 'a task'}`;
    case 'stuck':
      return 'seems stuck';
    case 'stalled':
      return 'has stalled';
    case 'lost':
      return 'is lost';
    case 'context_full':
      return 'has a nearly full context';
    case 'incomplete':
      return 'sends incomplete records';
    case 'service':
      return 'needs attention';
  }
}

/** A text of its session or task as an incident repeats it: in one line, and cut. */
export const incidentText = (text: string | null): string | null =>
  text === null ? null : clip(text, LIMITS.incidentTextLength);

/** Why, in a few words: "Bash ran 12 times with the same input". */
export function incidentReason({ code, detail, count, of }: IncidentReason): string {
  const number = count ?? 0;
  switch (code) {
    case 'waiting':
      return detail ?? 'No reason given';
    case 'failed_dependency':
      return `${plural(number, 'task depends', 'tasks depend')} on it`;
    case 'task_failed':
      return detail ?? 'No description given';
    case 'repeated_call':
      return `${detail ?? 'A tool'} ran ${plural(number, 'time')} with the same input`;
    case 'repeated_errors':
      return `${plural(number, 'error')} in a row${detail === null ? '' : `, last ${detail}`}`;
    case 'no_progress':
      return `${counted(number)} tokens without progress`;
    case 'stalled_tool':
      return `${detail ?? 'A tool call'} hasn’t finished`;
    case 'silence':
      return 'No events';
    case 'context_full':
      return of === null || of === 0
        ? `${counted(number)} tokens`
        : `${percent(number / of)} of ${counted(of)} tokens`;
    case 'missing_records':
      return `${counted(number)} of ${counted(of ?? 0)} records arrived`;
    case 'parked_rows':
      return `The database rejected ${plural(number, 'row')}`;
    case 'flush_failing':
      return `History isn’t being saved${detail === null ? '' : ` (${detail})`}`;
    case 'channel_failing':
      return `Alerts aren’t reaching ${detail ?? 'a channel'}`;
  }
}

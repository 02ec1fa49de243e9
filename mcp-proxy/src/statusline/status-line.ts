import type { StatusInput } from './status-input.ts';

/** What only the monitor knows; null where it does not say, or could not be asked. */
export type TeamFacts = {
  /** The task that the session works on. */
  task: { id: string; progress: number | null; costMicros: number | null } | null;
  /** Other sessions that wait for a person. */
  waiting: number | null;
  /** What is left of the budget that the session counts against. */
  budgetLeftMicros: number | null;
};

export const NO_FACTS: TeamFacts = { task: null, waiting: null, budgetLeftMicros: null };

const TASK_LENGTH = 32;

/**
 * `context 42% · $0.12 · task fix-login 40% $0.05 · 2 waiting · $3.20 budget left`. What is not known is left
 * out. Without quotes, backslashes and colours, so that a shell may pass it on as it is.
 */
export function statusLine(input: StatusInput, facts: TeamFacts): string {
  const { task, waiting, budgetLeftMicros } = facts;
  return [
    input.contextShare === null ? null : `context ${percent(input.contextShare)}`,
    input.costMicros === null ? null : dollars(input.costMicros),
    task === null ? null : taskText(task),
    waiting === null || waiting === 0 ? null : `${String(waiting)} waiting`,
    budgetLeftMicros === null ? null : budgetText(budgetLeftMicros),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function taskText({ id, progress, costMicros }: NonNullable<TeamFacts['task']>): string {
  const name = plain(id);
  const cut = name.length > TASK_LENGTH ? `${name.slice(0, TASK_LENGTH - 1)}…` : name;
  const parts = [progress === null ? null : percent(progress)];
  if (costMicros !== null) parts.push(dollars(costMicros));
  return ['task', cut, ...parts.filter((part) => part !== null)].join(' ');
}

const budgetText = (left: number): string =>
  left < 0 ? `${dollars(-left)} over budget` : `${dollars(left)} budget left`;

const percent = (share: number): string => `${String(Math.round(share * 100))}%`;

/** Cents, or what is left of one: a session begins with fractions of a cent. */
function dollars(micros: number): string {
  const value = micros / 1e6;
  return value > 0 && value < 0.01 ? '<$0.01' : `$${value.toFixed(2)}`;
}

/** Ids are the user's own: nothing of one gets to a terminal but what can be seen. */
const plain = (text: string): string => text.replace(/[\p{C}"\\]/gu, '');

const times = (count: number): string =>
  count === 1 ? 'once' : count === 2 ? 'twice' : `${String(count)} times`;

export const taskText = (first: string, others: number): string =>
  others === 0 ? `“${first}”` : `“${first}” and ${String(others)} more`;
export const cameOut = (taskText: string, outcomes: string, took: string): string =>
  `${taskText}: ${outcomes} in ${took}.`;
export const askedFor = (taskText: string, took: string): string => `${taskText}, for ${took}.`;
export const done = (count: number): string => `${String(count)} done`;
export const failed = (count: number, name: string | null): string =>
  name === null || count > 1 ? `${String(count)} failed` : `1 failed (“${name}”)`;
export const cancelled = (count: number): string => `${String(count)} cancelled`;
export const leftOpen = (count: number): string => `${String(count)} left open`;
export const underWay = (count: number): string => `${String(count)} in progress`;
export const ranFor = (took: string): string => `Ran for ${took}`;
export const hasRunFor = (took: string): string => `Has run for ${took}`;
export const withoutTasks = (
  ran: string,
  { requests, calls }: { requests: string; calls: string },
): string => `${ran} without a reported task: requests ${requests}, tool calls ${calls}.`;
export const callsFailed = (count: number): string =>
  count === 1 ? '1 tool call failed.' : `${String(count)} tool calls failed.`;
export const waited = (took: string): string => `Waited ${took} for a person.`;
export const compacted = (count: number): string => `Context compacted ${times(count)}.`;
export const errors = (count: number, last: string | null): string => {
  const counted = count === 1 ? '1 error' : `${String(count)} errors`;
  return last === null ? `${counted}.` : `${counted}, the last ${last}.`;
};

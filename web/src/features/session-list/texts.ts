export const pageTitle = 'Sessions · Claude Monitor';
export const sessions = 'Sessions';
export const search = 'Search tasks, agents, IDs';
export const list = 'Sessions, past and present';

const matching = (isFiltered: boolean): string => (isFiltered ? 'matching ' : '');
export const countOfSessions = (count: number, words: string, isFiltered: boolean): string =>
  `${words} ${matching(isFiltered)}${count === 1 ? 'session' : 'sessions'}`;
export const moreThan = (count: string, isFiltered: boolean): string =>
  `More than ${count} ${matching(isFiltered)}sessions`;
export const noSessions = (isFiltered: boolean): string => `No ${matching(isFiltered)}sessions`;
export const listPrice = (price: string): string => `, list price ${price}`;
export const listPriceWithout = (price: string, requests: string): string =>
  `, list price ${price} without ${requests} requests that have no price`;
export const areWaiting = (count: number): string =>
  claim(count, 'is waiting for a person', 'are waiting for a person');
export const areStalled = (count: number): string => claim(count, 'is stalled', 'are stalled');
export const haveFailed = (count: number): string =>
  claim(count, 'has a failed task', 'have failed tasks');

const SMALL = ['', 'one', 'two', 'three'] as const;

function claim(count: number, one: string, many: string): string {
  if (count === 0) return '';
  return `${SMALL[count] ?? String(count)} ${count === 1 ? one : many}`;
}

export const session = 'Session';
export const lastTask = 'Last task';
export const tokens = 'Tokens';
export const errors = 'Errors';
export const durationHead = 'Duration';
export const cost = 'List price';
export const started = 'Started';
export const state = 'State';
export const modelUnknown = 'unknown model';
export const tasksDone = (done: number): string => `${String(done)} done`;
export const tasksFailed = (failed: number): string => `${String(failed)} failed`;
export const noTask = 'No task';
export const noPrice = 'no price';
export const stateAndFailed = (state: string): string => `${state}, a task failed`;
export const tokensMeans = (tokens: string): string => `${tokens} tokens, including cache`;
export const andPrice = (price: string): string => `, ${price}`;

export const newer = (count: number): string =>
  `${String(count)} newer ${count === 1 ? 'session' : 'sessions'}`;
export const loadingMore = 'Loading more…';
export const endOfList = 'End of list.';
export const loadingList = 'Loading sessions…';
export const unknownSort = (text: string): string =>
  `Sorting by “${text}” isn’t supported. The newest sessions are first.`;

export const emptyFiltered = 'Nothing matches these filters';
export const emptyRange = 'No sessions in this period';
export const emptyMeans = 'Try a longer period or fewer filters.';
export const clearFilters = 'Clear filters';
export const showQuarter = 'Show the last 90 days';

export const brokenTitle = 'The sessions can’t be loaded';
export const refused = 'These filters aren’t valid. Remove one, or clear all.';
export const liveStillWorks = 'What is running now is on the Today page.';

export const facets = 'Counts';
export const showFacets = 'Counts by state, agent, model, user and project';
export const noValue = 'none';
export const facetsOf = (count: string): string =>
  `Counted among the ${count} most recent. Choose a shorter period to count all.`;
export const orderedOf = (count: string): string =>
  `Sorted among the ${count} most recent. Choose a shorter period to sort all.`;
export const restsOnTask = (task: string): string => `“${task}” was reported as failed.`;

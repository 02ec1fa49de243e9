export const pageTitle = 'Task archive · Claude Monitor';
export const plan = 'Plan';
export const archive = 'Archive';
export const search = 'Search tasks, IDs';
export const loading = 'Loading tasks…';
export const broken = 'The tasks can’t be loaded';
export const empty = 'No tasks ended in this period';
export const emptyFiltered = 'Nothing matches these filters';
export const list = 'Tasks that ended';
export const none = (when: string, isFiltered: boolean): string =>
  `No ${isFiltered ? 'matching ' : ''}task ended ${when}.`;
export const doneCount = (count: string, isOne: boolean, isFiltered: boolean): string =>
  `${count} ${isFiltered ? 'matching ' : ''}${isOne ? 'task' : 'tasks'} done`;
export const failedCount = (count: string): string => `${count} failed`;
export const cancelledCount = (count: string): string => `${count} cancelled`;
export const half = (duration: string | null, cost: string | null): string =>
  duration !== null && cost !== null
    ? ` Half took ${duration} or less and cost ${cost} or less.`
    : duration !== null
      ? ` Half took ${duration} or less.`
      : '';
export const firstTry = (share: string, of: string): string =>
  ` ${share} of ${of} were done on the first try`;
export const manyTries = (count: string, isOne: boolean, cost: string): string =>
  `${count} took three tries or more, ${cost} ${isOne ? '' : 'together'}`.trim();
export const newestOnly = (count: string): string =>
  `Based on the ${count} most recently ended tasks. Choose a shorter period or filter.`;
export const orderedOf = (count: string): string =>
  `Sorted among the ${count} most recent. Choose a shorter period to sort all.`;
export const done = '“Done” is reported by agents. List prices.';

export const task = 'Task';
export const agent = 'Agent';
export const project = 'Project';
export const duration = 'Duration';
export const waited = 'Waited';
export const waitedMeans = 'From the plan to the first start';
export const tries = 'Tries';
export const cost = 'List price';
export const ended = 'Ended';
export const noAgent = 'nobody';
export const noPrice = 'no price';
export const dayDone = (done: number, failed: number): string =>
  [done > 0 ? `${String(done)} done` : '', failed > 0 ? `${String(failed)} failed` : '']
    .filter((part) => part !== '')
    .join(', ');
export const more = 'Show more';
export const loadingMore = 'Loading more…';
export const endOfList = 'End of list.';
export const exported = 'Tasks';

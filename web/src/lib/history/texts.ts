export const noHistory = 'The history database isn’t responding. Live data continues.';
export const notInHistory = 'This session isn’t in history yet.';
export const notAllowed = 'You don’t have permission to read history. Log in again.';
export const asOf = 'As of';
export const lagging = 'Delayed, as of';
export const asOfMeans = 'These figures come from history. What happened since is not in them.';
export const DETAILS = {
  asOf: 'Details as of',
  lagging: 'Details are delayed, as of',
  means: 'The figures at the top are live. Tasks, subagents and tools come from history.',
} as const;

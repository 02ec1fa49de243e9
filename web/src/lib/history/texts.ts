export const noHistory = 'The history database isn’t responding. Live data continues.';
export const notInHistory = 'This session isn’t in history yet.';
export const notAllowed = 'You don’t have permission to read history. Log in again.';
export const asOfMeans = 'Figures above are live. Tasks, subagents and tools come from history.';
export const asOf = 'Details as of';
export const lagging = 'Details are delayed, as of';

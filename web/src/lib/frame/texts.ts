export const view = 'View';
export const clearFilters = 'Clear filters';
export const showQuarter = 'Show the last 90 days';
export const refused = 'The monitor refuses these filters. Remove one of them, or clear all.';
export const liveStillWorks = 'What is running now is on the Today page.';
export const emptyMeans = 'Try a longer time, or fewer filters.';

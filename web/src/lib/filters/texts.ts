import type { BoundName, FilterName } from './filters.ts';

export const FILTER_WORDS: Readonly<Record<FilterName, string>> = {
  project: 'Project',
  agent: 'Agent',
  model: 'Model',
  user: 'User',
  state: 'State',
  outcome: 'Outcome',
  label: 'Label',
  minCost: 'Cost at least',
  maxCost: 'Cost at most',
  minErrors: 'Errors at least',
  minDuration: 'Lasted at least',
  maxDuration: 'Lasted at most',
};

/** What a figure is written in. */
export const BOUND_UNITS: Readonly<Record<BoundName, string>> = {
  minCost: 'dollars',
  maxCost: 'dollars',
  minErrors: 'errors',
  minDuration: 'minutes',
  maxDuration: 'minutes',
};
export const enterNumber = 'Enter a number of 0 or more.';
export const filterWord = (name: string): string =>
  Object.entries(FILTER_WORDS).find(([known]) => known === name)?.[1] ?? name;
export const notUsedHere = (filters: string): string =>
  `Ignored on this page: ${filters}. Other pages still use them.`;
export const textSearch = (text: string): string => `Search “${text}”`;
export const search = 'Search';
export const filters = 'Filters';
export const add = 'Add filter';
export const filterBy = 'Filter by';
export const value = 'Value';
export const labelExample = 'team:core';
export const apply = 'Apply';
export const remove = (name: string, value: string): string => `Remove filter ${name}: ${value}`;
export const clear = 'Clear filters';
export const enterValue = 'Enter a value.';
export const chooseValue = 'Choose a value.';
export const writeLabel = 'Write a label as KEY:VALUE, for example team:core.';
export const unknown = (filters: string): string =>
  `These filters aren’t supported and were ignored: ${filters}.`;
export const unknownFilter = (name: string, value: string): string => `${name} “${value}”`;
export const removeUnknown = 'Remove them';
export const minutes = (count: number): string => `${String(count)} min`;

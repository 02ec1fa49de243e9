import type { FilterName } from './filters.ts';

export const FILTER_WORDS: Readonly<Record<FilterName, string>> = {
  project: 'Project',
  agent: 'Agent',
  model: 'Model',
  user: 'User',
  state: 'State',
  outcome: 'Outcome',
  label: 'Label',
};
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

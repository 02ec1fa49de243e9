import { labelFiltersSchema } from '@claude-monitor/protocol/labels';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { RANGE_PARAMETERS } from '../range/range-address.ts';
import { PAGE_PARAMETERS } from './page-parameters.ts';

/** What a list can be narrowed by, as the API and addresses name it; each may have several values. */
export const FILTER_NAMES = [
  'project',
  'agent',
  'model',
  'user',
  'state',
  'outcome',
  'label',
  'minCost',
  'maxCost',
  'minErrors',
  'minDuration',
  'maxDuration',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** Of these a figure is the least or the most; each has one value. */
export const BOUND_NAMES = [
  'minCost',
  'maxCost',
  'minErrors',
  'minDuration',
  'maxDuration',
] as const satisfies readonly FilterName[];
export type BoundName = (typeof BOUND_NAMES)[number];

export const boundNameOf = (name: FilterName): BoundName | null =>
  BOUND_NAMES.find((one) => one === name) ?? null;

export const FILTER_STATES = ['active', 'waiting', 'idle', 'stalled', 'lost', 'ended'] as const;
export const FILTER_OUTCOMES = ['success', 'failed'] as const;

export const TEXT_PARAMETER = 'q';
const LONGEST_TEXT = LIMITS.nameLength;
/** More would make addresses that no server takes. */
const MOST_VALUES = 20;

/** Of one name any value does; of several names all must do. */
export type Filters = { text: string; values: Readonly<Record<FilterName, readonly string[]>> };

/** A filter of an address that this version does not know; it is left out, and stays in the address. */
export type Unknown = { name: string; value: string };

export type ParsedFilters = { filters: Filters; unknown: readonly Unknown[] };

export function filtersFrom(
  query: Pick<URLSearchParams, 'get' | 'getAll' | 'keys'>,
): ParsedFilters {
  const unknown: Unknown[] = [];
  const valuesOf = (name: FilterName): string[] => {
    const values = [...new Set(query.getAll(name))].filter((value) => value !== '');
    const known = values.filter((value) => isValueOf(name, value)).slice(0, most(name));
    for (const value of values) if (!known.includes(value)) unknown.push({ name, value });
    return known;
  };
  const text = (query.get(TEXT_PARAMETER) ?? '').trim().slice(0, LONGEST_TEXT);
  const values = {
    project: valuesOf('project'),
    agent: valuesOf('agent'),
    model: valuesOf('model'),
    user: valuesOf('user'),
    state: valuesOf('state'),
    outcome: valuesOf('outcome'),
    label: valuesOf('label'),
    minCost: valuesOf('minCost'),
    maxCost: valuesOf('maxCost'),
    minErrors: valuesOf('minErrors'),
    minDuration: valuesOf('minDuration'),
    maxDuration: valuesOf('maxDuration'),
  };
  for (const name of new Set(query.keys())) {
    if (!KNOWN.has(name)) for (const value of query.getAll(name)) unknown.push({ name, value });
  }
  return { filters: { text, values }, unknown };
}

const KNOWN: ReadonlySet<string> = new Set([
  ...FILTER_NAMES,
  TEXT_PARAMETER,
  ...RANGE_PARAMETERS,
  ...PAGE_PARAMETERS,
]);

function most(name: FilterName): number {
  if (boundNameOf(name) !== null) return 1;
  return name === 'label' ? LIMITS.labelFilters : MOST_VALUES;
}

export function isValueOf(name: FilterName, value: string): boolean {
  switch (name) {
    case 'state':
      return FILTER_STATES.some((state) => state === value);
    case 'outcome':
      return FILTER_OUTCOMES.some((outcome) => outcome === value);
    case 'label':
      return labelFiltersSchema.safeParse(value).success;
    case 'project':
    case 'agent':
    case 'model':
    case 'user':
      return value !== '' && value.length <= LIMITS.nameLength;
    case 'minCost':
    case 'maxCost':
    case 'minErrors':
    case 'minDuration':
    case 'maxDuration':
      return /^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value));
  }
}

/** The address's query with these filters; what it says of anything else stays. */
export function withFilters(query: string, { text, values }: Filters): string {
  const before = new URLSearchParams(query);
  const { unknown } = filtersFrom(before);
  const next = new URLSearchParams(query);
  next.delete(TEXT_PARAMETER);
  if (text !== '') next.set(TEXT_PARAMETER, text);
  for (const name of FILTER_NAMES) {
    next.delete(name);
    for (const value of values[name]) next.append(name, value);
  }
  for (const { name, value } of unknown) if (isFilterName(name)) next.append(name, value);
  return `?${next.toString()}`;
}

const isFilterName = (name: string): boolean => FILTER_NAMES.some((one) => one === name);

/** The same without what this version does not know of them. */
export function withoutUnknown(query: string): string {
  const { filters, unknown } = filtersFrom(new URLSearchParams(query));
  const next = new URLSearchParams(query);
  for (const { name } of unknown) next.delete(name);
  return withFilters(next.toString(), filters);
}

export function withValue(filters: Filters, name: FilterName, value: string): Filters {
  const values = filters.values[name];
  if (values.includes(value)) return filters;
  if (boundNameOf(name) !== null)
    return { ...filters, values: { ...filters.values, [name]: [value] } };
  return { ...filters, values: { ...filters.values, [name]: [...values, value] } };
}

export function withoutValue(filters: Filters, name: FilterName, value: string): Filters {
  const values = filters.values[name].filter((one) => one !== value);
  return { ...filters, values: { ...filters.values, [name]: values } };
}

export const chipsOf = ({ values }: Filters): { name: FilterName; value: string }[] =>
  FILTER_NAMES.flatMap((name) => values[name].map((value) => ({ name, value })));

/** The same with the filters of these names only. */
export function onlyOf({ text, values }: Filters, names: readonly FilterName[]): Filters {
  const kept = { ...values };
  for (const name of FILTER_NAMES) if (!names.includes(name)) kept[name] = [];
  return { text, values: kept };
}

export const isFiltered = (filters: Filters): boolean =>
  filters.text !== '' || chipsOf(filters).length > 0;

export const NO_FILTERS: Filters = filtersFrom(new URLSearchParams()).filters;

import { goto } from '$app/navigation';
import { page } from '$app/state';
import {
  filtersFrom,
  onlyOf,
  withFilters,
  withoutUnknown,
  type FilterName,
  type Filters,
} from '../filters/filters.ts';
import { changedQuery, withLists } from '../graph/address.ts';
import { boundsOf, type Bounds, type Clock, type Range } from '../range/range.ts';
import { rangeChanges, rangeFrom } from '../range/range-address.ts';
import { viewersZone } from '../range/zone.ts';

/** What the address of a history page asks: its range and filters, and how to ask something else. */
export class PageQuery {
  /** When the page was opened: a list does not move while it is read. */
  readonly clock: Clock = { now: Date.now(), zone: viewersZone() };
  readonly names: readonly FilterName[];
  readonly query = $derived(page.url.searchParams);
  readonly range = $derived(rangeFrom(this.query));
  readonly bounds: Bounds = $derived(boundsOf(this.range.range, this.clock));
  readonly all = $derived(filtersFrom(this.query));
  /** Those that this page has; others of the address are kept for pages that have them. */
  readonly filters: Filters = $derived.by(() => onlyOf(this.all.filters, this.names));

  constructor(names: readonly FilterName[]) {
    this.names = names;
  }

  param(name: string): string | null {
    const value = this.query.get(name);
    return value === '' ? null : value;
  }

  /** What is looked at within an answer: no step of its own for the back button. */
  readonly set = (changes: Record<string, string | null>): void => {
    go(changedQuery(this.query.toString(), changes), true);
  };

  /** The same of parameters that may stand several times. */
  readonly setAll = (changes: Record<string, readonly string[]>): void => {
    go(withLists(this.query.toString(), changes), true);
  };

  readonly setRange = (range: Range): void => {
    go(changedQuery(this.query.toString(), rangeChanges(range)), false);
  };

  /** Of all names, those that this page does not have too. */
  readonly setAllFilters = (filters: Filters): void => {
    go(withFilters(this.query.toString(), filters), true);
  };

  readonly setFilters = (filters: Filters): void => {
    const values = { ...this.all.filters.values };
    for (const name of this.names) values[name] = filters.values[name];
    this.setAllFilters({ text: filters.text, values });
  };

  readonly forget = (): void => {
    go(withoutUnknown(this.query.toString()), true);
  };
}

function go(address: string, replace: boolean): void {
  void goto(address, { replace, reset: false });
}

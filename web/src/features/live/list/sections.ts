import type { StablePlace } from './stable-places.ts';
import {
  groupName,
  NEEDS_SECTION,
  OVER_BEFORE,
  OVER_TODAY,
  overAt,
  type Grouping,
  type Row,
} from './rows.ts';

export type Section = { key: string; title: string; rows: readonly Row[] };

export type Sections = {
  needs: readonly Row[];
  /** Of those that live. */
  groups: readonly Section[];
  overToday: readonly Row[];
  overBefore: readonly Row[];
};

/** The rows in the sections that their held places name, in an order that changes only with a place. */
export function sectionsOf(
  rows: ReadonlyMap<string, Row>,
  places: ReadonlyMap<string, StablePlace>,
  grouping: Grouping,
): Sections {
  const bySection = new Map<string, { row: Row; rank: number }[]>();
  for (const row of rows.values()) {
    const place = places.get(row.session.id)?.place;
    if (place === undefined) continue;
    const members = bySection.get(place.section);
    if (members === undefined) bySection.set(place.section, [{ row, rank: place.rank }]);
    else members.push({ row, rank: place.rank });
  }
  const taken = (name: string): Ranked[] => {
    const members = bySection.get(name) ?? [];
    bySection.delete(name);
    return members;
  };
  const rowsOf = (members: Ranked[], order: (a: Ranked, b: Ranked) => number): Row[] =>
    members.sort(order).map(({ row }) => row);
  return {
    needs: rowsOf(taken(NEEDS_SECTION), longestFirst),
    overToday: rowsOf(taken(OVER_TODAY), lastFirst),
    overBefore: rowsOf(taken(OVER_BEFORE), lastFirst),
    groups: [...bySection]
      .map(([key, members]) =>
        sectionOf(
          key,
          members.sort(newestFirst).map(({ row }) => row),
          grouping,
        ),
      )
      .sort(byTitle),
  };
}

type Ranked = { row: Row; rank: number };

const longestFirst = (a: Ranked, b: Ranked): number =>
  a.rank - b.rank || sinceOf(a.row) - sinceOf(b.row) || compare(a.row.session.id, b.row.session.id);

const newestFirst = (a: Ranked, b: Ranked): number =>
  a.rank - b.rank ||
  b.row.session.startedAt - a.row.session.startedAt ||
  compare(a.row.session.id, b.row.session.id);

const lastFirst = (a: Ranked, b: Ranked): number =>
  overAt(b.row) - overAt(a.row) || compare(a.row.session.id, b.row.session.id);

const sinceOf = (row: Row): number => row.need?.since ?? row.state.since;

function sectionOf(key: string, rows: readonly Row[], grouping: Grouping): Section {
  const [first] = rows;
  return { key, title: first === undefined ? '' : groupName(first.session, grouping), rows };
}

/** By name; what has none comes last. */
function byTitle(a: Section, b: Section): number {
  if (a.title === '' || b.title === '') return a.title === '' ? 1 : -1;
  return compare(a.title, b.title);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

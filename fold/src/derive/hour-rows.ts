import type { Contribution, Fact } from '../facts/fact.ts';
import { bitsOf, type Hour } from '../facts/hours/hour.ts';
import { pageOfRow } from '../facts/hours/hour-codec.ts';
import {
  addToActivityRow,
  addToEdgeRow,
  addToErrorRow,
  addToUsageRow,
  newActivityRow,
  newUsageSums,
  rowKeys,
  type ErrorRow,
  type HourRow,
} from '../facts/hours/hour-row.ts';
import type { FoldState } from '../state.ts';
import type { Applied } from './applied.ts';

export function applyToRows(state: FoldState, applied: Applied, seq: number): void {
  const { hour, fact, part, sign } = applied;
  const row = mainRow(hour, part);
  if (row !== null) {
    if (row.kind === 'usage') addToUsageRow(row, part, sign);
    else if (row.kind === 'edge') addToEdgeRow(row, part, sign);
    else if (row.kind === 'activity') addToActivityRow(row, part, sign);
    changed(hour, row, seq);
  }
  if (fact.kind === 'error') {
    const errors = errorRow(hour, part, fact);
    addToErrorRow(errors, part.at, sign);
    changed(hour, errors, seq);
  }
  hour.rev = seq;
  state.facts.touchHour(hour);
}

function changed(hour: Hour, row: HourRow, seq: number): void {
  row.rev = seq;
  hour.dirtyRowPages.add(row.page);
}

function mainRow(hour: Hour, part: Contribution): HourRow | null {
  const { owner, ownerSession, agentId } = part;
  if (part.usage !== null) {
    const { task, model, labels, provenance } = part;
    if (provenance === null) return null;
    const key = { owner, task, agentId, model, labels, provenance };
    return rowAt(hour, rowKeys.usage(key), (page) => ({
      kind: 'usage',
      ...key,
      ownerSession,
      rev: 0,
      page,
      ...newUsageSums(),
    }));
  }
  const { edge } = part;
  if (edge !== null) {
    return rowAt(hour, rowKeys.edge(owner, agentId, edge), (page) => ({
      kind: 'edge',
      owner,
      ownerSession,
      agentId,
      edge: {
        kind: edge.kind,
        toSession: edge.toSession,
        toSessionId: edge.toSessionId,
        toAgent: edge.toAgent,
      },
      fromAgent: '',
      rev: 0,
      page,
      count: 0,
      length: 0,
      lastAt: 0,
      isStale: false,
    }));
  }
  return rowAt(hour, rowKeys.activity(owner), (page) =>
    newActivityRow({ owner, ownerSession, page }),
  );
}

function errorRow(hour: Hour, part: Contribution, fact: Fact): ErrorRow {
  const { owner, ownerSession, fingerprint } = part;
  const row = rowAt(hour, rowKeys.error(owner, fingerprint), (page) => ({
    kind: 'error',
    owner,
    ownerSession,
    fingerprint,
    errorType: fact.fields.errorType ?? '',
    message: fact.fields.errorMessage ?? '',
    severity: fact.fields.severity ?? 'medium',
    rev: 0,
    page,
    count: 0,
    firstAt: 0,
    lastAt: 0,
    isStale: false,
  }));
  if (row.kind !== 'error') throw new Error('a row of errors has the key of another kind');
  return row;
}

export function rowAt(hour: Hour, key: string, make: (page: number) => HourRow): HourRow {
  const known = hour.rows.get(key);
  if (known !== undefined) return known;
  const row = make(pageOfRow(hour.rows.size));
  hour.rows.set(key, row);
  return row;
}

/**
 * Looks up first and last times that were taken back: sums can be reduced, extremes can't. Called
 * before rows are read, which is seldom; rows whose times moved are few.
 */
export function refreshStaleRows(state: FoldState, hour: Hour): void {
  const stale = new Map<string, HourRow>();
  for (const [key, row] of hour.rows) {
    if ((row.kind === 'error' || row.kind === 'edge') && row.isStale) stale.set(key, row);
  }
  if (stale.size === 0) return;
  for (const row of stale.values()) {
    if (row.kind !== 'error' && row.kind !== 'edge') continue;
    row.lastAt = 0;
    row.isStale = false;
    if (row.kind === 'error') row.firstAt = Number.MAX_SAFE_INTEGER;
    hour.dirtyRowPages.add(row.page);
  }
  for (const fact of state.facts.facts(hour, { kinds: EXTREME_KINDS })) {
    const part = fact.contribution;
    if (part === null) continue;
    const key =
      part.edge !== null
        ? rowKeys.edge(part.owner, part.agentId, part.edge)
        : fact.kind === 'error'
          ? rowKeys.error(part.owner, part.fingerprint)
          : '';
    const row = stale.get(key);
    if (row === undefined || (row.kind !== 'error' && row.kind !== 'edge')) continue;
    row.lastAt = Math.max(row.lastAt, part.at);
    if (row.kind === 'error') row.firstAt = Math.min(row.firstAt, part.at);
  }
  state.facts.touchHour(hour);
}

const EXTREME_KINDS = bitsOf([
  'error',
  'handover',
  'message',
  'assignment',
  'subagent.start',
  'subagent.end',
]);

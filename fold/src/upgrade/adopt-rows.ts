import { rowAt } from '../derive/hour-rows.ts';
import { newActivityRow, newUsageSums, rowKeys, type HourRow } from '../facts/hours/hour-row.ts';
import { hourAt } from '../facts/put-fact.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { findAttempt, type FoldState } from '../state.ts';
import type { OldEdgeKey, OldRows, OldUsageKey } from './first-edition.ts';

/**
 * Enters the rows of history that an hour made, as zeros: facts add to them what they add now, and a row
 * to which none adds any more is written as zero, for libSQL may hold more.
 */
export function adoptRows(
  state: FoldState,
  run: SessionRecord,
  { hour: start, rows, seq }: { hour: number; rows: OldRows; seq: number },
): void {
  const hour = hourAt(state, run, start);
  const add = (key: string, owner: string, make: (kept: Kept) => HourRow): void => {
    const ownerSession = findAttempt(state, owner)?.session.key ?? run.key;
    const row = rowAt(hour, key, (page) => make({ owner, ownerSession, page, rev: seq }));
    row.rev = seq;
    hour.dirtyRowPages.add(row.page);
  };
  for (const key of rows.usage.keys()) {
    // Written by the first edition alone, as are the keys below.
    const [owner, agentId, task, model, provenance] = JSON.parse(key) as OldUsageKey;
    const name = { owner, task, agentId, model, labels: '', provenance };
    add(rowKeys.usage(name), owner, (kept) => ({
      kind: 'usage',
      ...kept,
      ...name,
      ...newUsageSums(),
    }));
  }
  for (const owner of rows.activity.keys()) {
    add(rowKeys.activity(owner), owner, (kept) => ({
      ...newActivityRow(kept),
      ...kept,
    }));
  }
  for (const key of rows.edges.keys()) {
    const [owner, agentId, , kind, toSession, toSessionId, toAgent] = JSON.parse(key) as OldEdgeKey;
    const edge = { kind, toSession, toSessionId, toAgent };
    add(rowKeys.edge(owner, agentId, edge), owner, (kept) => ({
      kind: 'edge',
      ...kept,
      agentId,
      edge,
      fromAgent: '',
      count: 0,
      length: 0,
      lastAt: 0,
      isStale: false,
    }));
  }
  addErrorRows(rows, add);
  hour.rev = seq;
  state.facts.touchHour(hour);
}

type Kept = Pick<HourRow, 'owner' | 'ownerSession' | 'page' | 'rev'>;

/** What the errors of a row were is said by its facts, which come later. */
function addErrorRows(
  rows: OldRows,
  add: (key: string, owner: string, make: (kept: Kept) => HourRow) => void,
): void {
  for (const key of rows.errors.keys()) {
    const [owner, fingerprint] = JSON.parse(key) as [string, string];
    add(rowKeys.error(owner, fingerprint), owner, (kept) => ({
      kind: 'error',
      ...kept,
      fingerprint,
      errorType: '',
      message: '',
      severity: 'medium',
      count: 0,
      firstAt: 0,
      lastAt: 0,
      isStale: false,
    }));
  }
}

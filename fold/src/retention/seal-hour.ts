import { addUsage, safeSum, type UsageFigures } from '@claude-monitor/protocol/figures';
import type { Hour } from '../facts/hours/hour.ts';
import type { HourRow, UsageRow } from '../facts/hours/hour-row.ts';
import { sealRequests, unlistMetered } from '../sessions/users/user-usage.ts';
import type { FoldState } from '../state.ts';
import { addRange, noSealedSums, type Sealed, type SealedSums } from './sealed.ts';

/**
 * Lets the facts of an hour go. What they added stays in all figures; the session keeps what that was, by
 * owner, so that a deletion can still take it back. The caller sees to it that history has its rows.
 */
export function sealHour(state: FoldState, hour: Hour): void {
  const session = state.sessions.get(hour.session);
  if (session !== undefined) {
    unlistMetered(state, session, hour.hour);
    session.hours = session.hours.filter((start) => start !== hour.hour);
    session.sealed ??= { ranges: [], sums: new Map() };
    addRange(session.sealed, hour.hour);
    sealRequests(state, session, hour.hour);
    for (const row of hour.rows.values()) addRow(session.sealed, row);
    state.sessions.touch(session.key);
  }
  state.facts.drop(hour);
}

function addRow(sealed: Sealed, row: HourRow): void {
  if (row.kind === 'error' || row.kind === 'edge') return;
  const sums = sealed.sums.get(row.owner) ?? noSealedSums(row.ownerSession);
  sealed.sums.set(row.owner, sums);
  if (row.kind === 'usage') addUsageRow(sums, row);
  else {
    const { activity } = row;
    sums.errors += activity.errors;
    sums.highErrors += activity.highErrors;
    sums.toolCalls += activity.toolCalls;
    sums.tasksDone += activity.tasksDone;
    sums.tasksFailed += activity.tasksFailed;
  }
}

function addUsageRow(sums: SealedSums, { provenance, usage, clientCostMicros }: UsageRow): void {
  const { usage: figures } = sums;
  addUsage(provenance === 'measured' ? figures.measured : figures.reported, usage, 1);
  if (provenance !== 'superseded') addUsage(figures, usage, 1);
  sums.clientCostMicros = safeSum(sums.clientCostMicros + clientCostMicros);
}

export function takeBackSealed(state: FoldState, owner: string, sums: SealedSums): void {
  const session = state.sessions.get(sums.session);
  const attempt = session?.attempts.find(({ id }) => id === owner);
  if (session !== undefined && attempt !== undefined) {
    const { figures } = attempt;
    subtract(figures.usage, sums.usage);
    figures.clientCostMicros = safeSum(figures.clientCostMicros - sums.clientCostMicros);
    figures.errors -= sums.errors;
    figures.toolCalls -= sums.toolCalls;
    state.sessions.touch(session.key);
  }
  const { all } = state.totals;
  subtract(all.usage, sums.usage);
  all.errors -= sums.errors;
  all.highErrors -= sums.highErrors;
  all.tasksDone -= sums.tasksDone;
  all.tasksFailed -= sums.tasksFailed;
}

function subtract(from: UsageFigures, sums: UsageFigures): void {
  addUsage(from, sums, -1);
  addUsage(from.measured, sums.measured, -1);
  addUsage(from.reported, sums.reported, -1);
}

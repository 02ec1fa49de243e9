import { noStateTimes, STATE_TIME_FIELDS } from '@claude-monitor/protocol/live/state-times';
import type { Severity } from '@claude-monitor/protocol/event/event';
import type { Edge } from '../fact.ts';
import { decodeActivity, decodeUsage, encodeActivity, encodeUsage } from './fact-codec.ts';
import { rowKeys, type HourRow, type UsageRow } from './hour-row.ts';

type Common = [owner: string, ownerSession: string | 0, rev: number];

/** A row of an hour as a list; its first item says of which kind it is. */
export type StoredRow =
  | ['u', ...Common, number[], string, UsageRow['provenance'], string, string, labels?: string]
  | ['a', ...Common, number[], times?: number[]]
  | ['e', ...Common, number[], string, string, string, Severity]
  | ['x', ...Common, number[], string, Edge, fromAgent?: string];

export function encodeRow(row: HourRow): StoredRow {
  const { rev, owner } = row;
  const common: Common = [owner, row.ownerSession === owner ? 0 : row.ownerSession, rev];
  switch (row.kind) {
    case 'usage': {
      const { agentId, task, model, labels, provenance, usage, clientCostMicros } = row;
      const sums = [...encodeUsage(usage), clientCostMicros];
      const stored: StoredRow = ['u', ...common, sums, task, provenance, agentId, model];
      if (labels !== '') stored.push(labels);
      return stored;
    }
    case 'activity': {
      const stored: StoredRow = ['a', ...common, encodeActivity(row.activity)];
      const times = STATE_TIME_FIELDS.map((field) => row.times[field]);
      if (times.some((time) => time !== 0)) stored.push(times);
      return stored;
    }
    case 'error': {
      const { count, firstAt, lastAt, isStale, fingerprint, errorType, message, severity } = row;
      const times = [count, firstAt, lastAt, Number(isStale)];
      return ['e', ...common, times, fingerprint, errorType, message, severity];
    }
    case 'edge': {
      const { count, length, lastAt, isStale, agentId, edge, fromAgent } = row;
      const sums = [count, lastAt, Number(isStale), ...(length === 0 ? [] : [length])];
      const stored: StoredRow = ['x', ...common, sums, agentId, edge];
      if (fromAgent !== '') stored.push(fromAgent);
      return stored;
    }
  }
}

/** The row and the key under which its hour keeps it. */
export function decodeRow(stored: StoredRow, page: number): [string, HourRow] {
  const [, owner, session, rev] = stored;
  const common = { owner, ownerSession: session === 0 ? owner : session, rev, page };
  switch (stored[0]) {
    case 'u': {
      const [, , , , sums, task, provenance, agentId, model, labels = ''] = stored;
      const usage = decodeUsage(sums);
      const clientCostMicros = sums[7] ?? 0;
      const key = { owner, agentId, task, model, labels, provenance };
      return [rowKeys.usage(key), { kind: 'usage', ...common, ...key, usage, clientCostMicros }];
    }
    case 'a': {
      const [, , , , counts, stateTimes = []] = stored;
      const times = noStateTimes();
      for (const [place, field] of STATE_TIME_FIELDS.entries()) {
        times[field] = stateTimes[place] ?? 0;
      }
      return [
        rowKeys.activity(owner),
        { kind: 'activity', ...common, activity: decodeActivity(counts), times },
      ];
    }
    case 'e': {
      const [, , , , times, fingerprint, errorType, message, severity] = stored;
      const [count = 0, firstAt = 0, lastAt = 0, isStale = 0] = times;
      return [
        rowKeys.error(owner, fingerprint),
        {
          kind: 'error',
          ...common,
          fingerprint,
          errorType,
          message,
          severity,
          count,
          firstAt,
          lastAt,
          isStale: isStale === 1,
        },
      ];
    }
    case 'x': {
      const [, , , , sums, agentId, edge, fromAgent = ''] = stored;
      const [count = 0, lastAt = 0, isStale = 0, length = 0] = sums;
      const known = { fromAgent, count, length, lastAt, isStale: isStale === 1 };
      return [
        rowKeys.edge(owner, agentId, edge),
        { kind: 'edge', ...common, agentId, edge, ...known },
      ];
    }
  }
}

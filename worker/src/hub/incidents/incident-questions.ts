import {
  incidentKindSchema,
  incidentStateOf,
  LIMITS,
  type Incident,
  type IncidentsAnswer,
  type IncidentsQuery,
} from '@claude-monitor/protocol';
import { byteLength } from '../storage/byte-length.ts';
import { parseIncident } from './incident-rows.ts';

export type OpenedSpan = { from: number; to: number; project: string | null };

type OpenedOfKind = { kind: Incident['kind']; opened: number; open: number };

/** A page, the newest first; it may hold less than was asked for, and say where to go on. */
export function listIncidents(
  sql: SqlStorage,
  query: IncidentsQuery,
  now: number,
): Pick<IncidentsAnswer, 'items' | 'next'> {
  const { limit, state } = query;
  const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor);
  const most = Math.max(limit, LIMITS.scannedIncidents);
  const rows = sql.exec(
    `select line, body from incident where line < ? and is_open = ? order by line desc limit ?`,
    before,
    state === 'resolved' ? 0 : 1,
    most + 1,
  );
  const items: IncidentsAnswer['items'] = [];
  let next: string | null = null;
  let last: number | null = null;
  let bytes = 0;
  let scanned = 0;
  for (const row of rows) {
    if (scanned++ === most) {
      next = String(last);
      break;
    }
    const { incident } = parseIncident(row['body']);
    const listed = { ...incident, state: incidentStateOf(incident, now) };
    if (!isMatch(listed, query)) {
      last = Number(row['line']);
      continue;
    }
    bytes += sizeOf(listed);
    if (items.length === limit || (bytes > LIMITS.incidentPageBytes && items.length > 0)) {
      next = String(last);
      break;
    }
    items.push(listed);
    last = Number(row['line']);
  }
  return { items, next };
}

/** Those that were opened in a time, of a project or all; by kind, the most first. */
export function countOpened(sql: SqlStorage, { from, to, project }: OpenedSpan): OpenedOfKind[] {
  const rows = sql.exec(
    `select json_extract(body, '$.incident.kind') as kind, count(*) as n, sum(is_open) as still
       from incident
       where json_extract(body, '$.incident.openedAt') >= ? and json_extract(body, '$.incident.openedAt') < ?
         and (? is null or json_extract(body, '$.incident.project') = ?)
       group by 1 order by 2 desc, 1`,
    ...[from, to, project, project],
  );
  return [...rows].map((row) => ({
    kind: incidentKindSchema.parse(row['kind']),
    opened: Number(row['n']),
    open: Number(row['still']),
  }));
}

/** Of a kind, also those that are over; as many as are kept. */
export function openedSince(sql: SqlStorage, kind: Incident['kind'], since: number): Incident[] {
  const rows = sql.exec(
    `select body from incident where body ->> '$.incident.kind' = ? and body ->> '$.incident.openedAt' >= ?`,
    kind,
    since,
  );
  return [...rows].map((row) => parseIncident(row['body']).incident);
}

const sizeOf = (item: object): number => byteLength(JSON.stringify(item));

function isMatch(
  { state, kind, project, agentName }: IncidentsAnswer['items'][number],
  query: IncidentsQuery,
): boolean {
  if (query.state !== undefined && query.state !== state) return false;
  if (query.kind !== undefined && !query.kind.includes(kind)) return false;
  if (query.project !== undefined && !query.project.includes(project ?? '')) return false;
  return query.agent === undefined || query.agent.includes(agentName ?? '');
}

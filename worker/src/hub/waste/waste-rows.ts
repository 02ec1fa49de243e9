import { type WasteItem, type WasteKind, type WasteSums } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Found } from '../../domain/waste/waste-state.ts';

type Row = Found & {
  hour: number;
  session: string;
  shown: string;
  sessionId: string;
  agent: string;
  project: string;
  user: string;
};

/** Hours that began in a time, of whom. */
type WasteRowsQuery = {
  from: number;
  to: number;
  agent?: string[] | undefined;
  project?: string[] | undefined;
  user?: string[] | undefined;
  session?: string[] | undefined;
};

const TOP = 5;
/** One of a session, hour and kind: of more the oldest hours make room. */
const ROWS_KEPT = 100_000;

const sumsRow = z.object({
  count: z.number(),
  sessions: z.number(),
  tokens: z.number(),
  measuredMicros: z.number(),
  estimatedMicros: z.number(),
  unpriced: z.number(),
});

const topRow = z.object({
  id: z.string(),
  sessionId: z.string(),
  agentName: z.string(),
  count: z.number(),
  measuredMicros: z.number(),
  estimatedMicros: z.number(),
});

/** Sums of waste in the hub's own storage: a range of hours is a range of their key. */
export class WasteRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(row: Row): void {
    this.#sql.exec(
      `insert into waste values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (hour, session, kind) do update set
         shown = excluded.shown, session_id = excluded.session_id, agent = excluded.agent,
         project = excluded.project, user = excluded.user, count = count + excluded.count,
         tokens = tokens + excluded.tokens,
         measured_micros = measured_micros + excluded.measured_micros,
         estimated_micros = estimated_micros + excluded.estimated_micros,
         unpriced = unpriced + excluded.unpriced`,
      ...[row.hour, row.session, row.kind, row.shown, row.sessionId, row.agent, row.project],
      ...[row.user, row.count, row.tokens, row.measuredMicros, row.estimatedMicros, row.unpriced],
    );
  }

  /** When the first that is kept was found. */
  get since(): number | null {
    const [row] = this.#sql.exec('select min(hour) as hour from waste');
    const hour = row?.['hour'];
    return typeof hour === 'number' ? hour : null;
  }

  sums(kind: WasteKind, query: WasteRowsQuery): WasteSums | null {
    const { where, values } = conditionOf(kind, query);
    const [row] = this.#sql.exec(
      `select sum(count) as count, count(distinct shown) as sessions, sum(tokens) as tokens,
         sum(measured_micros) as measuredMicros, sum(estimated_micros) as estimatedMicros,
         sum(unpriced) as unpriced
       from waste where ${where}`,
      ...values,
    );
    const sums = sumsRow.safeParse(row);
    return sums.success && sums.data.count > 0 ? sums.data : null;
  }

  /** Of which sessions most of it is. */
  top(kind: WasteKind, query: WasteRowsQuery): WasteItem['top'] {
    const { where, values } = conditionOf(kind, query);
    const rows = this.#sql.exec(
      `select shown as id, session_id as sessionId, agent as agentName, sum(count) as count,
         sum(measured_micros) as measuredMicros, sum(estimated_micros) as estimatedMicros
       from waste where ${where} group by shown
       order by sum(measured_micros + estimated_micros) desc, sum(count) desc, shown limit ?`,
      ...values,
      TOP,
    );
    return [...rows].map((row) => topRow.parse(row));
  }

  forget(session: string): void {
    this.#sql.exec('delete from waste where session = ?', session);
  }

  /** Lets go of what is older, and of the oldest hours where there are too many rows. */
  keep(from: number): void {
    this.#sql.exec('delete from waste where hour < ?', from);
    this.#sql.exec(
      `delete from waste where hour <=
         (select hour from waste order by hour desc limit 1 offset ?)`,
      ROWS_KEPT,
    );
  }
}

/** What the hour cost counts of sessions that never came back after five minutes. */
const NEVER_HIT = `shown not in (select shown from waste where kind = 'hour_cache_hit' and hour >= ? and hour < ?)`;

function conditionOf(
  kind: WasteKind,
  { from, to, ...filters }: WasteRowsQuery,
): { where: string; values: (string | number)[] } {
  const names = Object.entries({
    agent: filters.agent,
    project: filters.project,
    user: filters.user,
    shown: filters.session,
  }).flatMap(([column, wanted]) => (wanted === undefined ? [] : [{ column, wanted }]));
  const isHourly = kind === 'hour_cache';
  return {
    where: [
      'hour >= ? and hour < ? and kind = ?',
      ...names.map(({ column }) => `${column} in (select value from json_each(?))`),
      ...(isHourly ? [NEVER_HIT] : []),
    ].join(' and '),
    values: [
      ...[from, to, kind],
      ...names.map(({ wanted }) => JSON.stringify(wanted)),
      ...(isHourly ? [from, to] : []),
    ],
  };
}

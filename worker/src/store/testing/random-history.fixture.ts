import { labelText, noUsage, TIME, USAGE_SUM_FIELDS } from '@claude-monitor/protocol';
import { batchOf, DAY, requestRow, sessionRow, taskRow, usageHour } from './rows.fixture.ts';
import type { FlushBatch, RequestChunkRow, RowProvenance, UsageHourRow } from '../rows.ts';
import { chunkOf, type RequestRow } from './requests.fixture.ts';

const HOURS = 80;
const OWNERS = ['session-1', 'session-2', 'session-3'];
/** None, of one process, and of another that has one key in common with it. */
const LABELS = [
  undefined,
  { team: 'core' },
  { team: 'docs', effort: 'high' },
  { effort: 'low' },
].map((labels) => labelText(labels));
const PROVENANCES: RowProvenance[] = ['measured', 'measured', 'reported', 'superseded'];

/**
 * What a hub might send over a few days: requests appear, change their owner, task, price, user or
 * project, and go; after each step the rows that changed are one flush.
 */
export class RandomHistory {
  readonly #workspace: string;
  #state: number;
  #rev = 0;
  readonly #requests = new Map<string, RequestRow>();
  readonly #people = new Map<string, { agent: string; project: string; user: string }>();
  #sent = { chunks: new Map<string, RequestChunkRow>(), hours: new Map<string, UsageHourRow>() };

  constructor(seed: number, workspace: string) {
    this.#workspace = workspace;
    this.#state = seed * 7919;
    for (const owner of OWNERS) this.#people.set(owner, this.#somebody());
  }

  requests(): RequestRow[] {
    return [...this.#requests.values()];
  }

  /** The flushes of so many steps; some late, some twice. */
  shuffledFlushes(steps: number): FlushBatch[] {
    const flushes = Array.from({ length: steps }, () => this.#step());
    const repeated = flushes.filter(() => this.#below(3) === 0);
    return [...flushes, ...repeated]
      .map((flush) => ({ flush, order: flush.toSeq + this.#below(4) + this.#below(100) / 100 }))
      .sort((a, b) => a.order - b.order)
      .map(({ flush }) => flush);
  }

  /** Everything that was there becomes zero. */
  deletion(): FlushBatch {
    this.#requests.clear();
    return this.#flush();
  }

  anyWindow(): { from?: number; to?: number } {
    const from = DAY + this.#below(HOURS) * TIME.hourMs;
    const to = from + (1 + this.#below(HOURS)) * TIME.hourMs;
    const kind = this.#below(6);
    if (kind === 0) return {};
    if (kind === 1) return { from };
    return kind === 2 ? { to } : { from, to };
  }

  /** As `anyWindow`, to the millisecond: its ends cut hours, now and then the same one. */
  anyCutWindow(): { from?: number; to?: number } {
    const from = DAY + this.#below(HOURS * 60) * TIME.minuteMs + this.#below(2);
    const minutes = this.#below(3) === 0 ? this.#below(90) : this.#below(HOURS * 60);
    const to = from + minutes * TIME.minuteMs + this.#below(2);
    const kind = this.#below(6);
    if (kind === 1) return { from };
    return kind === 2 ? { to } : { from, to };
  }

  anyOwner(): string {
    return this.#oneOf(OWNERS);
  }

  #step(): FlushBatch {
    for (let count = this.#below(20); count >= 0; count--) this.#add();
    for (const row of this.#requests.values()) {
      const kind = this.#below(12);
      if (kind === 0) row.owner = this.anyOwner();
      if (kind === 1) row.task = this.#oneOf(['', 'task-1', 'task-2']);
      if (kind === 2) row.costMicros = this.#below(1_000);
      if (kind === 3) row.provenance = this.#oneOf(PROVENANCES);
      if (kind === 6) row.labels = this.#oneOf(LABELS);
      if (kind === 4 && this.#below(3) === 0) this.#requests.delete(row.key);
      if (kind === 5 && this.#below(3) === 0) this.#correctTime(row);
    }
    if (this.#below(2) === 0) this.#people.set(this.anyOwner(), this.#somebody());
    return this.#flush();
  }

  /** Another source knows the time better: it may lie in the hour beside. */
  #correctTime(row: RequestRow): void {
    row.at += (this.#below(2) === 0 ? 1 : -1) * this.#below(TIME.hourMs);
    row.hour = row.at - (row.at % TIME.hourMs);
  }

  #add(): void {
    const hour = DAY + this.#below(HOURS) * TIME.hourMs;
    const key = `req-${String(this.#requests.size)}-${String(this.#below(1_000_000))}`;
    this.#requests.set(
      key,
      requestRow({
        key,
        hour,
        at: hour + this.#below(TIME.hourMs),
        owner: this.anyOwner(),
        run: this.#oneOf(['run-1', 'run-2']),
        agentId: this.#oneOf(['', 'sub-1']),
        model: this.#oneOf(['opus', 'sonnet', '']),
        labels: this.#oneOf(LABELS),
        provenance: this.#oneOf(PROVENANCES),
        requests: 1,
        inputTokens: this.#below(1_000),
        outputTokens: this.#below(1_000),
        cacheReadTokens: this.#below(1_000),
        costMicros: this.#below(1_000),
        unpricedRequests: this.#below(2),
      }),
    );
  }

  #flush(): FlushBatch {
    this.#rev++;
    for (const row of this.requests()) Object.assign(row, this.#people.get(row.owner));
    const chunks = chunksNow(this.requests());
    const hours = hoursOf(this.requests());
    const changed = {
      requestChunks: this.#changes(this.#sent.chunks, chunks, { requests: '[]' }),
      usageHours: this.#changes(this.#sent.hours, hours, noUsage()),
    };
    this.#sent = { chunks, hours };
    return batchOf({
      workspace: this.#workspace,
      toSeq: this.#rev,
      sessions: OWNERS.map((id) =>
        sessionRow({ id, sessionId: `name of ${id}` }, { rev: this.#rev }),
      ),
      tasks: ['task-1', 'task-2'].map((id) =>
        taskRow({ id, taskId: `name of ${id}` }, { rev: this.#rev }),
      ),
      ...changed,
    });
  }

  /** Rows that are not as they were sent; those that are no more, as empty ones. */
  #changes<Row extends object>(
    sent: Map<string, Row>,
    rows: Map<string, Row>,
    empty: Partial<Row>,
  ): Row[] {
    const gone = [...sent]
      .filter(([key]) => !rows.has(key))
      .map(([, row]) => ({ ...row, ...empty, rev: this.#rev }));
    const changed = [...rows]
      .filter(([key, row]) => withoutRev(row) !== withoutRev(sent.get(key)))
      .map(([, row]) => ({ ...row, rev: this.#rev }));
    return [...gone, ...changed];
  }

  #somebody(): { agent: string; project: string; user: string } {
    return {
      agent: this.#oneOf(['infra', 'solidity', 'auditor']),
      project: this.#oneOf(['', 'bridge', 'vault']),
      user: this.#oneOf(['', 'ada', 'lin']),
    };
  }

  #oneOf<Value>(values: readonly Value[]): Value {
    const value = values[this.#below(values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  }

  /** A whole number from 0 up to, not including, `limit` (mulberry32). */
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
}

const withoutRev = (row: object | undefined): string => JSON.stringify({ ...row, rev: 0 });

/** Each hour of a run in two chunks. */
function chunksNow(requests: readonly RequestRow[]): Map<string, RequestChunkRow> {
  const chunkNumber = ({ key }: RequestRow): number => key.length % 2;
  const placeOf = (row: RequestRow): string =>
    `${row.run} ${String(row.hour)} ${String(chunkNumber(row))}`;
  const groups = Map.groupBy(requests, placeOf);
  return new Map(
    [...groups].map(([place, rows]) => [
      place,
      chunkOf(rows, rows[0] === undefined ? 0 : chunkNumber(rows[0])),
    ]),
  );
}

function hoursOf(requests: readonly RequestRow[]): Map<string, UsageHourRow> {
  const hours = new Map<string, UsageHourRow>();
  for (const request of requests) {
    const { owner, run, hour, agentId, task, model, labels, provenance } = request;
    const { agent, project, user } = request;
    const name = { hour, owner, run, agentId, task, model, labels, provenance };
    const key = JSON.stringify(Object.values(name));
    const row = hours.get(key) ?? usageHour({ ...name, agent, project, user });
    for (const field of USAGE_SUM_FIELDS) row[field] += request[field];
    hours.set(key, row);
  }
  return hours;
}

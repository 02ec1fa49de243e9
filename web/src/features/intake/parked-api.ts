import {
  parkedAnswerSchema,
  retriedRowsSchema,
  type ParkedAnswer,
  type RetriedRows,
} from '@claude-monitor/protocol/api/parked';
import { callAdmin, NOTHING, type AdminOutcome } from '../../lib/api/admin.ts';

type Fetch = typeof fetch;

const pathOf = (id: string): string => `/v1/parked/${encodeURIComponent(id)}`;

/** Rows of history that the database refused, the newest first. */
export const fetchParked = (limit: number, fetchFrom: Fetch): Promise<AdminOutcome<ParkedAnswer>> =>
  callAdmin(
    { method: 'GET', path: `/v1/parked?limit=${String(limit)}`, schema: parkedAnswerSchema },
    fetchFrom,
  );

/** Sends one again, or all (null). */
export const retryParked = (
  id: string | null,
  fetchFrom: Fetch,
): Promise<AdminOutcome<RetriedRows>> =>
  callAdmin(
    {
      method: 'POST',
      path: id === null ? '/v1/parked/retry' : `${pathOf(id)}/retry`,
      schema: retriedRowsSchema,
    },
    fetchFrom,
  );

export const deleteParked = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin({ method: 'DELETE', path: pathOf(id), schema: NOTHING }, fetchFrom);

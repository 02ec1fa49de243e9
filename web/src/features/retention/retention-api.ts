import { statusAnswerSchema } from '@claude-monitor/protocol/api/index';
import {
  deletionSchema,
  deletionsAnswerSchema,
  retentionSchema,
  type Deletion,
  type DeletionBody,
  type DeletionsAnswer,
  type Retention,
  type RetentionBounds,
  type RetentionChange,
} from '@claude-monitor/protocol/api/retention';
import { callAdmin, type AdminOutcome } from '../../lib/api/admin.ts';

type Fetch = typeof fetch;

/** What a workspace keeps, with its name: who deletes all of it has to type that. */
export type Kept = {
  workspace: string;
  retention: Retention;
  /** Limits that no setting changes. */
  bounds: RetentionBounds;
  /** When what is older was last deleted. */
  ranAt: number | null;
  deletions: Deletion[];
};

/** The numbers in force and the deletions; only admins may ask for the latter. */
export async function fetchKept(fetchFrom: Fetch): Promise<AdminOutcome<Kept>> {
  const deletions = await callAdmin<DeletionsAnswer>(
    { method: 'GET', path: '/v1/deletions', schema: deletionsAnswerSchema },
    fetchFrom,
  );
  if (deletions.name !== 'done') return deletions;
  const status = await callAdmin(
    { method: 'GET', path: '/v1/status', schema: statusAnswerSchema },
    fetchFrom,
  );
  if (status.name !== 'done') return status;
  const retention = retentionSchema.safeParse(status.value.retention);
  const bounds = status.value.retention?.bounds;
  if (!retention.success || bounds === undefined) return { name: 'not understood' };
  const { workspace } = status.value;
  const ranAt = status.value.retention?.ranAt ?? null;
  const { items } = deletions.value;
  const kept = { workspace, retention: retention.data, bounds, ranAt, deletions: items };
  return { name: 'done', value: kept };
}

export const changeRetention = (
  body: RetentionChange,
  fetchFrom: Fetch,
): Promise<AdminOutcome<Retention>> =>
  callAdmin({ method: 'PUT', path: '/v1/retention', body, schema: retentionSchema }, fetchFrom);

export const deleteData = (body: DeletionBody, fetchFrom: Fetch): Promise<AdminOutcome<Deletion>> =>
  callAdmin({ method: 'POST', path: '/v1/deletions', body, schema: deletionSchema }, fetchFrom);

import {
  viewSchema,
  viewsAnswerSchema,
  type SavedView,
  type ViewInput,
} from '@claude-monitor/protocol/api/views';
import { callAdmin, NOTHING, type AdminOutcome } from '../api/admin.ts';

type Fetch = typeof fetch;

const PATH = '/v1/views';

export const fetchViews = (fetchFrom: Fetch): Promise<AdminOutcome<{ items: SavedView[] }>> =>
  callAdmin({ method: 'GET', path: PATH, schema: viewsAnswerSchema }, fetchFrom);

/** Takes the place of one of that name. */
export const saveView = (body: ViewInput, fetchFrom: Fetch): Promise<AdminOutcome<SavedView>> =>
  callAdmin({ method: 'POST', path: PATH, body, schema: viewSchema }, fetchFrom);

export const deleteView = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin(
    { method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}`, schema: NOTHING },
    fetchFrom,
  );

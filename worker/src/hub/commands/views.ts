import type { SavedView, ViewInput } from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { Answer } from '../rpc.ts';
import { auditedChange, query, type Call } from './command.ts';

export const VIEW_COMMANDS = {
  listViews: query({
    scope: 'read',
    run: ({ hub }: Call<'read'>): Answer<SavedView[]> => ({ ok: true, value: hub.views.list() }),
  }),
  saveView: auditedChange({ scope: 'admin', audit: 'view_saved', run: saveView }),
  deleteView: auditedChange({ scope: 'admin', audit: 'view_deleted', run: deleteView }),
};

function saveView(
  { hub, credential }: Call<'admin'>,
  view: ViewInput & { id: string },
): Answer<SavedView> {
  const saved = hub.views.save({ ...view, savedBy: credential.name, savedAt: hub.now() });
  if (saved === null) {
    return refuse('conflict', 'This workspace has reached its limit of views. Delete one first.');
  }
  return { ok: true, value: saved };
}

function deleteView({ hub }: Call<'admin'>, id: string): Answer<SavedView> {
  const gone = hub.views.remove(id);
  if (gone === null) return refuse('not_found', 'View not found.');
  return { ok: true, value: gone };
}

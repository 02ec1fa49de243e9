import type {
  Deletion,
  DeletionBody,
  DeletionsAnswer,
  Retention,
  RetentionChange,
} from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { NewDeletion } from '../retention/deletions.ts';
import type { Answer } from '../rpc.ts';
import { auditedChange, query, type Call } from './command.ts';

/** So that who asked is answered before it begins. */
const BEGIN_MS = 200;

export const RETENTION_COMMANDS = {
  deleteData: auditedChange({
    scope: 'admin',
    audit: 'data_deleted',
    run: deleteData,
    // By the alarm: a hub that is killed meanwhile is woken for it, and one that empties itself ends.
    after: async ({ alarm, now }) => {
      await alarm.ringBy(now() + BEGIN_MS);
    },
  }),
  /** Shown in the status; what it makes old goes soon after. */
  changeRetention: auditedChange({
    scope: 'admin',
    audit: 'retention_changed',
    run: changeRetention,
    after: async ({ maintenance, alarm, now }) => {
      await alarm.ringBy(now());
      maintenance.start();
    },
  }),
  listDeletions: query({
    scope: 'admin',
    run: ({ hub }: Call<'admin'>): Answer<DeletionsAnswer> => ({
      ok: true,
      value: { items: hub.deletions.list },
    }),
  }),
};

function changeRetention(
  { hub }: Call<'admin'>,
  change: RetentionChange,
): Answer<{ id: string; policy: Retention }> {
  const { policy, aging } = hub;
  const fault = policy.change(change);
  if (fault !== null) return refuse('invalid_body', fault);
  aging.again();
  return { ok: true, value: { id: 'retention', policy: policy.now } };
}

/** Refused from here on, and gone when the deletion of this id is done. */
function deleteData({ hub }: Call<'admin'>, id: string, what: DeletionBody): Answer<Deletion> {
  const { deletions, now } = hub;
  if (deletions.isFull)
    return refuse('conflict', 'Too many deletions are in progress. Try again when one is done.');
  const meant = meantBy(hub, what);
  if (!meant.ok) return meant;
  deletions.begin(id, meant.value);
  return { ok: true, value: { id, kind: what.kind, at: now(), doneAt: null } };
}

function meantBy(
  { deletions, workspace }: Call<'admin'>['hub'],
  what: DeletionBody,
): Answer<NewDeletion> {
  switch (what.kind) {
    case 'session': {
      const keys = deletions.keysOf(what.id);
      if (keys.length === 0) return refuse('not_found', 'Session not found.');
      return { ok: true, value: { kind: 'session', keys } };
    }
    case 'user':
      return { ok: true, value: what };
    case 'workspace':
      if (what.workspace !== workspace) {
        return refuse('conflict', 'This doesn’t match the name of the workspace.');
      }
      return { ok: true, value: { kind: 'workspace' } };
  }
}

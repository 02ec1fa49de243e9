import type { LabelKey, LabelKeysAnswer } from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { Answer } from '../rpc.ts';
import { auditedChange, query, type Call } from './command.ts';

type Admin = Call<'admin'>;

export const LABEL_COMMANDS = {
  listLabels: query({
    scope: 'read',
    run: ({ hub }: Call<'read'>): Answer<LabelKeysAnswer> => ({
      ok: true,
      value: hub.labels.list,
    }),
  }),
  hideLabel: auditedChange({
    scope: 'admin',
    audit: 'label_hidden',
    run: (call: Admin, key: string) => setHidden(call, key, true),
  }),
  showLabel: auditedChange({
    scope: 'admin',
    audit: 'label_shown',
    run: (call: Admin, key: string) => setHidden(call, key, false),
  }),
};

function setHidden({ hub }: Admin, key: string, isHidden: boolean): Answer<LabelKey & Subject> {
  if (!hub.labels.setHidden(key, isHidden, hub.now())) {
    return isHidden ? refuse('conflict', TOO_MANY) : refuse('not_found', UNKNOWN);
  }
  const found = hub.labels.list.items.find((item) => item.key === key);
  return found === undefined
    ? refuse('not_found', UNKNOWN)
    : { ok: true, value: { id: key, ...found } };
}

/** What the audit log names. */
type Subject = { id: string };

const UNKNOWN = 'Label not found.';
const TOO_MANY = 'This workspace has reached its limit of label keys.';

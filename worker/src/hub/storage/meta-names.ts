/**
 * All that `meta` holds, and what becomes of it when a workspace is emptied (rule STO10). A name that is not
 * among these doesn't compile, so that nobody adds one without saying so.
 */
export const META_NAMES = {
  schema: 'kept',
  workspace: 'kept',
  retention: 'kept',
  'retention run': 'kept',
  'last uses of keys': 'kept',
  'incident link key': 'kept',
  'vapid keys': 'kept',
  deletions: 'kept',
  'tombstone salt': 'kept',
  'cleared before': 'kept',
  progress: 'written anew',
  labels: 'written anew',
  'incidents since': 'written anew',
  kept: 'deleted',
  'small state': 'deleted',
  upgrade: 'deleted',
  replay: 'deleted',
  'set aside': 'deleted',
  'unknown names': 'deleted',
  'last arrivals': 'deleted',
  clocks: 'deleted',
  'alerts seq': 'deleted',
  'alerts overflows': 'deleted',
  'alerts dropped': 'deleted',
  'budgets seq': 'deleted',
} as const satisfies Record<string, 'kept' | 'written anew' | 'deleted'>;

export type MetaName = keyof typeof META_NAMES;

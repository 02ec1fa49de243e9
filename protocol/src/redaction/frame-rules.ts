import type { GapFrame, HelloFrame, PatchFrame, SnapshotFrame } from '../live/frames.ts';
import type { RulesOf } from './rules.ts';
import {
  INCIDENT_RULES,
  SESSION_RULES,
  LINE_RULES,
  SERIES_RULES,
  TASK_RULES,
} from './view-rules.ts';

/** What a redacted viewer sees of the live protocol. */

export const HELLO_RULES: RulesOf<HelloFrame> = {
  type: 'shown',
  protocol: 'shown',
  // It stands in the link itself.
  workspace: 'internal',
  now: 'shown',
  isAdmin: 'shown',
  limits: {
    idleMs: 'shown',
    stalledMs: 'shown',
    lostMs: 'shown',
    lostWithOpenToolMs: 'shown',
  },
};

export const GAP_RULES: RulesOf<GapFrame> = { type: 'shown', reason: 'shown' };

export const SNAPSHOT_RULES: RulesOf<SnapshotFrame> = {
  type: 'shown',
  to: 'internal',
  at: 'shown',
  part: 'shown',
  parts: 'shown',
  sessions: SESSION_RULES,
  tasks: TASK_RULES,
  totals: 'shown',
  series: SERIES_RULES,
  lines: LINE_RULES,
  incidents: { items: INCIDENT_RULES, standing: 'shown' },
  more: 'shown',
};

export const PATCH_RULES: RulesOf<PatchFrame> = {
  type: 'shown',
  from: 'internal',
  to: 'internal',
  at: 'shown',
  sessions: SESSION_RULES,
  tasks: TASK_RULES,
  // Made of what is redacted already, and never before.
  changed: 'none',
  removed: { sessions: 'sealed', tasks: 'sealed' },
  totals: 'shown',
  series: SERIES_RULES,
  lines: LINE_RULES,
  moreLines: 'shown',
  incidents: { items: INCIDENT_RULES, standing: 'shown' },
};

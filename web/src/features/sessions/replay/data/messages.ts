import type { Replay } from '@claude-monitor/fold/replay/replay';

/** What a replay is asked for; further questions about the same session add what came since. */
export type ReplayQuestion = {
  /** What addresses of the API begin with, '' for the team's own. */
  base: string;
  /** Internal id of the session, and of the run that is shown as one with it. */
  id: string;
  run: string | undefined;
  /** Other sessions whose events say what is its. */
  linked: readonly string[];
  tasks: readonly string[];
};

export type ReplayAnswer =
  | { kind: 'loading'; events: number }
  | { kind: 'folding'; done: number; events: number }
  | { kind: 'ready'; replay: Replay; loaded: Loaded }
  /** There are no raw events: their time is over, or none was stored yet. */
  | { kind: 'none' }
  /** This credential may not read raw events. */
  | { kind: 'refused' }
  | { kind: 'failed' };

/** What a replay was made of. */
export type Loaded = {
  events: number;
  /** Events that this version does not understand. */
  skipped: number;
  /** There are more than a replay holds: it begins with the oldest of these. */
  isCut: boolean;
};

import type { Priority, WorkOutcome } from '@claude-monitor/protocol/event/event';
import type { Stamp } from '../facts/stamp.ts';

/** How a track stands: its status words are those of the task view. */
export type TrackStatus = 'planned' | 'started' | 'success' | 'failed' | 'cancelled';

export type StatusCounts = { open: number; done: number; failed: number; cancelled: number };

/** Whose value it is: the track says the rest. */
export type PartStamp = Stamp & { part: string };

export type TaskSums = {
  lastAt: number;
  moments: number;
  firstPlan: { at: number; part: string } | null;
  plannedAt: number | null;
  /** Who planned it first, of `LIMITS.planUsers` users; of each the first time. */
  planners: { user: string | null; at: number }[];
  doneAt: number;
  description: PartStamp | null;
  priority: (PartStamp & { value: Priority }) | null;
  progress: (PartStamp & { value: number }) | null;
  /** Absent in sums that an older version wrote. */
  outcome?: (PartStamp & { value: WorkOutcome }) | null;
  dependsOn: PartStamp | null;
};

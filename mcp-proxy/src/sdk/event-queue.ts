import type { ToolContext } from '@claude-monitor/protocol/tools/tools';
import type { Flags } from '../resolve-config.ts';
import type { Loss } from '../spool/loss-log.ts';

/** Learns what happens to events after their call was answered. */
export type QueueListener = {
  /** The state of a topic: a fault, or null when all is well again. */
  onState: (topic: string, message: string | null) => void;
  onLoss: (loss: Loss) => void;
};

/** Where events wait until the monitor has them: the disk on Node, memory elsewhere. */
export type EventQueue = {
  /** Where events are that wait. */
  readonly place: 'disk' | 'memory';
  /** One JSON text each. Never throws. `nowhere`: their user wants nothing recorded. */
  keep: (lines: readonly string[]) => 'disk' | 'memory' | 'nowhere';
  /** Resolves when nothing waits, or after `budgetMs`. Never rejects. */
  flush: (budgetMs: number) => Promise<void>;
  countWaiting: () => number;
  /** Why nothing can be sent at present; null when nothing is known to be wrong. */
  fault: () => string | null;
  /** Answers how to take it back. */
  subscribe: (listener: QueueListener) => () => void;
};

export type QueueOptions = {
  flags: Flags;
  env: Readonly<Record<string, unknown>> | undefined;
  waitUntil: ((work: Promise<unknown>) => void) | undefined;
};

/** What `#sdk-platform` offers, on each platform by a module of its own. */
export type Platform = {
  openQueue: (options: QueueOptions) => EventQueue;
  /** What all calls of a client have in common. */
  callerOf: (env: QueueOptions['env']) => Pick<ToolContext, 'user' | 'device'>;
};

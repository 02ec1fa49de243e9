import type { OtlpSignal } from '@claude-monitor/receivers';
import type { Workspace } from '../claude-code/monitor.ts';
import type { Used } from './scripted-api.ts';

/** Where a client is tried: its program by name, a folder of its own, and the workspace that it reports to. */
export type Place = {
  binary: (name: string) => string;
  folder: string;
  monitor: Workspace;
  signals: readonly OtlpSignal[];
};

/** A client that is run once against a scripted model; it answers what that used. */
export type Try = {
  name: string;
  packageName: string;
  run: (place: Place) => Promise<readonly Used[]>;
  /** What each signal tells where no other one comes. */
  alone: Readonly<Record<OtlpSignal, Shown>>;
};

/** Requests with their tokens, tokens alone, or a name under unrecognized data. */
export type Shown = 'requests' | 'tokens' | { named: string };

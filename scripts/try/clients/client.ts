import type { Workspace } from '../claude-code/monitor.ts';
import type { Used } from './scripted-api.ts';

/** Where a client is tried: its program by name, a folder of its own, and the workspace that it reports to. */
export type Place = {
  binary: (name: string) => string;
  folder: string;
  monitor: Workspace;
};

/** A client that is run once against a scripted model; it answers what that used. */
export type Try = {
  name: string;
  packageName: string;
  run: (place: Place) => Promise<readonly Used[]>;
};

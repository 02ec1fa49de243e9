import type { Destination, Env } from '../resolve-config.ts';

/** `skipped`: it can't be told, or needs what another check found missing. */
export type State = 'ok' | 'warning' | 'failed' | 'skipped';

/** One check: `fix` says what to do, in words for a person, where it is not ok. */
export type Finding = { id: string; state: State; detail: string; fix: string | null };

export type Context = {
  env: Env;
  destination: Destination | null;
  problem: string | null;
  /** Where managed settings lie on this system. */
  managedFile: string;
  now: () => number;
};

export const ok = (id: string, detail: string): Finding => ({ id, state: 'ok', detail, fix: null });
export const failed = (id: string, detail: string, fix: string): Finding => ({
  id,
  state: 'failed',
  detail,
  fix,
});
export const warning = (id: string, detail: string, fix: string): Finding => ({
  id,
  state: 'warning',
  detail,
  fix,
});
export const skipped = (id: string, detail: string): Finding => ({
  id,
  state: 'skipped',
  detail,
  fix: null,
});

import type { Env } from '../config.ts';
import type { SilentQuestion } from './receive.ts';

/** What a part of the relay that has a job of its own (healing, the status line) is given. */
export type RelayContext = {
  env: Env;
  now: () => number;
  /** Keeps events, one JSON text each, as all others: on the disk when it returns. */
  keep: (lines: readonly string[]) => void;
  /** Whether a session is private, by its folder or by `CLAUDE_MONITOR_OFF`, or was paused at a time (else now). */
  isSilent: (session: SilentQuestion) => boolean;
  /** Whether telemetry reported a request. */
  hasRequest: (sessionId: string, requestId: string) => boolean;
};

/** A hook as it came, before anything was left out: stays on the machine. */
type SeenHook = Readonly<Record<string, unknown>>;

export type RelayExtension = {
  name: string;
  /** Answers `POST /NAME`, for those who know the secret of the machine; what it returns is sent as JSON. */
  answer?: (body: unknown) => Promise<unknown>;
  /** What a hook is answered; null: nothing. At once, from memory; must not throw. */
  decide?: (hook: unknown) => object | null;
  /** After the hook was answered; must not throw. */
  onHook?: (hook: SeenHook) => void;
  /** While true, the relay doesn't end for want of work. */
  isBusy: () => boolean;
  /** What `GET /status` shows under `jobs`. */
  status: () => unknown;
  /** The relay ends: stops work, which begins again with the next one. */
  stop: () => Promise<void>;
};

import type { LoginOutcome, ProbeOutcome } from '../api/login.ts';

export type FeedDeps = {
  openSocket: (cursor: string | null) => FeedSocket;
  login: (key: string) => Promise<LoginOutcome>;
  probe: () => Promise<ProbeOutcome>;
  now: () => number;
  random: () => number;
  isFocused: () => boolean;
  /** Calls back before the screen is drawn next. */
  nextFrame: (callback: () => void) => void;
};

export type FeedSocket = Pick<WebSocket, 'send' | 'close' | 'onmessage' | 'onclose'> & {
  readonly readyState: number;
};

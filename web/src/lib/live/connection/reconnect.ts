import { CLOSE_CODES } from '@claude-monitor/protocol/error';
import { backoffMs, spreadMs } from '@claude-monitor/protocol/retry';

const FIRST_DELAY_MS = 300;
const LONGEST_FOCUSED_MS = 8_000;
const LONGEST_UNFOCUSED_MS = 60_000;

/**
 * How long to wait before attempt `attempt` (1 is the first retry): doubled each time, half of it by
 * chance so that a restart is not met by all viewers at once; sooner when someone looks.
 */
export function retryDelayMs(attempt: number, isFocused: boolean, random: number): number {
  const longestMs = isFocused ? LONGEST_FOCUSED_MS : LONGEST_UNFOCUSED_MS;
  return spreadMs(backoffMs(attempt - 1, { firstMs: FIRST_DELAY_MS, longestMs }), 0.5, random);
}

/** What a closed socket asks of the page. */
export type AfterClose = 'login' | 'reload' | 'retry' | 'probe';

/**
 * A browser is not reported why an upgrade was refused, so a socket that never said hello makes the page
 * ask over HTTP.
 */
export function afterClose(code: number, hadHello: boolean): AfterClose {
  if (code === CLOSE_CODES.unauthorized.code || code === CLOSE_CODES.revoked.code) return 'login';
  if (code === CLOSE_CODES.badMessage.code) return 'reload';
  return hadHello ? 'retry' : 'probe';
}

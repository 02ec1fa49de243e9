import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { span } from '../../../lib/format/time.ts';

/** What a session's page says of its times where they are not simply what was sent. */
export function clockInWords(clock: SessionDetail['clock']): string | null {
  if (clock === null) return null;
  const { shiftMs, lateMs } = clock;
  const words: string[] = [];
  if (shiftMs !== null) {
    const by = span(Math.abs(shiftMs));
    words.push(`shifted by ${by}: the sender's clock was ${shiftMs > 0 ? 'behind' : 'ahead'}`);
  }
  if (lateMs !== null) {
    words.push(
      `as sent: records arrived up to ${span(lateMs)} late, or the sender's clock is behind`,
    );
  }
  return words.length === 0 ? null : words.join('; ');
}

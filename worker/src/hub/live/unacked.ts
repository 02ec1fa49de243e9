import { LIMITS } from '@claude-monitor/protocol';

type Sent = { to: number; bytes: number; at: number };

/**
 * Frames that one viewer was sent and has not acknowledged. workerd reports neither how much a socket
 * has buffered nor when it drains, so a slow reader shows only here (rule HUB6).
 */
export class Unacked {
  #sent: Sent[] = [];

  add(frame: Sent): void {
    this.#sent.push(frame);
  }

  /**
   * It is sent a snapshot: what it has not read of before is no longer waited for, but since when it has
   * not answered stays.
   */
  restart({ to, bytes, at }: Sent): void {
    this.#sent = [{ to, bytes, at: this.#sent[0]?.at ?? at }];
  }

  /** The viewer has read everything up to this position. */
  ack(to: number): void {
    this.#sent = this.#sent.filter((frame) => frame.to > to);
  }

  isTooFarBehind(now: number): boolean {
    const oldest = this.#sent[0];
    if (oldest === undefined) return false;
    if (now - oldest.at > LIMITS.socketUnackedMs) return true;
    let bytes = 0;
    // A first snapshot alone may be larger than the bound; what comes after it is counted.
    for (const frame of this.#sent) if (frame.to > oldest.to) bytes += frame.bytes;
    return bytes > LIMITS.socketUnackedBytes;
  }
}

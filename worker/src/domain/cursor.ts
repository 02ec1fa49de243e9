import { LIMITS } from '@claude-monitor/protocol';

/** Where a viewer is: opaque text outside, epoch and seq inside. */
export type Position = { epoch: number; seq: number };

export function cursorOf(position: Position): string {
  return `${position.epoch.toString(36)}.${position.seq.toString(36)}`;
}

const CURSOR = /^([0-9a-z]{1,11})\.([0-9a-z]{1,11})$/;

export function parseCursor(text: string): Position | null {
  const [, epoch = '', seq = ''] = CURSOR.exec(text) ?? [];
  const position = { epoch: Number.parseInt(epoch, 36), seq: Number.parseInt(seq, 36) };
  return Object.values(position).every(Number.isSafeInteger) ? position : null;
}

type Resume = 'resume' | 'fresh' | 'too_old' | 'other_epoch' | 'too_far_behind';

/**
 * Whether a viewer is served what changed since its cursor, or a snapshot and why (rule HUB2).
 * `changed` counts the sessions and tasks that changed after the cursor.
 */
export function resumeFrom(
  cursor: string | null,
  hub: Position & { goneSeq: number },
  changed: (seq: number) => number,
): { kind: Resume; seq: number } {
  if (cursor === null || cursor === '') return { kind: 'fresh', seq: 0 };
  const position = parseCursor(cursor);
  if (position?.epoch !== hub.epoch || position.seq > hub.seq) {
    return { kind: 'other_epoch', seq: 0 };
  }
  if (position.seq < hub.goneSeq) return { kind: 'too_old', seq: 0 };
  if (changed(position.seq) > LIMITS.resumeChanges) return { kind: 'too_far_behind', seq: 0 };
  return { kind: 'resume', seq: position.seq };
}

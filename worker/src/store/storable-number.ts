import { safeSum } from '@claude-monitor/protocol';

/** A row holds what libSQL can't keep. */
export class UnstorableRow extends Error {
  override readonly name = 'UnstorableRow';
}

/**
 * A number that libSQL and JSON both keep exactly. A greater one would be stored as a float, and every
 * page that reads it would fail from then on, so it ends at the bound (rule ING7). What is no number at
 * all is a fault of ours: JSON would make it null, so its row is refused (rule STO7).
 */
export function storableNumber(value: number): number {
  if (Number.isNaN(value)) throw new UnstorableRow();
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : safeSum(value);
}

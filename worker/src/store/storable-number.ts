/** A row holds what libSQL would take and not give back as it was. */
export class UnstorableRow extends Error {
  override readonly name = 'UnstorableRow';
}

/**
 * A number that libSQL and JSON both keep exactly. A greater one would be stored as a float, and every
 * sum over it, hence every page that reads one, would fail from then on; NaN would become null.
 */
export function storableNumber(value: number): number {
  if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) throw new UnstorableRow();
  return value;
}

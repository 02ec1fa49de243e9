import { serviceCondition, type Condition } from '../../domain/incidents/conditions.ts';
import type { Flusher } from '../flush/flusher.ts';
import type { Parked } from '../flush/parked/parked.ts';

/** Trouble of the monitor itself, as it is now; a flush that failed once is tried again and is none. */
export function troublesOf({
  flusher,
  parked,
}: {
  flusher: Pick<Flusher, 'failing' | 'isGivenUp'>;
  parked: Pick<Parked, 'size'>;
}): Condition[] {
  const troubles: Condition[] = [];
  const { rows, oldestAt } = parked.size;
  if (rows > 0) {
    const reason = { code: 'parked_rows', detail: null, count: rows, of: null } as const;
    troubles.push(serviceCondition('parked', reason, oldestAt ?? 0));
  }
  const { failing } = flusher;
  if (failing !== null && flusher.isGivenUp) {
    const reason = { code: 'flush_failing', detail: failing.code, count: null, of: null } as const;
    troubles.push(serviceCondition('flush', reason, failing.since));
  }
  return troubles;
}

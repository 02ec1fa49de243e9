import type { DeletedNames } from '../../domain/without-names.ts';
import { blockWithoutNames } from '../../store/packing/block-without-names.ts';
import type { Parked } from '../flush/parked/parked.ts';
import type { Rows } from '../flush/parked/subjects.ts';

type Deleted = DeletedNames & { isSession: (id: string) => boolean };

/** Parked rows of other sessions pass nothing on to deleted ones any more. */
export function forgetNamesInParked(parked: Parked, deleted: Deleted): void {
  parked.change((rows) => withoutDeleted(rows, deleted));
}

/** Null where nothing names one. What the edge is now, the fold has sent since, under its new key. */
function withoutDeleted(rows: Rows, deleted: Deleted): Rows | null {
  const edgeHours = rows.edgeHours.filter(
    ({ toSession, toSessionId }) => !deleted.isSession(toSession) && !deleted.isName(toSessionId),
  );
  let isChanged = edgeHours.length < rows.edgeHours.length;
  const blocks = rows.blocks.map((block) => {
    const data = blockWithoutNames(block.data, deleted);
    isChanged ||= data !== null;
    return data === null ? block : { ...block, data };
  });
  return isChanged ? { ...rows, edgeHours, blocks } : null;
}

import type { WriteResult } from '../../../store/writer-rpc.ts';
import type { Part } from './subjects.ts';

type Failure = Extract<WriteResult, { ok: false }>;

/** A part that libSQL refuses for good although it stands alone. */
export type Refused = { part: Part; reason: string; message: string };

type HalvingResult = {
  written: Part[];
  refused: Refused[];
  /** Why it was given up before all parts were tried: nothing that a row is to blame for. */
  failure: Failure | null;
};

/**
 * Sends parts together, and in halves what is refused for good, until each guilty one stands alone: of
 * n parts, one that is guilty costs some 2 log n calls. Each call is a transaction of its own. It ends
 * early with more than `most` refused parts.
 */
export async function writeByHalves(
  groups: readonly Part[][],
  write: (parts: readonly Part[]) => Promise<WriteResult>,
  most: number,
): Promise<HalvingResult> {
  const landing: HalvingResult = { written: [], refused: [], failure: null };
  const waiting = groups.filter((group) => group.length > 0).reverse();
  while (landing.refused.length <= most) {
    const group = waiting.pop();
    const [part] = group ?? [];
    if (group === undefined || part === undefined) return landing;
    const result = await write(group);
    if (result.ok) {
      for (const each of group) landing.written.push(each);
    } else if (result.fault !== 'row') {
      return { ...landing, failure: result };
    } else if (group.length === 1) {
      const { reason, message } = result;
      landing.refused.push({ part, reason, message });
    } else waiting.push(...halvesOf(group).reverse());
  }
  return landing;
}

export function halvesOf(parts: readonly Part[]): [Part[], Part[]] {
  const middle = Math.ceil(parts.length / 2);
  return [parts.slice(0, middle), parts.slice(middle)];
}

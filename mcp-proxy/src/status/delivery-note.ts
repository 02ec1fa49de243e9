import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The newest thing known of sending from this folder, by any process: `fault` null is a delivery. */
export type DeliveryNote = { at: number; fault: string | null };

const noteSchema = z.object({ at: z.number(), fault: z.string().nullable() });
const FILE = 'uplink.json';

/** For `status`; never throws. */
export function writeDelivery(folder: string, note: DeliveryNote): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `${FILE}.${String(process.pid)}.tmp`);
    writeFileSync(draft, JSON.stringify(note), { mode: 0o600 });
    renameSync(draft, join(folder, FILE));
  } catch {
    // The disk refuses; the spool says so.
  }
}

export function readDelivery(folder: string): DeliveryNote | null {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
  } catch {
    return null;
  }
}

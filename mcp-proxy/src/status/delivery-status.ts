import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The newest thing known of sending from this folder, by any process: `fault` null is a delivery. */
export type DeliveryStatus = { at: number; fault: string | null };

const statusSchema = z.object({ at: z.number(), fault: z.string().nullable() });
const FILE = 'uplink.json';
const INTERVAL_MS = 1_000;

/** Writes the note for `status`; often delivered is written once a second. Never throws. */
export class DeliveryLog {
  readonly #folder: string;
  #last: DeliveryStatus = { at: 0, fault: null };

  constructor(folder: string) {
    this.#folder = folder;
  }

  record(record: DeliveryStatus): void {
    const isNews = record.fault !== this.#last.fault || record.at - this.#last.at >= INTERVAL_MS;
    if (!isNews) return;
    this.#last = record;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const draft = join(this.#folder, `${FILE}.${String(process.pid)}.tmp`);
      writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
      renameSync(draft, join(this.#folder, FILE));
    } catch {
      // The disk refuses; the spool says so.
    }
  }
}

export function readDelivery(folder: string): DeliveryStatus | null {
  try {
    return statusSchema.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
  } catch {
    return null;
  }
}

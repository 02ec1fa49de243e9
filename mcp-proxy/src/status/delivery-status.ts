import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const statusSchema = z.object({
  at: z.number(),
  fault: z.string().nullable(),
  /** When nothing got through for the first time since the last delivery; null while all does. */
  failingSince: z.number().nullable().default(null),
  deliveredAt: z.number().nullable().default(null),
});

/** The newest thing known of sending from this folder, by any process: `fault` null is a delivery. Times: epoch ms. */
export type DeliveryStatus = z.infer<typeof statusSchema>;
type Outcome = Pick<DeliveryStatus, 'at' | 'fault'>;
const FILE = 'uplink.json';
const INTERVAL_MS = 1_000;

/** Writes the note for `status`; often delivered is written once a second. Never throws. */
export class DeliveryLog {
  readonly #folder: string;
  #last: Outcome = { at: 0, fault: null };

  constructor(folder: string) {
    this.#folder = folder;
  }

  record(record: Outcome): void {
    const isNews = record.fault !== this.#last.fault || record.at - this.#last.at >= INTERVAL_MS;
    if (!isNews) return;
    this.#last = record;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const draft = join(this.#folder, `${FILE}.${String(process.pid)}.tmp`);
      const next = withHistory(record, readDelivery(this.#folder));
      writeFileSync(draft, JSON.stringify(next), { mode: 0o600 });
      renameSync(draft, join(this.#folder, FILE));
    } catch {
      // The disk refuses; the spool says so.
    }
  }
}

function withHistory({ at, fault }: Outcome, before: DeliveryStatus | null): DeliveryStatus {
  if (fault === null) return { at, fault, failingSince: null, deliveredAt: at };
  return {
    at,
    fault,
    failingSince: before?.failingSince ?? at,
    deliveredAt: before?.deliveredAt ?? null,
  };
}

export function readDelivery(folder: string): DeliveryStatus | null {
  try {
    return statusSchema.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
  } catch {
    return null;
  }
}

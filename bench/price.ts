import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const amount = z.number().min(0);

const priceListSchema = z.object({
  asOf: z.iso.date(),
  dollarsPerMillion: z.object({
    workerRequests: amount,
    workerCpuMs: amount,
    objectRequests: amount,
    objectGbSeconds: amount,
    objectRowsRead: amount,
    objectRowsWritten: amount,
    libsqlRowsRead: amount,
    libsqlRowsWritten: amount,
  }),
  assumed: z.object({ objectMemoryGb: amount, eventsPerSecond: amount }),
});

type PriceList = z.infer<typeof priceListSchema>;

export type Usage = {
  events: number;
  posts: number;
  cpuMs: number;
  hubRead: number;
  hubWritten: number;
  libsqlRead: number;
  libsqlWritten: number;
};

export function readPrices(): PriceList {
  const text = readFileSync(join(import.meta.dirname, 'prices.json'), 'utf8');
  return priceListSchema.parse(JSON.parse(text));
}

/** Dollars for a million such events, by the list. */
export function dollarsPerMillionEvents(
  { dollarsPerMillion: price, assumed }: PriceList,
  usage: Usage,
): number {
  // A hub is billed for the time it is awake; a steady stream keeps it so.
  const activeGbSeconds = (usage.events / assumed.eventsPerSecond) * assumed.objectMemoryGb;
  const total =
    usage.posts * (price.workerRequests + price.objectRequests) +
    usage.cpuMs * price.workerCpuMs +
    activeGbSeconds * price.objectGbSeconds +
    usage.hubRead * price.objectRowsRead +
    usage.hubWritten * price.objectRowsWritten +
    usage.libsqlRead * price.libsqlRowsRead +
    usage.libsqlWritten * price.libsqlRowsWritten;
  return total / usage.events;
}

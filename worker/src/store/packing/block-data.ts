import { storedEventSchema } from '@claude-monitor/protocol';
import { z } from 'zod';
import { unpackJson } from './packed-json.ts';

const eventsSchema = z.array(storedEventSchema);

export type BlockEvent = z.infer<typeof storedEventSchema>;

export function readBlock(data: Uint8Array): BlockEvent[] {
  return eventsSchema.parse(JSON.parse(unpackJson(data)));
}

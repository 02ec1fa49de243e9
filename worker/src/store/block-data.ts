import { storedEventSchema } from '@claude-monitor/protocol';
import { z } from 'zod';

const eventsSchema = z.array(storedEventSchema);

export type BlockEvent = z.infer<typeof storedEventSchema>;

/** The events of a block, in the order they arrived. */
export async function readBlock(data: Uint8Array): Promise<BlockEvent[]> {
  const plain = new Blob([Uint8Array.from(data)])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return eventsSchema.parse(await new Response(plain).json());
}

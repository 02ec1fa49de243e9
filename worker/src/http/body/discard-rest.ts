import { LIMITS } from '@claude-monitor/protocol';

/**
 * Takes in what a client still sends of a body that is refused. Most clients read no answer before all
 * of it is gone, and learn nothing from a connection that is closed on them. Who falls silent, or sends far
 * too much, is not waited for.
 */
export async function discardRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (let left: number = LIMITS.discardedBodyBytes; left > 0;) {
    const length = await nextLength(reader);
    if (length === null) break;
    left -= length;
  }
  // One that broke on its way refuses that too.
  await reader.cancel().catch(() => undefined);
}

/** Takes in a body of which nothing was read; there may be none. */
export async function discardBody({ body, bodyUsed }: Request): Promise<void> {
  if (bodyUsed) return;
  const unread: ReadableStream<Uint8Array> | null = body;
  if (unread !== null && !unread.locked) await discardRest(unread.getReader());
}

/** Bytes of the next piece; null when there is none, or none in time. */
async function nextLength(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null);
    }, LIMITS.discardSilenceMs);
  });
  try {
    // A rest that can't be read is none: who sent it is refused already.
    const read = reader.read().catch(() => null);
    const piece = await Promise.race([read, silence]);
    return piece === null || piece.done ? null : piece.value.byteLength;
  } finally {
    clearTimeout(timer);
  }
}

import { z } from 'zod';

const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() }));
const answerSchema = z.object({ id: z.number(), result: z.unknown() });
const usageSchema = z.object({ usedSize: z.number() });

const CONNECTED_WITHIN_MS = 10_000;
/** What a collection leaves for the next one: finalizers, then what they held. */
const COLLECTIONS = 3;

/**
 * Bytes of the heap that are in use after a garbage collection. The Worker and its objects share an
 * isolate; with one workspace that is the hub and the code around it.
 */
export async function heapAfterCollection(inspectorPort: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${String(inspectorPort)}/json`);
  const [target] = targetsSchema.parse(await response.json());
  if (target === undefined) throw new Error('the inspector names no isolate');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await opened(socket);
  try {
    for (let turn = 0; turn < COLLECTIONS; turn++) {
      await call(socket, 'HeapProfiler.collectGarbage');
    }
    return usageSchema.parse(await call(socket, 'Runtime.getHeapUsage')).usedSize;
  } finally {
    socket.close();
  }
}

let calls = 0;

async function call(socket: WebSocket, method: string): Promise<unknown> {
  const id = ++calls;
  const answer = new Promise<unknown>((resolve, reject) => {
    socket.addEventListener('close', () => reject(new Error('the inspector hung up')));
    socket.addEventListener('message', ({ data }) => {
      // Beside answers it sends events, which have no id.
      const message = answerSchema.safeParse(JSON.parse(String(data)));
      if (message.success && message.data.id === id) resolve(message.data.result);
    });
  });
  socket.send(JSON.stringify({ id, method }));
  return await answer;
}

async function opened(socket: WebSocket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('the inspector is not there')));
    setTimeout(
      () => reject(new Error('the inspector does not answer')),
      CONNECTED_WITHIN_MS,
    ).unref();
  });
}

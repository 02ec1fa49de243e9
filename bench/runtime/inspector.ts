import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() }));
const answerSchema = z.object({ id: z.number(), result: z.unknown() });
const usageSchema = z.object({ usedSize: z.number() });

const CONNECTED_WITHIN_MS = 10_000;
/** What a collection leaves for the next one: finalizers, then what they held. */
const COLLECTIONS = 3;
const POKE_EVERY_MS = 20;

type Inspected = { origin: string; inspectorPort: number };

/**
 * Bytes of the heap that are in use after a garbage collection. The Worker and its objects share an
 * isolate; with one workspace that is the hub and the code around it.
 */
export async function heapAfterCollection(inspected: Inspected): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${String(inspected.inspectorPort)}/json`);
  const [target] = targetsSchema.parse(await response.json());
  if (target === undefined) throw new Error('the inspector names no isolate');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await opened(socket);
  const awake = keepAwake(inspected.origin);
  try {
    for (let turn = 0; turn < COLLECTIONS; turn++) {
      await call(socket, 'HeapProfiler.collectGarbage');
    }
    return usageSchema.parse(await call(socket, 'Runtime.getHeapUsage')).usedSize;
  } finally {
    await awake.stop();
    socket.close();
  }
}

/** An isolate that has nothing to do may leave its inspector waiting for most of a minute. */
function keepAwake(origin: string): { stop(): Promise<void> } {
  const over = new AbortController();
  const poke = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await (await fetch(`${origin}/healthz`)).text();
      await delay(POKE_EVERY_MS);
    }
  };
  const poking = poke();
  poking.catch(() => undefined);
  return {
    stop: async () => {
      over.abort();
      await poking;
    },
  };
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

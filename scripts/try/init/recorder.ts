import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** What left the machine: a request with its head and its body, unpacked. */
export type Recorded = { at: number; head: string; body: string };

export type Recorder = { url: string; recorded: readonly Recorded[]; close: () => void };

/** Stands before the monitor and writes down every byte that it is sent. */
export async function startRecorder(monitorUrl: string): Promise<Recorder> {
  const recorded: Recorded[] = [];
  const server = createServer((incoming, answer) => {
    void (async () => {
      const bytes = await bodyOf(incoming);
      const isGzip = incoming.headers['content-encoding'] === 'gzip';
      const head = `${incoming.method ?? ''} ${incoming.url ?? ''}\n${incoming.rawHeaders.join('\n')}`;
      const body = (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
      recorded.push({ at: Date.now(), head, body });
      const onward = forward(
        new URL(incoming.url ?? '/', monitorUrl),
        {
          method: incoming.method,
          headers: { ...incoming.headers, host: new URL(monitorUrl).host },
        },
        (back) => {
          answer.writeHead(back.statusCode ?? 502, back.headers);
          back.pipe(answer);
        },
      );
      onward.once('error', () => answer.destroy());
      onward.end(bytes);
    })().catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${String(port)}`,
    recorded,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(z.instanceof(Uint8Array).parse(chunk));
  return Buffer.concat(chunks);
}

import { request as forward } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { serveLoopback, type LoopbackServer } from '../loopback-server.ts';

/** What left the machine: a request with its head and its body, unpacked. */
export type Recorded = { at: number; head: string; body: string };

export type Recorder = LoopbackServer & { recorded: readonly Recorded[] };

/** Stands before the monitor and writes down every byte that it is sent. */
export async function startRecorder(monitorUrl: string): Promise<Recorder> {
  const recorded: Recorded[] = [];
  const server = await serveLoopback(async (incoming, answer) => {
    const bytes = await buffer(incoming);
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
  });
  return { ...server, recorded };
}

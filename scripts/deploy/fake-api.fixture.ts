import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

export type RecordedRequest = {
  method: string;
  path: string;
  search: URLSearchParams;
  bearer: string;
  body: Buffer;
};

export type FakeApi = { url: string; requests: RecordedRequest[]; close: () => void };

/** Answers as a documented HTTP interface does, on loopback, and remembers what it was asked. */
export async function startFakeApi(
  answer: (requests: RecordedRequest) => { status: number; body: unknown },
): Promise<FakeApi> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://fake');
      const one: RecordedRequest = {
        method: request.method ?? '',
        path: url.pathname,
        search: url.searchParams,
        bearer: (request.headers.authorization ?? '').replace(/^Bearer /, ''),
        body,
      };
      requests.push(one);
      const { status, body: reply } = answer(one);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${String(port)}`, requests, close: () => void server.close() };
}

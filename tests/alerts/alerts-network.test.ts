import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { expect, test } from 'vitest';
import { PUBLIC_ONLY } from '../../scripts/start/worker.ts';

/** Answers what each way out of the Worker makes of a URL. */
const SCRIPT = `export default {
  async fetch(request, { ALERTS_NETWORK }) {
    const url = await request.text();
    const tell = (answer) => answer.text();
    const refused = () => 'refused';
    return Response.json([
      await fetch(url).then(tell, refused),
      await ALERTS_NETWORK.fetch(url).then(tell, refused),
    ]);
  },
};`;

test('[SHR5] messages of a local start reach no private address, by number or by name', async () => {
  let lookups = 0;
  const server = createServer((_, response) => {
    lookups++;
    response.end('reached');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      telemetry: { enabled: false },
      modules: true,
      script: SCRIPT,
      compatibilityDate: '2026-08-01',
      serviceBindings: { ALERTS_NETWORK: PUBLIC_ONLY },
    }),
  );
  for (const host of ['127.0.0.1', 'localhost']) {
    const body = `http://${host}:${String(port)}/`;
    const answer = await miniflare.dispatchFetch('http://worker/', { method: 'POST', body });
    expect(await answer.json()).toEqual(['reached', 'refused']);
  }
  expect(lookups).toBe(2);
  await miniflare.dispose();
  server.close();
});

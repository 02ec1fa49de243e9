import { execFile } from 'node:child_process';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const SUITE = join(
  dirname(require.resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
);
const SUITE_TIMEOUT_MS = 60_000;

/** A server on loopback that adds a key to each request: the suite has no way to send one. */
export async function startFront(
  target: string,
  key: string,
): Promise<{ url: string; close: () => void }> {
  const { host, hostname, port, origin } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    // It stands in the monitor's place, so what names it names the monitor; other names stay.
    const own = incoming.headers.host === front ? host : incoming.headers.host;
    const from = incoming.headers.origin === `http://${front}` ? origin : incoming.headers.origin;
    const headers = {
      ...incoming.headers,
      host: own,
      ...(from === undefined ? {} : { origin: from }),
      authorization: `Bearer ${key}`,
    };
    const { method, url: path } = incoming;
    const passed = request({ hostname, port, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const front = `127.0.0.1:${String(address.port)}`;
  return {
    url: `http://${front}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Names of all server scenarios that the suite has. */
export async function listScenarios(): Promise<string[]> {
  const { output } = await run(['list', '--server']);
  return [...output.matchAll(/^ {2}- (\S+) \[/gm)].flatMap(([, name]) => name ?? []);
}

/** Runs one scenario against the server at `url`. */
export async function runScenario(
  url: string,
  scenario: string,
): Promise<{ code: number; output: string }> {
  return await run(['server', '--url', url, '--scenario', scenario]);
}

function run(args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = { timeout: SUITE_TIMEOUT_MS };
    execFile(process.execPath, [SUITE, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: stdout + stderr });
    });
  });
}

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

let listed: Promise<{ output: string }> | null = null;

export async function listScenarios(revision: string): Promise<string[]> {
  listed ??= run(['list', '--server']);
  const { output } = await listed;
  return [...output.matchAll(/^ {2}- (\S+) \[(.*)\]/gm)].flatMap(([, name = '', revisions = '']) =>
    revisions.split(',').includes(revision) ? [name] : [],
  );
}

type ScenarioResult = {
  /** Checks that ran; none of a scenario that does not apply. */
  passed: number;
  failed: string[];
  output: string;
};

/** Runs one scenario against the server at `url`, as clients of a revision speak. */
export async function runScenario(
  url: string,
  { scenario, revision }: { scenario: string; revision: string },
): Promise<ScenarioResult> {
  const options = ['--scenario', scenario, '--spec-version', revision];
  const { output } = await run(['server', '--url', url, ...options]);
  // eslint-disable-next-line no-control-regex
  const plain = output.replace(/\x1b\[\d+m/g, '');
  return {
    passed: Number(/Passed: (\d+)\//.exec(plain)?.[1] ?? '0'),
    failed: [...plain.matchAll(/\[(\S+) *\] FAILURE/g)].flatMap(([, id]) => id ?? []),
    output,
  };
}

function run(args: string[]): Promise<{ output: string }> {
  return new Promise((resolve) => {
    const options = { timeout: SUITE_TIMEOUT_MS };
    execFile(process.execPath, [SUITE, ...args], options, (_, stdout, stderr) => {
      resolve({ output: stdout + stderr });
    });
  });
}

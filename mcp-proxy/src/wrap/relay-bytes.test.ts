import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import {
  environmentOf,
  runClient,
  spawnClient,
  spoolOf,
  type Start,
} from '../testing/agent.fixture.ts';
import { hashOf, writeSeeded } from '../testing/byte-stream.fixture.ts';
import { builtClient } from '../testing/built-client.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { serverCommand } from '../testing/wrapped.fixture.ts';

const { node, startFor } = builtClient();

type Wrapped = { child: ChildProcess; stdin: Writable; stdout: Readable; stderr: () => string };

function wrapped(start: Start, command: readonly string[]): Wrapped {
  const child = spawnClient(start, ['wrap', '--', ...command]);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('no pipes');
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  return { child, stdin, stdout, stderr: () => errors };
}

const shell = (script: string): string[] => ['sh', '-c', script];

async function endOf({ child }: Wrapped): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.signalCode ?? child.exitCode;
}

describe('the bytes between client and server', { timeout: 120_000 }, () => {
  test.each([
    ['while the monitor never answers', 'hang', 11],
    ['while the monitor answers 500', 500, 12],
    ['while the disk refuses', 'no disk', 13],
    ['without any configuration', 'none', 14],
  ] as const)('pass unaltered both ways %s', async (_, trouble, seed) => {
    const receiver = typeof trouble === 'number' || trouble === 'hang';
    const url = receiver ? (await startReceiver(trouble)).url : undefined;
    const start = startFor(url === undefined ? {} : { url });
    if (trouble === 'no disk') writeFileSync(spoolOf(start.home), 'a file in place of the folder');
    const server = wrapped(
      start,
      serverCommand('byte-server.fixture.ts', String(seed), '12000000'),
    );
    const received = hashOf(server.stdout);
    const sentHash = await writeSeeded(server.stdin, seed + 100, 12_000_000);
    server.stdin.end();
    expect(await endOf(server)).toBe(3);
    const report: unknown = JSON.parse(server.stderr());
    expect(report, `seed ${String(seed)}`).toEqual({
      outputHash: (await received).hash,
      received: sentHash,
    });
  });

  test('a message of 10 MB passes, is not looked into, and is counted', async () => {
    const start = startFor();
    const server = wrapped(start, ['cat']);
    const received = hashOf(server.stdout);
    const text = 'x'.repeat(10_000_000);
    server.stdin.end(`${JSON.stringify({ id: 1, method: 'tools/call', params: { text } })}\n`);
    expect((await received).bytes).toBeGreaterThan(10_000_000);
    expect(await endOf(server)).toBe(0);
    const { stdout } = await runClient(start, ['status']);
    expect(stdout).toContain('message too long to inspect');
  });

  test('a half line at the end passes, and so does the exit code of a server that dies in it', async () => {
    const server = wrapped(startFor(), shell(`printf '{"jsonrpc":"2.0","id":1,"res'; exit 41`));
    let received = '';
    server.stdout.on('data', (chunk: Buffer) => (received += chunk.toString('utf8')));
    expect(await endOf(server)).toBe(41);
    expect(received).toBe('{"jsonrpc":"2.0","id":1,"res');
  });

  test('a server sees the end of its input, and may speak after it', async () => {
    const server = wrapped(startFor(), shell('cat >/dev/null; echo after the end'));
    const received = once(server.stdout, 'data');
    server.stdin.end('something\n');
    expect(String(await received)).toBe('after the end\n');
    expect(await endOf(server)).toBe(0);
  });

  test('a client sees the end of the output of a server that goes on', async () => {
    const server = wrapped(startFor(), shell('echo last; exec 1>&-; cat >/dev/null'));
    server.stdout.resume();
    await once(server.stdout, 'end');
    expect(server.child.exitCode).toBeNull();
    server.stdin.end();
    expect(await endOf(server)).toBe(0);
  });

  test('over a plain pipe too the end of the output is seen while the server goes on', () => {
    const start = startFor({ env: { SEEN: join(scratchFolder(), 'seen') } });
    // The server waits for what only happens when its output has ended for the reader.
    const server = 'echo last; exec 1>&-; until test -e "$SEEN"; do sleep 0.02; done';
    const wrap = `'${node}' '${start.bundle}' wrap -- sh -c '${server}' </dev/null`;
    const received = execFileSync('sh', ['-c', `${wrap} | { cat; touch "$SEEN"; }`], {
      encoding: 'utf8',
      env: environmentOf(start),
      timeout: 20_000,
    });
    expect(received).toBe('last\n');
  });

  test('a client can not write to a server that closed its input', async () => {
    const server = wrapped(startFor(), shell('exec 0<&-; echo closed; exec sleep 600'));
    await once(server.stdout, 'data');
    const refused = once(server.stdin, 'error');
    server.stdin.on('error', () => undefined);
    const timer = setInterval(() => server.stdin.write('x'.repeat(1_000)), 5);
    expect(String(await refused)).toMatch(/EPIPE|ECONNRESET/);
    clearInterval(timer);
    server.child.kill('SIGTERM');
    expect(await endOf(server)).toBe('SIGTERM');
  });

  test('a server whose reader is gone gets an error', async () => {
    const server = wrapped(startFor(), shell('trap "" PIPE; while echo more; do :; done; exit 5'));
    await once(server.stdout, 'data');
    server.stdout.destroy();
    expect(await endOf(server)).toBe(5);
  });
});

describe('backpressure', { timeout: 60_000 }, () => {
  const MANY = 64 * 1024 * 1024;
  const FEW = 4 * 1024 * 1024;

  test('while the client reads nothing, the server can not go on; nothing is lost after', async () => {
    const script = `
      let written = 0;
      const more = () => {
        while (written < ${String(MANY)}) {
          written += 65536;
          if (!process.stdout.write(Buffer.alloc(65536, 120))) return process.stdout.once('drain', more);
          process.stderr.write('.');
        }
      };
      more();`;
    const server = wrapped(startFor(), [process.execPath, '-e', script]);
    await stillness(() => writtenBy(server.child.pid ?? 0));
    expect(writtenBy(server.child.pid ?? 0)).toBeLessThan(FEW);
    expect((await hashOf(server.stdout)).bytes).toBe(MANY);
    expect(await endOf(server)).toBe(0);
  });

  test('while the server reads nothing, the client can not go on', async () => {
    const server = wrapped(startFor(), shell('exec sleep 600'));
    server.stdin.on('error', () => undefined);
    const piece = Buffer.alloc(65_536, 'x');
    let taken = 0;
    const push = (): void => {
      while (taken < MANY) {
        taken += piece.length;
        if (!server.stdin.write(piece)) return void server.stdin.once('drain', push);
      }
    };
    push();
    await stillness(() => taken);
    expect(taken).toBeLessThan(FEW);
    server.child.kill('SIGTERM');
    expect(await endOf(server)).toBe('SIGTERM');
  });
});

/** Resolves when a figure stayed as it is for a while, after it moved at all. */
async function stillness(figure: () => number): Promise<void> {
  for (let last = -1, quiet = 0; quiet < 10;) {
    const now = figure();
    quiet = now === last && now > 0 ? quiet + 1 : 0;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** How much a process has written in all, by its kernel. */
function writtenBy(pid: number): number {
  const io = readFileSync(`/proc/${String(pid)}/io`, 'utf8');
  return Number(/^wchar: (\d+)$/m.exec(io)?.[1] ?? 0);
}

describe('the process of the server', { timeout: 60_000 }, () => {
  test.each([0, 1, 7, 255])('its exit code %i is passed on', async (code) => {
    const server = wrapped(startFor(), shell(`exit ${String(code)}`));
    expect(await endOf(server)).toBe(code);
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGABRT', 'SIGUSR1'])(
    'the signal %s that killed it kills the wrapping too',
    async (signal) => {
      const server = wrapped(startFor(), shell(`kill -${signal.slice(3)} $$`));
      expect(await endOf(server)).toBe(signal);
    },
  );

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s is the server’s to handle',
    async (signal) => {
      const script = `trap 'echo got it; exit 9' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`;
      const server = wrapped(startFor(), shell(script));
      const lines: string[] = [];
      server.stdout.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
      await once(server.stdout, 'data');
      server.child.kill(signal);
      expect(await endOf(server)).toBe(9);
      expect(lines.join('')).toBe('ready\ngot it\n');
    },
  );

  test('its stderr is its own: nothing is added, though the monitor is away', async () => {
    const start = startFor({ url: 'http://127.0.0.1:9' });
    const server = wrapped(start, shell('printf "to stderr" >&2; cat'));
    server.stdin.end(
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}\n{"id":1,"result":{}}\n',
    );
    server.stdout.resume();
    expect(await endOf(server)).toBe(0);
    expect(server.stderr()).toBe('to stderr');
  });

  test('its environment, folder and arguments are as the client gave them', async () => {
    const start = startFor({ env: { OF_THE_CLIENT: 'a b' } });
    const script =
      'console.log(JSON.stringify([process.env, process.cwd(), process.argv.slice(2)]))';
    const file = join(start.home, 'show.mjs');
    writeFileSync(file, script);
    const command = [node, file, '--', '--url', 'x', ''];
    const { stdout } = await runClient(start, ['wrap', '--', ...command]);
    const [env, cwd, args]: [Record<string, string>, string, string[]] = JSON.parse(stdout);
    expect(env).toMatchObject({ OF_THE_CLIENT: 'a b', CLAUDE_CODE_SESSION_ID: 'run-of-the-test' });
    expect(Object.keys(env).filter((name) => /WRAP|NODE_/.test(name))).toEqual([]);
    expect([cwd, args]).toEqual([process.cwd(), ['--', '--url', 'x', '']]);
  });

  test('a command that is not there is said, with the code that shells give it', async () => {
    const { code, stdout, stderr } = await runClient(startFor(), ['wrap', '--', 'no-such-server']);
    expect([code, stdout]).toEqual([127, '']);
    expect(stderr).toContain('cannot start no-such-server');
  });

  test.each([[['wrap']], [['wrap', '--']], [['wrap', 'node', '--', 'x']], [['wrap', 'node', 'x']]])(
    '%j is refused with what is missing',
    async (args) => {
      const { code, stderr } = await runClient(startFor(), args);
      expect(code).toBe(2);
      expect(stderr).toContain('wrap needs a server command after --');
    },
  );
});

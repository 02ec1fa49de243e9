import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server that is called one call after the other, with as little as can be around it. */
type TimedServer = { call: () => Promise<number>; close: () => Promise<void> };

const ECHO = { name: 'echo', arguments: { text: 'a short text' } };

/** Starts a server and shakes hands with it; `call` answers how many ms a call of a tool took, of `echo` by default. */
export async function startTimed(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  tool: { name: string; arguments: object } = ECHO,
): Promise<TimedServer> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  let id = 0;
  const ask = async (method: string, params: object): Promise<number> => {
    const startedAt = performance.now();
    const answered = once(lines, 'line');
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })}\n`);
    await answered;
    return performance.now() - startedAt;
  };
  const clientInfo = { name: 'timed', version: '1.0.0' };
  await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return {
    call: () => ask('tools/call', tool),
    close: async () => {
      const gone = once(child, 'close');
      child.stdin.end();
      await gone;
    },
  };
}

/** The middle of what calls of both took, made in turn: the machine's ups and downs fall on both. */
export async function compareCalls(
  bare: TimedServer,
  wrapped: TimedServer,
  count: number,
): Promise<{ bareMs: number; wrappedMs: number }> {
  const times = { bare: [] as number[], wrapped: [] as number[] };
  for (let index = 0; index < count; index++) {
    times.bare.push(await bare.call());
    times.wrapped.push(await wrapped.call());
  }
  return { bareMs: middleOf(times.bare), wrappedMs: middleOf(times.wrapped) };
}

const middleOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { z } from 'zod';
import type { Machine } from '../machine/machine-file.ts';
import { proofOf } from './guard.ts';
import { RELAY_LIMITS } from './relay-limits.ts';

/** Who holds the relay's port. `stranger`: it answers, and can't show that it knows the secret. */
export type Holder =
  { kind: 'relay'; version: string; pid: number } | { kind: 'stranger' } | { kind: 'nobody' };

const helloSchema = z.object({ version: z.string(), pid: z.number(), proof: z.string() });

export async function holderOf(
  { port, secret }: Machine,
  timeoutMs: number = RELAY_LIMITS.answerMs,
): Promise<Holder> {
  const nonce = randomBytes(12).toString('hex');
  try {
    const answer = await call({ port, path: `/hello?nonce=${nonce}`, method: 'GET', timeoutMs });
    const hello = helloSchema.safeParse(jsonOf(answer.body));
    if (!hello.success || hello.data.proof !== proofOf(secret, nonce)) return { kind: 'stranger' };
    const { version, pid } = hello.data;
    return { kind: 'relay', version, pid };
  } catch (error) {
    return isRefused(error) ? { kind: 'nobody' } : { kind: 'stranger' };
  }
}

type RelayAnswer = { status: number; body: string };

/** Asks a relay that showed who it is. Rejects when it does not answer in time. */
export function callRelay(
  { port, secret }: Machine,
  relayCall: {
    path: string;
    method?: 'GET' | 'POST';
    body?: string | Buffer;
    type?: string;
    timeoutMs?: number;
  },
): Promise<RelayAnswer> {
  return call({ port, secret, method: 'POST', timeoutMs: RELAY_LIMITS.answerMs, ...relayCall });
}

function call(relayCall: {
  port: number;
  path: string;
  method: 'GET' | 'POST';
  timeoutMs: number;
  secret?: string;
  body?: string | Buffer;
  type?: string;
}): Promise<RelayAnswer> {
  const { port, path, method, timeoutMs, secret, body = '', type = 'application/json' } = relayCall;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      agent: false,
      headers: {
        'content-type': type,
        'content-length': String(Buffer.byteLength(body)),
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      },
    });
    const timer = setTimeout(() => {
      outgoing.destroy(new Error(`no answer within ${String(timeoutMs)} ms`));
    }, timeoutMs);
    outgoing.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        clearTimeout(timer);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body: text });
      });
    });
    outgoing.end(body);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';

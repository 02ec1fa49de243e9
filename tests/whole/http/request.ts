import { request } from 'node:http';
import { expect } from 'vitest';
import { errorBodySchema } from '@claude-monitor/protocol';
import type { Monitor } from '../monitor/monitor.ts';

const PATIENCE_MS = 20_000;

export type Answer = {
  status: number;
  text: string;
  /** Parsed where it is JSON, else null. */
  json: unknown;
  /** Of a header that comes more than once, all; '' where there is none. */
  header: (name: string) => string;
};

export type Request = {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Says that so many bytes follow, and sends none: the answer must not wait for them. */
  announced?: number;
};

/**
 * A request as it is written: any Host, any body, no header of its own but the length, and that only
 * where the body does not come in chunks.
 */
export async function ask(server: Pick<Monitor, 'url'>, wanted: Request): Promise<Answer> {
  const { method = 'GET', path = '/', headers = {}, body, announced } = wanted;
  const isChunked = headers['transfer-encoding'] !== undefined;
  const length = announced ?? (isChunked || body === undefined ? null : Buffer.byteLength(body));
  return await new Promise((resolve, reject) => {
    const sent = request(new URL(`${server.url}${path}`), {
      method,
      agent: false,
      headers: { ...headers, ...(length === null ? {} : { 'content-length': String(length) }) },
    });
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        sent.destroy();
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          text,
          json: parsed(text),
          header: (name) => [response.headers[name]].flat().join(', '),
        });
      });
    });
    // Also after the answer: what is refused while it is still sent breaks the pipe.
    sent.on('error', reject);
    sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error('no answer')));
    if (announced === undefined) sent.end(body);
    else sent.flushHeaders();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What no answer may hold (rule SHR4): a stack, SQL, a key, a path of the machine. */
const SECRETS = [
  /\n? +at .+:\d+:\d+/,
  /\bselect .+ from\b/i,
  /SQLITE_/,
  /\bcm\.\w+\.\w{16,}/,
  /file:\/\//,
];

/** A refusal in the one form of all: a code, a sentence, the field at fault; and nothing else. */
export function expectRefused(
  answer: Answer,
  expected: { status: number; code: string; path?: string | undefined },
): void {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: expected.status });
  const { error } = errorBodySchema.parse(answer.json);
  expect(error).toMatchObject({
    code: expected.code,
    ...(expected.path === undefined ? {} : { path: expected.path }),
  });
  expect(error.message).not.toBe('');
  for (const secret of SECRETS) expect(answer.text).not.toMatch(secret);
}

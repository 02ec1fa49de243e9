import type { Agent, request } from 'node:http';
import { slowWords } from '@claude-monitor/protocol/api/refusal';
import type { Destination } from '../config.ts';
import type { Body } from './batch.ts';
import type { Outcome } from './decide.ts';
import { EXPORTER_LIMITS } from './exporter-limits.ts';

/** Sends one body; never rejects. */
export type Send = (destination: Destination, body: Body, timeoutMs: number) => Promise<Outcome>;

type Client = { request: typeof request; agent: Agent };

/**
 * `node:http` rather than `fetch`: it loads in a fraction of the time, follows no redirect that
 * could carry the key elsewhere, and does nothing until there is something to send. Unless it
 * `holdsProcess`, a process that has nothing else to do ends without waiting for the answer.
 */
export function httpSend(userAgent: string, options = { holdsProcess: true }): Send {
  const clients = new Map<string, Promise<Client>>();
  return async (destination, body, timeoutMs) => {
    try {
      const url = new URL(`${destination.url}/v1/events`);
      const client = clients.get(url.protocol) ?? clientFor(url.protocol);
      clients.set(url.protocol, client);
      return await post(await client, {
        url,
        key: destination.key,
        body,
        timeoutMs,
        userAgent,
        ...options,
      });
    } catch (error) {
      return { kind: 'failure', message: error instanceof Error ? error.message : 'send failed' };
    }
  };
}

async function clientFor(protocol: string): Promise<Client> {
  const { Agent, request } = await (protocol === 'http:'
    ? import('node:http')
    : import('node:https'));
  return { request, agent: new Agent({ keepAlive: true, maxSockets: 1 }) };
}

function post(
  client: Client,
  call: {
    url: URL;
    key: string;
    body: Body;
    timeoutMs: number;
    userAgent: string;
    holdsProcess: boolean;
  },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const request = client.request(call.url, {
      method: 'POST',
      agent: client.agent,
      headers: {
        authorization: `Bearer ${call.key}`,
        'content-type': 'application/json',
        'content-length': String(call.body.bytes.length),
        'user-agent': call.userAgent,
        ...(call.body.isGzip ? { 'content-encoding': 'gzip' } : {}),
      },
    });
    const timer = setTimeout(() => {
      request.destroy(new Error(slowWords(call.timeoutMs)));
    }, call.timeoutMs);
    if (!call.holdsProcess) {
      timer.unref();
      request.once('socket', (socket) => socket.unref());
    }
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    request.once('error', fail);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > EXPORTER_LIMITS.answerBytes)
          request.destroy(new Error('the response is too long'));
        else chunks.push(chunk);
      });
      response.once('error', fail);
      response.once('end', () => {
        clearTimeout(timer);
        resolve({
          kind: 'answer',
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'] ?? null,
          date: response.headers.date ?? null,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    request.end(call.body.bytes);
  });
}

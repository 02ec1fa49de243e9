import { refusalIn } from '@claude-monitor/protocol/api/refusal';
import { smokeFaults } from './fault.ts';

const TIMEOUT_MS = 20_000;

export type Reply = {
  status: number;
  contentType: string;
  text: string;
  /** Of our own refusals; '' for any other answer. */
  code: string;
};

/** One call of the monitor; what does not answer, or serves another host, is a fault of its own. */
export async function call(
  url: string,
  path: string,
  options: { method?: string; key?: string; body?: unknown } = {},
): Promise<Reply> {
  const { method = 'GET', key, body } = options;
  const headers = new Headers();
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const reply = await send(url, path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (reply.code === 'bad_host') throw smokeFaults.wrongHost(new URL(url).host);
  return reply;
}

async function send(url: string, path: string, init: RequestInit): Promise<Reply> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url + path, { ...init, signal, redirect: 'manual' });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, text, code: refusalIn(text)?.code ?? '' };
  } catch (error) {
    throw smokeFaults.unreachable(url, error instanceof Error ? (error.cause ?? error) : error);
  }
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  at: number;
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  body: string;
  /** As it came. */
  bytes: Buffer;
  /** Parsed; null for what is no JSON. */
  json: unknown;
  status: number;
};

/** What a platform answers to one message; `stop` holds the answer back for ever. */
export type PlatformAnswer = {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Waited for before the answer is sent. */
  after?: Promise<unknown>;
  /** The answer begins and never ends: nothing comes any more, or a byte at a time. */
  endless?: 'silent' | 'dripping';
};

/** A fake platform on this machine that takes messages as the real one is documented to. */
export class Platform {
  readonly received: Received[] = [];
  /** Instead of the platform's own judgement. */
  answer: ((message: Received) => PlatformAnswer | null) | null = null;
  readonly #server: Server;
  readonly #check: (message: Received, before: readonly Received[]) => PlatformAnswer;
  #waiting: { count: number; resolve: () => void }[] = [];

  private constructor(check: (message: Received, before: readonly Received[]) => PlatformAnswer) {
    this.#check = check;
    this.#server = createServer((request, response) => {
      void this.#take(request, response);
    });
  }

  static async start(
    check: (message: Received, before: readonly Received[]) => PlatformAnswer,
  ): Promise<Platform> {
    const platform = new Platform(check);
    platform.#server.listen(0, '127.0.0.1');
    await once(platform.#server, 'listening');
    return platform;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${String(port)}/hook/secret-of-this-url-9876`;
  }

  /** Resolves when so many messages have come, whatever they were answered. */
  async got(count: number): Promise<void> {
    if (this.received.length >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  clear(): void {
    this.received.length = 0;
  }

  get taken(): Received[] {
    return this.received.filter(({ status }) => status < 300);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const body = bytes.toString('utf8');
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const { method = '', url = '' } = request;
    const message: Received = {
      at: Date.now(),
      method,
      url,
      headers,
      body,
      bytes,
      json: parsed(body),
      status: 0,
    };
    const before = [...this.received];
    const answer = this.answer?.(message) ?? this.#check(message, before);
    message.status = answer.status;
    this.received.push(message);
    this.#waiting = this.#waiting.filter(({ count, resolve }) => {
      if (this.received.length < count) return true;
      resolve();
      return false;
    });
    await answer.after;
    response.writeHead(answer.status, answer.headers ?? {});
    if (answer.endless === undefined) {
      response.end(answer.body ?? '');
      return;
    }
    response.write(answer.body ?? 'o');
    if (answer.endless === 'silent') return;
    const drip = setInterval(() => response.write('k'), 500);
    response.on('close', () => {
      clearInterval(drip);
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

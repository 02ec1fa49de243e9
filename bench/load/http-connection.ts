import { connect, type Socket } from 'node:net';

type Answer = { status: number; body: string };

const HEAD_END = '\r\n\r\n';
const JSON_HEADERS = { 'content-type': 'application/json' };

/**
 * One kept-alive connection that posts one request at a time. On the bare socket, because an HTTP
 * client costs more than the server that is to be measured.
 */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #path: string;
  readonly #headers: string;
  #received = '';
  #waiting: { resolve: (answer: Answer) => void; reject: (reason: unknown) => void } | null = null;

  constructor(
    target: { port: number; path: string; bearer: string },
    headers: Readonly<Record<string, string>> = JSON_HEADERS,
  ) {
    this.#path = target.path;
    const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#headers =
      ` HTTP/1.1\r\nHost: 127.0.0.1:${String(target.port)}\r\n` +
      `Authorization: Bearer ${target.bearer}\r\n${own.join('')}Content-Length: `;
    this.#socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => {
      this.#receive(text);
    });
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the server closed')));
  }

  post(body: string | Uint8Array, path = this.#path): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      const head = `POST ${path}${this.#headers}${String(body.length)}${HEAD_END}`;
      if (typeof body === 'string') {
        this.#socket.write(head + body, 'latin1');
        return;
      }
      this.#socket.write(head, 'latin1');
      this.#socket.write(body);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const bodyAt = this.#received.indexOf(HEAD_END) + HEAD_END.length;
    if (bodyAt < HEAD_END.length) return;
    const head = this.#received.slice(0, bodyAt);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#waiting?.reject(new Error(`an answer without length: ${head}`));
      return;
    }
    if (this.#received.length < bodyAt + Number(length)) return;
    const answer = { status: Number(head.slice(9, 12)), body: this.#received.slice(bodyAt) };
    this.#received = '';
    this.#waiting?.resolve(answer);
  }
}

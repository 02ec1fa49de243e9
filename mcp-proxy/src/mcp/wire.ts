import {
  claimsVersion,
  messagesOf,
  requestIds,
  type Message,
  type MessageId,
  type Refusal,
} from '@claude-monitor/protocol/mcp/index';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { Channel } from './channel.ts';
import { LineReader } from './line-reader.ts';

const PARSE_ERROR = -32700;
const TOO_LONG = 'A line is one message of at most 10 MB.';
const CANCELLED = 'notifications/cancelled';

type Batch = { open: Set<MessageId>; answers: object[] };

/**
 * Lines in, lines out. Messages that name their revision themselves, and those of a connection that began
 * with `initialize`, come through channels of their own: each is served as if it were alone, so a client may
 * do both. What no server is to see is answered here: lines that are no message, and what a batch was
 * answered, as one line.
 */
export class Wire {
  /** Since 2026-07-28. */
  readonly modern: Transport;
  readonly legacy: Transport;
  readonly #legacy: Channel;
  readonly #modern: Channel;
  readonly #write: (line: string) => void;
  readonly #batches = new Set<Batch>();

  constructor(write: (line: string) => void) {
    this.#write = write;
    this.#modern = new Channel((message) => {
      this.#answer(message);
    });
    this.#legacy = new Channel((message) => {
      this.#answerOfBatchOrNot(message);
    });
    this.modern = this.#modern;
    this.legacy = this.#legacy;
  }

  /** Takes what `input` says from now on. */
  listen(input: NodeJS.ReadableStream): void {
    const reader = new LineReader({
      line: (line) => {
        this.#read(line);
      },
      tooLong: () => {
        this.#refuse({ id: null, code: PARSE_ERROR, message: TOO_LONG });
      },
    });
    input.on('data', (chunk: Buffer) => {
      reader.push(chunk);
    });
  }

  #read(line: string): void {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      this.#refuse({ id: null, code: PARSE_ERROR, message: 'The line is not JSON.' });
      return;
    }
    const parsed = messagesOf(json, this.#legacy.version);
    if (!parsed.ok) this.#refuse(parsed.refusal);
    else if (parsed.isBatch) this.#openBatch(parsed.messages, parsed.refused);
    else for (const message of parsed.messages) this.#route(message);
  }

  #route(message: Message): void {
    if (message.method === CANCELLED) {
      // It names a request and no revision; where there is no such request it says nothing.
      this.#modern.deliver(message);
      this.#legacy.deliver(message);
    } else (claimsVersion(message) ? this.#modern : this.#legacy).deliver(message);
  }

  #openBatch(messages: readonly Message[], refused: readonly Refusal[]): void {
    const batch = { open: new Set(requestIds(messages)), answers: refused.map(errorOf) };
    if (batch.open.size > 0) this.#batches.add(batch);
    else if (batch.answers.length > 0) this.#answer(batch.answers);
    for (const message of messages) this.#route(message);
  }

  #answerOfBatchOrNot(message: JSONRPCMessage): void {
    const id = 'id' in message && !('method' in message) ? message.id : undefined;
    const batch = [...this.#batches].find(({ open }) => id !== undefined && open.has(id));
    if (batch === undefined || id === undefined) {
      this.#answer(message);
      return;
    }
    batch.open.delete(id);
    batch.answers.push(message);
    if (batch.open.size > 0) return;
    this.#batches.delete(batch);
    this.#answer(batch.answers);
  }

  #refuse(refusal: Omit<Refusal, 'status'>): void {
    this.#answer(errorOf(refusal));
  }

  #answer(message: object): void {
    this.#write(`${JSON.stringify(message)}\n`);
  }
}

const errorOf = ({ id, code, message }: Omit<Refusal, 'status'>): object => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

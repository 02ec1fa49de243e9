import { fieldsIn, isFields, type Fields, type RpcId, type RpcMessage } from './rpc-message.ts';

/** Calls without an answer that are remembered; of more, the oldest are forgotten. */
const PENDING_CALLS = 256;
/** Larger input is not kept for the mapping. */
const INPUT_TEXT_LENGTH = 64 * 1024;

/** A call that began: `seq` distinguishes it from others of this server process with the same id. */
export type StartedCall = {
  id: RpcId;
  seq: number;
  tool: string;
  toolUseId: string | null;
  input: unknown;
  startedAt: number;
};

type CallEnd = 'answered' | 'failed' | 'cancelled' | 'server gone';

export type ObservedCall =
  | { kind: 'started'; call: StartedCall }
  | { kind: 'ended'; call: StartedCall; end: CallEnd; answer: unknown; at: number };

/**
 * Follows a client and a server by what they say to each other: which tool calls begin and end, and
 * what the two are called. Knows a bounded number of open calls, and no bytes.
 */
export class CallWatch {
  readonly #pending = new Map<string, StartedCall>();
  readonly #handshakes = new Set<string>();
  #seq = 0;
  #serverName: string | null = null;
  #clientName: string | null = null;
  /** Calls whose end nobody saw, because too many were open. */
  forgotten = 0;

  get serverName(): string | null {
    return this.#serverName;
  }

  get clientName(): string | null {
    return this.#clientName;
  }

  fromClient(message: RpcMessage, now: number): ObservedCall[] {
    if (message.kind === 'response') return [];
    const { method, params } = message;
    if (method === 'notifications/cancelled') return this.#cancel(params['requestId'], now);
    if (message.kind !== 'request') return [];
    if (HANDSHAKES.has(method)) {
      this.#beginHandshake(message.id, params);
      return [];
    }
    return method === 'tools/call' ? this.#start(message.id, params, now) : [];
  }

  fromServer(message: RpcMessage, now: number): ObservedCall[] {
    if (message.kind !== 'response') return [];
    const key = keyOf(message.id);
    if (this.#handshakes.delete(key)) this.#nameServer(message.result);
    const isRefused = isFields(message.result) && message.result['isError'] === true;
    const end = message.isError || isRefused ? 'failed' : 'answered';
    return this.#end(key, { end, answer: message.result, at: now });
  }

  /** The server is gone: nobody will answer what is open. */
  serverEnded(now: number): ObservedCall[] {
    return [...this.#pending.keys()].flatMap((key) =>
      this.#end(key, { end: 'server gone', answer: undefined, at: now }),
    );
  }

  #start(id: RpcId, params: Fields, now: number): ObservedCall[] {
    const tool = params['name'];
    if (typeof tool !== 'string' || tool === '') return [];
    const toolUse = fieldsIn(params, '_meta')['claudecode/toolUseId'];
    const call: StartedCall = {
      id,
      seq: this.#seq++,
      tool,
      toolUseId: typeof toolUse === 'string' && toolUse !== '' ? toolUse : null,
      input: isSmall(params['arguments']) ? params['arguments'] : undefined,
      startedAt: now,
    };
    this.#pending.set(keyOf(id), call);
    const [oldest] = this.#pending.keys();
    if (this.#pending.size > PENDING_CALLS && oldest !== undefined) {
      this.#pending.delete(oldest);
      this.forgotten++;
    }
    return [{ kind: 'started', call }];
  }

  #cancel(id: unknown, now: number): ObservedCall[] {
    if (typeof id !== 'string' && typeof id !== 'number') return [];
    return this.#end(keyOf(id), { end: 'cancelled', answer: undefined, at: now });
  }

  #end(
    key: string,
    { end, answer, at }: { end: CallEnd; answer: unknown; at: number },
  ): ObservedCall[] {
    const call = this.#pending.get(key);
    if (call === undefined) return [];
    this.#pending.delete(key);
    return [{ kind: 'ended', call, end, answer, at }];
  }

  #beginHandshake(id: RpcId, params: Fields): void {
    this.#handshakes.add(keyOf(id));
    if (this.#handshakes.size > PENDING_CALLS) this.#handshakes.clear();
    this.#clientName ??= nameIn(fieldsIn(params, 'clientInfo'));
  }

  #nameServer(result: unknown): void {
    if (isFields(result)) this.#serverName ??= nameIn(fieldsIn(result, 'serverInfo'));
  }
}

/** Requests whose answer has the server's name. */
const HANDSHAKES: ReadonlySet<string> = new Set(['initialize', 'server/discover']);

/** 1 and "1" are two ids. */
const keyOf = (id: RpcId): string => JSON.stringify(id);

const nameIn = ({ name }: Fields): string | null =>
  typeof name === 'string' && name !== '' ? name : null;

const isSmall = (input: unknown): boolean =>
  input !== undefined && JSON.stringify(input).length <= INPUT_TEXT_LENGTH;

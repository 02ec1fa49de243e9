import {
  DEFAULT_NEGOTIATED_PROTOCOL_VERSION,
  ErrorCode,
  isInitializeRequest,
  JSONRPCMessageSchema,
  type JSONRPCMessage,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';

/** A batch may carry as many messages. */
const BATCH_MESSAGES = 100;
/** Since this revision a body is one message. */
const WITHOUT_BATCHES = '2025-06-18';
/** What newer clients ask before they fall back to `initialize`. */
const PROBE = 'server/discover';
const CANCELLED = 'notifications/cancelled';

/** A JSON-RPC error that is the whole answer; `id` null where no request can be told. */
export type Refusal = {
  status: 200 | 400;
  id: RequestId | null;
  code: number;
  message: string;
};

/** What a body says: messages for the server, or why it is answered with an error. */
export type Messages =
  | { ok: true; body: JSONRPCMessage | JSONRPCMessage[]; isBatch: boolean }
  | { ok: false; refusal: Refusal };

/** `version` is the header `MCP-Protocol-Version`; without it the revision is the one before headers. */
export function messagesOf(json: unknown, version: string | null): Messages {
  const isBatch = Array.isArray(json);
  const items: unknown[] = isBatch ? json : [json];
  if (isBatch && (version ?? DEFAULT_NEGOTIATED_PROTOCOL_VERSION) >= WITHOUT_BATCHES) {
    return invalid(`Batches are not part of revision ${version ?? ''}: send one message.`);
  }
  if (items.length === 0) return invalid('The batch is empty.');
  if (items.length > BATCH_MESSAGES) {
    return invalid(`A batch has at most ${String(BATCH_MESSAGES)} messages.`);
  }
  const messages: JSONRPCMessage[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = JSONRPCMessageSchema.safeParse(item);
    if (!parsed.success) {
      return invalid(`${isBatch ? `Message ${String(index)}` : 'The body'} is not JSON-RPC 2.0.`);
    }
    messages.push(parsed.data);
  }
  const [first] = messages;
  if (!isBatch && first !== undefined) return oneMessage(first);
  if (messages.some((message) => methodOf(message) === 'initialize')) {
    return invalid('initialize can not be part of a batch.');
  }
  const ids = messages.flatMap((message) => (isRequest(message) ? [message.id] : []));
  if (new Set(ids).size < ids.length) return invalid('Two requests of the batch have one id.');
  // Nothing of an earlier call is at work here, and a request of the same batch would never be answered.
  const body = messages.filter((message) => methodOf(message) !== CANCELLED);
  return { ok: true, body, isBatch: true };
}

function oneMessage(message: JSONRPCMessage): Messages {
  if (isRequest(message)) {
    const { id, method } = message;
    // The probe comes with a version of its own, before any was agreed upon.
    if (method === PROBE) return unserved(id, ErrorCode.MethodNotFound, 'Method not found');
    // The SDK would answer with the whole report of its parser, as a fault of the server.
    if (method === 'initialize' && !isInitializeRequest(message)) {
      const needs = 'initialize needs protocolVersion, capabilities and clientInfo.';
      return unserved(id, ErrorCode.InvalidParams, needs);
    }
  }
  return { ok: true, body: message, isBatch: false };
}

/** The answer to one request, so the HTTP request itself went well. */
const unserved = (id: RequestId, code: ErrorCode, message: string): Messages => ({
  ok: false,
  refusal: { status: 200, id, code, message },
});

const isRequest = (
  message: JSONRPCMessage,
): message is Extract<JSONRPCMessage, { method: string; id: RequestId }> =>
  'method' in message && 'id' in message;

const methodOf = (message: JSONRPCMessage): string | null =>
  'method' in message ? message.method : null;

const invalid = (message: string): Messages => ({
  ok: false,
  refusal: { status: 400, id: null, code: ErrorCode.InvalidRequest, message },
});

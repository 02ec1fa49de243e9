import {
  claimsVersion,
  INVALID_REQUEST,
  readMessage,
  type Message,
  type MessageId,
  type Refusal,
} from './read-message.ts';

/** A batch may carry as many messages. */
const BATCH_MESSAGES = 100;
/** What a message without a word of its revision is taken for: the one before headers named it. */
const DEFAULT_VERSION = '2025-03-26';
/** Since this revision a body is one message. */
const WITHOUT_BATCHES = '2025-06-18';
const CANCELLED = 'notifications/cancelled';

/** What a body, or a line, says: messages for the server, or why it is answered with an error. */
export type Messages =
  /** `refused`: requests of a batch that are answered with an error, while the others run. */
  | { ok: true; messages: Message[]; refused: Refusal[]; isBatch: boolean }
  | { ok: false; refusal: Refusal };

/** `version` is the revision that was agreed upon, or the header names; null for none. */
export function messagesOf(json: unknown, version: string | null): Messages {
  if (Array.isArray(json)) return batchOf(json, version ?? DEFAULT_VERSION);
  const read = readMessage(json);
  return read.ok ? { ok: true, messages: [read.message], refused: [], isBatch: false } : read;
}

function batchOf(items: readonly unknown[], version: string): Messages {
  if (version >= WITHOUT_BATCHES) return noBatches(version);
  if (items.length === 0) return invalid('The batch contains no messages. Send at least one.');
  if (items.length > BATCH_MESSAGES) {
    return invalid(`A batch has at most ${String(BATCH_MESSAGES)} messages.`);
  }
  const messages: Message[] = [];
  const refused: Refusal[] = [];
  for (const [index, item] of items.entries()) {
    const read = readMessage(item);
    if (read.ok) messages.push(read.message);
    else if (read.refusal.id !== null) refused.push(read.refusal);
    else return invalid(`Message ${String(index)}: ${read.refusal.message}`);
  }
  if (messages.some(claimsVersion)) return noBatches('2026-07-28');
  if (messages.some(({ method }) => method === 'initialize')) {
    return invalid('initialize can’t be part of a batch. Send it alone.');
  }
  const ids = [...requestIds(messages), ...refused.map(({ id }) => id)];
  if (new Set(ids).size < ids.length)
    return invalid('Two requests in the batch have the same id. Give each its own.');
  // Nothing of an earlier call is at work here, and a request of the same batch would never be answered.
  return { ok: true, messages: messages.filter(isNoCancellation), refused, isBatch: true };
}

export const requestIds = (messages: readonly Message[]): MessageId[] =>
  messages.flatMap(({ id, method }) => (id === undefined || method === undefined ? [] : [id]));

const isNoCancellation = ({ method }: Message): boolean => method !== CANCELLED;

const noBatches = (version: string): Messages =>
  invalid(`Batches are not part of revision ${version.slice(0, 40)}: send one message.`);

const invalid = (message: string): Messages => ({
  ok: false,
  refusal: { status: 400, id: null, code: INVALID_REQUEST, message },
});

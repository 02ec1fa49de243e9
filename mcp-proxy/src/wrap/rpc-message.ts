/** A JSON-RPC id; what is no id of a request never is one. */
export type RpcId = string | number;

export type RpcMessage =
  | { kind: 'request'; id: RpcId; method: string; params: Fields }
  | { kind: 'notification'; method: string; params: Fields }
  | { kind: 'response'; id: RpcId; result: unknown; isError: boolean };

export type Fields = Readonly<Record<string, unknown>>;

/** The messages of a line: one, those of a batch, or none where the line is something else. */
export function messagesIn(text: string): RpcMessage[] {
  // Logs on stdout are common, and a failed parse costs far more than this look.
  if (!MAY_BE_JSON.test(text)) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Garbage is the two ends' own affair.
    return [];
  }
  return (Array.isArray(value) ? value : [value]).flatMap((item) => messageOf(item) ?? []);
}

/** The answer in a message too long to be read, by what JSON-RPC puts at its ends. */
export function responseAtEdges(head: string, tail: string): RpcMessage | null {
  const id = ID_AT_HEAD.exec(head)?.[1] ?? ID_AT_TAIL.exec(tail)?.[1];
  if (id === undefined || HAS_METHOD.test(head)) return null;
  const isError = ERROR_AT_HEAD.test(head);
  const result = IS_ERROR.test(tail) || IS_ERROR.test(head) ? { isError: true } : undefined;
  return { kind: 'response', id: idIn(id), result, isError };
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsIn = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

const MAY_BE_JSON = /^\s{0,100}[[{]/;
const ID = String.raw`"id"\s*:\s*("(?:[^"\\]|\\.){1,200}"|-?\d{1,16})`;
const ID_AT_HEAD = new RegExp(String.raw`^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?${ID}`);
const ID_AT_TAIL = new RegExp(String.raw`${ID}\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$`);
const HAS_METHOD = /^[^[]{0,300}?"method"\s*:/;
const ERROR_AT_HEAD = /^\s*\{[^{[]*"error"\s*:/;
const IS_ERROR = /"isError"\s*:\s*true/;

const idIn = (json: string): RpcId => (json.startsWith('"') ? unquoted(json) : Number(json));

function unquoted(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json;
  }
}

function messageOf(value: unknown): RpcMessage | null {
  if (!isFields(value)) return null;
  const { id, method } = value;
  const hasId = typeof id === 'string' || typeof id === 'number';
  if (typeof method === 'string') {
    const params = fieldsIn(value, 'params');
    return hasId
      ? { kind: 'request', id, method, params }
      : { kind: 'notification', method, params };
  }
  if (!hasId) return null;
  const isError = value['error'] !== undefined;
  return { kind: 'response', id, result: value['result'], isError };
}

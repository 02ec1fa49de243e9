/** Records of the client that say nothing a monitor shows, by the type that they begin with. */
const SILENT: ReadonlySet<string> = new Set([
  'queue-operation',
  'last-prompt',
  'mode',
  'permission-mode',
  'tools-used',
  'atis-latch',
  'api-request',
  'api-request-shape',
  'api-request-blob',
  'file-history-snapshot',
  'summary',
  'progress',
  'agent-name',
  'custom-title',
  'ai-title',
  'pr-link',
]);

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const HEAD_BYTES = 200;
const TYPE_FIRST = /^\s*\{\s*"type"\s*:\s*"([\w-]+)"/;
const ATTACHMENT = /"attachment"\s*:\s*\{/;

/** What a line holds: a record; nothing that matters; or no JSON at all. */
type LineContent = { kind: 'record'; record: unknown } | { kind: 'silent' | 'broken' };

const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * Most bytes of a transcript are looked at no further than their beginning. Of the rest, long texts are left
 * out before it is parsed, a byte a character: what tools were given and answered is most of it, and goes
 * nowhere. Where a text matters (a prompt, for its length; a folder, for its name), it is read as what it is.
 */
export function recordIn(bytes: Buffer): LineContent {
  const line = bytes.subarray(0, BOM.length).equals(BOM) ? bytes.subarray(BOM.length) : bytes;
  const head = line.toString('latin1', 0, HEAD_BYTES);
  const type = TYPE_FIRST.exec(head)?.[1];
  if (type === undefined ? ATTACHMENT.test(head) : SILENT.has(type)) return { kind: 'silent' };
  try {
    const text = withoutLongTexts(line);
    const record: unknown = JSON.parse(text);
    if (!isObject(record)) return { kind: 'record', record };
    if (isPrompt(record)) return { kind: 'record', record: JSON.parse(line.toString('utf8')) };
    return { kind: 'record', record: BEYOND_ASCII.test(text) ? inUtf8(record) : record };
  } catch {
    return { kind: line.toString('latin1').trim() === '' ? 'silent' : 'broken' };
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Shorter ones cost more to leave out than to parse. */
const LONG = 512;

/** The line as text, with an empty text in the place of each long one. */
function withoutLongTexts(line: Buffer): string {
  if (line.length < 2 * LONG) return line.toString('latin1');
  let kept = '';
  let from = 0;
  for (let begin = line.indexOf(QUOTE); begin !== -1; begin = line.indexOf(QUOTE, begin)) {
    const end = endOfText(line, begin + 1);
    if (end === -1) break;
    if (end - begin > LONG) {
      kept += line.toString('latin1', from, begin + 1);
      from = end;
    }
    begin = end + 1;
  }
  return kept + line.toString('latin1', from);
}

/** Where the quote stands that ends a text: none that is escaped. -1 where it does not end. */
function endOfText(line: Buffer, from: number): number {
  for (
    let quote = line.indexOf(QUOTE, from);
    quote !== -1;
    quote = line.indexOf(QUOTE, quote + 1)
  ) {
    let before = quote - 1;
    while (before >= from && line[before] === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote;
  }
  return -1;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isPrompt(record: Json): boolean {
  const { type, message } = record;
  if (type !== 'user' || !isObject(message)) return false;
  const { content } = message;
  return !Array.isArray(content) || !content.some((each) => isResult(each));
}

const isResult = (block: unknown): boolean => isObject(block) && block['type'] === 'tool_result';

/** The record's own texts, as they are. */
function inUtf8(record: Json): Json {
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'string' && BEYOND_ASCII.test(value)) {
      record[name] = Buffer.from(value, 'latin1').toString('utf8');
    }
  }
  return record;
}

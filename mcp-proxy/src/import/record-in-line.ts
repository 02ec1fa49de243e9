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

const HEAD_BYTES = 200;
const TYPE_FIRST = /^\s*\{\s*"type"\s*:\s*"([\w-]+)"/;
const ATTACHMENT = /"attachment"\s*:\s*\{/;

/** What a line holds: a record; nothing that matters; or no JSON at all. */
export type LineContent = { kind: 'record'; record: unknown } | { kind: 'silent' | 'broken' };

/** Most bytes of a transcript are looked at no further than their beginning. */
export function recordIn(line: Buffer): LineContent {
  const head = line.toString('latin1', 0, HEAD_BYTES);
  const type = TYPE_FIRST.exec(head)?.[1];
  if (type === undefined ? ATTACHMENT.test(head) : SILENT.has(type)) return { kind: 'silent' };
  if (head.trim() === '' && line.toString('latin1').trim() === '') return { kind: 'silent' };
  try {
    return { kind: 'record', record: JSON.parse(line.toString('utf8')) };
  } catch {
    return { kind: 'broken' };
  }
}

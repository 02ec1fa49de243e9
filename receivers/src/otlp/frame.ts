import { fieldOf } from './attributes.ts';
import type { OtlpSignal } from './wire.ts';

/** Where the records of a signal lie, outermost first. */
export const FRAMES = {
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
} as const;

/**
 * What of a request of JSON would be lost without a word, because it lies where nobody looks: records of a
 * resource without scopes, of versions of OTLP before 0.19 (`instrumentationLibraryLogs`), an object in place of a
 * list. Null for nothing.
 */
export function misplacedIn(signal: OtlpSignal, tree: object): string | null {
  const [resources, scopes, records] = FRAMES[signal];
  const twice = Object.keys(tree).find((name) => camelOf(name) === resources && name !== resources);
  if (twice !== undefined) return `${resources} and ${twice} are one field: send one of them.`;
  return (
    misplaced(resources, tree, scopes) ??
    firstOf(fieldOf(tree, resources), (of, at) =>
      misplaced(`${resources}[${at}].${scopes}`, of, records),
    )
  );
}

const camelOf = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The first entry of the list at `path` in which lists lie, and `wanted` is none of them. */
function misplaced(path: string, parent: unknown, wanted: string): string | null {
  const list = fieldOf(parent, path.slice(path.lastIndexOf('.') + 1));
  return firstOf(list, (entry, at) => {
    const given = fieldOf(entry, wanted);
    const other = Object.entries(typeof entry === 'object' && entry !== null ? entry : {}).find(
      ([, value]) => Array.isArray(value) && value.length > 0,
    )?.[0];
    if (given !== undefined && given !== null) {
      return Array.isArray(given) ? null : `${path}[${at}].${wanted} is not a list.`;
    }
    return other === undefined
      ? null
      : `${path}[${at}].${wanted} is missing: what lies in ${other} belongs there.`;
  });
}

function firstOf(
  list: unknown,
  read: (entry: unknown, at: string) => string | null,
): string | null {
  if (!Array.isArray(list)) return null;
  for (const [at, entry] of list.entries()) {
    const found = read(entry, String(at));
    if (found !== null) return found;
  }
  return null;
}

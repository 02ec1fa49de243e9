import { RECORD_KINDS, type RecordKind, type SessionColumns, type StoragePort } from './port.ts';

type Row = { body: string; columns: SessionColumns | null };

/** Storage in memory: for tests, and for replay in the browser. */
export function memoryStorage(): StoragePort & {
  keys(kind: RecordKind): string[];
  /** The length of each record. */
  sizes(): number[];
} {
  const tables = new Map(RECORD_KINDS.map((kind) => [kind, new Map<string, Row>()]));
  const tableOf = (kind: RecordKind): Map<string, Row> => {
    const table = tables.get(kind);
    if (table === undefined) throw new Error(`there is no table of ${kind}`);
    return table;
  };
  const sessionsWhere = (matches: (columns: SessionColumns) => boolean, limit: number): string[] =>
    [...tableOf('session')]
      .flatMap(([key, { columns }]) => (columns !== null && matches(columns) ? [{ key, columns }] : []))
      .sort((a, b) => b.columns.lastAt - a.columns.lastAt)
      .slice(0, limit)
      .map(({ key }) => key);
  return {
    read: (kind, key) => tableOf(kind).get(key)?.body,
    write: (kind, key, body, columns) => {
      tableOf(kind).set(key, { body, columns: columns ?? null });
    },
    remove: (kind, key) => {
      tableOf(kind).delete(key);
    },
    keys: (kind) => [...tableOf(kind).keys()],
    sizes: () =>
      [...tables.values()].flatMap((table) => [...table.values()].map(({ body }) => body.length)),
    sessions: {
      newest: (limit) => sessionsWhere(() => true, limit),
      needingAttention: (limit) =>
        sessionsWhere(({ standing }) => standing === 'attention', limit),
      named: (sessionId, limit) =>
        sessionsWhere(({ namedId }) => namedId === sessionId, limit),
    },
  };
}

import {
  Packed,
  RECORD_KINDS,
  type Arrivals,
  type Columns,
  type ListedKind,
  type Listing,
  type RecordKind,
  type StoragePort,
} from './port.ts';

/** Storage in memory: for tests, and for replay in the browser. */
export function memoryStorage(): StoragePort & {
  keys(kind: RecordKind): string[];
  sizes(): number[];
} {
  const tables = new Map(RECORD_KINDS.map((kind) => [kind, new Map<string, MemoryRow>()]));
  const arrivals: Arrivals[] = [];
  let nextArrivals = 1;
  const tableOf = (kind: RecordKind): Map<string, MemoryRow> => {
    const table = tables.get(kind);
    if (table === undefined) throw new Error(`there is no table of ${kind}`);
    return table;
  };
  const listing = (kind: ListedKind): Listing => {
    const where = (matches: (columns: Columns) => boolean, limit: number): string[] =>
      [...tableOf(kind)]
        .flatMap(([key, { columns }]) =>
          columns !== undefined && matches(columns) ? [{ key, columns }] : [],
        )
        .sort((a, b) => b.columns.lastAt - a.columns.lastAt)
        .slice(0, limit)
        .map(({ key }) => key);
    return {
      newest: (limit) => where(() => true, limit),
      newestOf: (status, { since, limit }) =>
        where((columns) => columns.status === status && columns.lastAt >= since, limit),
      oldest: (before, { skip, limit }) =>
        where(({ lastAt }) => lastAt < before, Infinity)
          .reverse()
          .slice(skip, skip + limit),
      named: (id, limit) => where(({ namedId }) => namedId === id, limit),
      after: (key, limit) => {
        const keys = [...tableOf(kind).keys()].sort();
        return keys.filter((other) => key === null || other > key).slice(0, limit);
      },
    };
  };
  return {
    read: (kind, key) => tableOf(kind).get(key)?.body,
    pack: (_, body) => new Packed(body),
    write: (kind, rows) => {
      for (const { key, body, columns } of rows) {
        tableOf(kind).set(key, { body: textOf(body), columns });
      }
    },
    remove: (kind, key) => {
      tableOf(kind).delete(key);
    },
    keys: (kind) => [...tableOf(kind).keys()],
    sizes: () =>
      [...tables.values()].flatMap((table) => [...table.values()].map(({ body }) => body.length)),
    listed: { session: listing('session'), task: listing('task') },
    arrivals: {
      add: (day, hours) => {
        arrivals.push({ id: nextArrivals++, day, hours: [...hours] });
      },
      before: (day) => arrivals.find((entry) => entry.day < day) ?? null,
      remove: (id) => {
        const index = arrivals.findIndex((entry) => entry.id === id);
        if (index >= 0) arrivals.splice(index, 1);
      },
    },
  };
}

type MemoryRow = { body: string; columns: Columns | undefined };

function textOf(body: string | Packed): string {
  const text = body instanceof Packed ? body.stored : body;
  if (typeof text !== 'string') throw new Error('a record was packed by another storage');
  return text;
}

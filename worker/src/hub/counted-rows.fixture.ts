/** Counts the rows that statements read, through a context that is otherwise the object's own. */
export function counting(ctx: DurableObjectState): { ctx: DurableObjectState; rows: () => number } {
  let cursors: { rowsRead: number }[] = [];
  const around = <Target extends object>(
    target: Target,
    instead: Partial<Record<string, unknown>>,
  ): Target =>
    new Proxy(target, {
      get: (_, name) => {
        if (typeof name === 'string' && name in instead) return instead[name];
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  const { sql } = ctx.storage;
  const exec = (query: string, ...values: unknown[]) => {
    const cursor = sql.exec(query, ...values);
    cursors.push(cursor);
    return cursor;
  };
  const storage = around(ctx.storage, { sql: around(sql, { exec }) });
  return {
    ctx: around(ctx, { storage }),
    rows: () => {
      const sum = cursors.reduce((total, { rowsRead }) => total + rowsRead, 0);
      cursors = [];
      return sum;
    },
  };
}

import ours, { Hub, Writer } from './worker.js';

export { Writer };

const ROWS_PATH = '/bench/rows';

/** What the hosts would bill, by their own counts; the objects of one process share a module. */
const billed = { hubRead: 0, hubWritten: 0, libsqlRead: 0, libsqlWritten: 0 };
const cursors = new Set();

class CountingHub extends Hub {
  constructor(ctx, env) {
    const { sql } = ctx.storage;
    const exec = sql.exec.bind(sql);
    sql.exec = (...args) => {
      const cursor = exec(...args);
      cursors.add(cursor);
      return cursor;
    };
    const setAlarm = ctx.storage.setAlarm.bind(ctx.storage);
    ctx.storage.setAlarm = (...args) => {
      // Billed as a row.
      billed.hubWritten++;
      return setAlarm(...args);
    };
    super(ctx, env);
  }

  /** Rows that are stored and will be deleted one day. */
  async storedRows() {
    const { sql } = this.ctx.storage;
    const tables = [...sql.exec("select name from sqlite_master where type = 'table'")];
    const counts = tables
      .filter(({ name }) => !name.startsWith('_cf_') && name !== 'meta' && name !== 'key')
      .map(({ name }) => sql.exec(`select count(*) as rows from ${name}`).one().rows);
    return counts.reduce((sum, rows) => sum + rows, 0);
  }
}

export { CountingHub as Hub };

const send = globalThis.fetch;
globalThis.fetch = async (...args) => {
  const response = await send(...args);
  const text = await response.clone().text();
  for (const [, rows] of text.matchAll(/"rows_read":(\d+)/g)) billed.libsqlRead += Number(rows);
  for (const [, rows] of text.matchAll(/"rows_written":(\d+)/g))
    billed.libsqlWritten += Number(rows);
  return response;
};

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== ROWS_PATH) return ours.fetch(request, env);
    // A cursor knows its rows only when it was read to its end.
    for (const cursor of cursors) {
      billed.hubRead += cursor.rowsRead;
      billed.hubWritten += cursor.rowsWritten;
    }
    cursors.clear();
    const hubStored = await env.HUB.getByName('bench').storedRows();
    cursors.clear();
    return Response.json({ ...billed, hubStored });
  },
};

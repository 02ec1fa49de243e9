import { DurableObject } from 'cloudflare:workers';
import { decodeRecord, decodeRequest } from '../../receivers/src/otlp/wire.ts';

/** The lists of a request, from the outermost; what the last one holds are the records. */
const LISTS = {
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
};

/** The floor of OTLP: a Worker inflates and decodes, and an object inserts the bytes as they are. */
export class Bare extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec('create table if not exists body (id integer primary key, bytes blob)');
  }

  async take(body) {
    this.ctx.storage.sql.exec('insert into body (bytes) values (?)', body);
    await this.ctx.storage.sync();
    return body.byteLength;
  }
}

export default {
  async fetch(request, env) {
    const signal = new URL(request.url).pathname.split('/').pop();
    const inflated = request.body.pipeThrough(new DecompressionStream('gzip'));
    const body = await new Response(inflated).arrayBuffer();
    const records = recordsOf(decodeRequest(signal, new Uint8Array(body)), LISTS[signal]);
    for (const record of records) decodeRecord(signal, record);
    await env.BARE.getByName('bench').take(body);
    return Response.json({ records: records.length });
  },
};

function recordsOf(node, [list, ...inner]) {
  return list === undefined ? [node] : node[list].flatMap((item) => recordsOf(item, inner));
}

import { DurableObject } from 'cloudflare:workers';

/** The floor of a burst: a Worker hands the body to an object that inserts it, durably, as it is. */
export class Bare extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec('create table if not exists body (id integer primary key, text text)');
  }

  async take(body) {
    this.ctx.storage.sql.exec('insert into body (text) values (?)', body);
    await this.ctx.storage.sync();
    return body.length;
  }
}

export default {
  async fetch(request, env) {
    const body = await request.text();
    return Response.json({ taken: await env.BARE.getByName('bench').take(body) });
  },
};

import { DurableObject } from 'cloudflare:workers';

/** The floor of one event: a Worker hands the body to an object that stores nothing. */
export class Bare extends DurableObject {
  async take(body) {
    return body.length;
  }
}

export default {
  async fetch(request, env) {
    const body = await request.text();
    return Response.json({ taken: await env.BARE.getByName('bench').take(body) });
  },
};

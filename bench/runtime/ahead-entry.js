import ours, { Hub, Writer } from './worker.js';

/**
 * The Worker by a clock that is `AHEAD_MS` ahead: what took months is old at once. The platform's own
 * clock, which rings alarms, stays where it is.
 */
const now = Date.now.bind(Date);
let aheadMs = 0;
Date.now = () => now() + aheadMs;

const setClock = (env) => {
  aheadMs = Number(env.AHEAD_MS ?? 0);
};

class AheadHub extends Hub {
  constructor(ctx, env) {
    setClock(env);
    const { storage } = ctx;
    const setAlarm = storage.setAlarm.bind(storage);
    const getAlarm = storage.getAlarm.bind(storage);
    storage.setAlarm = (at, ...rest) => setAlarm(at - aheadMs, ...rest);
    storage.getAlarm = async (...args) => {
      const at = await getAlarm(...args);
      return at === null ? null : at + aheadMs;
    };
    super(ctx, env);
  }
}

class AheadWriter extends Writer {
  constructor(ctx, env) {
    setClock(env);
    super(ctx, env);
  }
}

export { AheadHub as Hub, AheadWriter as Writer };

export default {
  fetch(request, env, ctx) {
    setClock(env);
    return ours.fetch(request, env, ctx);
  },
  scheduled(event, env, ctx) {
    setClock(env);
    return ours.scheduled(event, env, ctx);
  },
};

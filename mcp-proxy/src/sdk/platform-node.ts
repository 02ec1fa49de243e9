import type { Env } from '../resolve-config.ts';
import { callerOf as callerOfProcess } from '../mcp/call-context.ts';
import { spoolFolder } from '../spool/folder.ts';
import { loadConfig } from '../config.ts';
import type { EventQueue, QueueOptions, Platform } from './event-queue.ts';
import { ProcessOutbox } from './process-outbox.ts';
import { textsOf } from './texts-of.ts';

/** Node: events go to the disk, and survive the process. */
export const platform: Platform = {
  openQueue,
  callerOf: (env) => {
    const { user, device } = callerOfProcess(envOf(env));
    return {
      ...(user === undefined ? {} : { user }),
      ...(device === undefined ? {} : { device }),
    };
  },
};

/** Clients with one destination share what sends: one connection, one order of events. */
const OUTBOXES = new Map<string, ProcessOutbox>();

function openQueue({ flags, env: given }: QueueOptions): EventQueue {
  const env = envOf(given);
  const { destination } = loadConfig(flags, env);
  const name = JSON.stringify([spoolFolder(env, destination), destination, flags]);
  const known = OUTBOXES.get(name);
  if (known !== undefined) return known;
  if (OUTBOXES.size === 0) watchExit();
  const outbox = new ProcessOutbox({ flags, env });
  OUTBOXES.set(name, outbox);
  return outbox;
}

/** `exit` allows no waiting: what was not sent by then, the next process sends. */
function watchExit(): void {
  process.on('beforeExit', () => {
    for (const outbox of OUTBOXES.values()) outbox.sendAtExit();
  });
  process.on('exit', () => {
    for (const outbox of OUTBOXES.values()) outbox.close();
  });
}

const envOf = (env: QueueOptions['env']): Env => (env === undefined ? process.env : textsOf(env));

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { own } from '../children.ts';
import { postReportSchema, type PostOrder, type PostReport } from './post-order.ts';

const PROCESS = join(import.meta.dirname, 'post-process.ts');

export type Target = Pick<PostOrder, 'port' | 'path' | 'bearer'>;

let orders = 0;

/** Posts events in a process of its own, so that sending is not paid for by what measures. */
export async function post(
  target: Target,
  load: Partial<Omit<PostOrder, keyof Target | 'run'>>,
): Promise<PostReport> {
  const child = own(fork(PROCESS));
  const order: PostOrder = {
    connections: 32,
    eventsPerPost: 1,
    content: 'events',
    sessions: 50,
    maxEvents: Number.MAX_SAFE_INTEGER,
    warmUpMs: 0,
    measureMs: 600_000,
    ...load,
    ...target,
    run: (process.pid * 1_000 + orders++).toString(36),
  };
  child.send(order);
  const report = new Promise((resolve) => child.once('message', resolve));
  const failure = once(child, 'exit').then(([code]) => {
    throw new Error(`the process of posts ended with code ${String(code)}`);
  });
  failure.catch(() => undefined);
  return postReportSchema.parse(await Promise.race([report, failure]));
}

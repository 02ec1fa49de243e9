import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { end, own } from '../../children.ts';
import { viewReportSchema, type ViewOrder, type ViewReport } from './view-order.ts';

const PROCESS = join(import.meta.dirname, 'view-process.ts');
const OPEN_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

export type Viewers = { report(): Promise<ViewReport>; close(): Promise<void> };

/** Opens live viewers in a process of their own; answers when all are open. */
export async function openViewers(order: ViewOrder): Promise<Viewers> {
  const child = own(fork(PROCESS));
  child.send(order);
  const report = async (): Promise<ViewReport> => {
    const answer = once(child, 'message');
    child.send('report');
    return viewReportSchema.parse((await answer)[0]);
  };
  const deadline = Date.now() + OPEN_WITHIN_MS;
  while ((await report()).open < order.viewers) {
    if (Date.now() > deadline) throw new Error('the viewers could not be opened');
    await delay(LOOK_EVERY_MS);
  }
  return { report, close: () => end(child) };
}

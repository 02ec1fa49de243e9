import type { ClientFrame } from '@claude-monitor/protocol';
import { sentTimesIn } from '../marks.ts';
import { viewOrderSchema, type ViewOrder, type ViewReport } from './view-order.ts';

/** As the dashboard does it. */
const ACK_EVERY_MS = 250;

/** The process of viewers: opens them, reads, acknowledges, and reports whenever it is asked. */
process.once('message', (message) => {
  const order = viewOrderSchema.parse(message);
  const report: ViewReport = { open: 0, frames: 0, agesMs: [] };
  for (let viewer = 0; viewer < order.viewers; viewer++) view(order, report);
  process.on('message', () => process.send?.(report));
});

function view(order: ViewOrder, report: ViewReport): void {
  const headers = { authorization: `Bearer ${order.bearer}` };
  const socket = new WebSocket(order.url, { headers });
  let position: string | undefined;
  let acked: string | undefined;
  const seen = new Set<number>();
  const timer = setInterval(() => {
    if (position === undefined || position === acked) return;
    const ack: ClientFrame = { type: 'ack', to: position };
    socket.send(JSON.stringify(ack));
    acked = position;
  }, ACK_EVERY_MS);
  socket.onopen = () => {
    report.open++;
  };
  socket.onmessage = ({ data }) => {
    report.frames++;
    const frame = String(data);
    position = positionOf(frame) ?? position;
    for (const sentAt of sentTimesIn(frame)) {
      if (seen.has(sentAt)) continue;
      report.agesMs.push(Date.now() - sentAt);
      seen.add(sentAt);
    }
  };
  socket.onclose = ({ code }) => {
    clearInterval(timer);
    report.open--;
    process.stderr.write(`a viewer was closed with code ${String(code)}\n`);
  };
}

/** Not parsed as a whole: fifty browsers do that on machines of their own. */
const positionOf = (frame: string): string | undefined =>
  /^\{"type":"(?:patch|snapshot)",(?:"from":"[^"]*",)?"to":"([^"]*)"/.exec(frame)?.[1];

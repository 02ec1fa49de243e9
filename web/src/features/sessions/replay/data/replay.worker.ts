import type { ReplayQuestion } from './messages.ts';
import { SessionReplayer } from './replay-session.ts';

const replayer = new SessionReplayer(
  (input, init) => fetch(input, init),
  (answer) => {
    postMessage(answer);
  },
);

onmessage = ({ data }: MessageEvent<ReplayQuestion>) => {
  replayer.request(data).catch(() => {
    postMessage({ kind: 'failed' });
  });
};

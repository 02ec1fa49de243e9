import type { ReplayAnswer, ReplayQuestion } from './messages.ts';

/** Who replays: away from the page, which a long session would hold up for seconds. */
export type Replayer = {
  request: (question: ReplayQuestion) => void;
  listen: (onAnswer: (answer: ReplayAnswer) => void) => void;
  close: () => void;
};

/** In a worker, whose code (the fold) is loaded with the first session that is opened. */
export function workerReplayer(): Replayer {
  const worker = new Worker(new URL('./replay.worker.ts', import.meta.url), { type: 'module' });
  return {
    request: (question) => {
      worker.postMessage(question);
    },
    listen: (onAnswer) => {
      worker.onmessage = ({ data }: MessageEvent<ReplayAnswer>) => {
        onAnswer(data);
      };
      worker.onerror = () => {
        onAnswer({ kind: 'failed' });
      };
    },
    close: () => {
      worker.terminate();
    },
  };
}

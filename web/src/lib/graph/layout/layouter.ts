import type { Layout, LayoutInput } from './layered-layout.ts';

/** Who makes layouts: away from the page, which a large one would hold up for a second. */
export type Layouter = { request: (input: LayoutInput) => Promise<Layout>; close: () => void };

/** Makes layouts in a worker, whose code is loaded with the first graph. */
export function workerLayouter(): Layouter {
  const worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
  const waiting: { resolve: (layout: Layout) => void; reject: (why: Error) => void }[] = [];
  worker.onmessage = ({ data }: MessageEvent<Layout>) => waiting.shift()?.resolve(data);
  worker.onerror = () => {
    for (const { reject } of waiting.splice(0)) reject(new Error('the layout failed'));
  };
  return {
    // The worker answers one after the other, in the order of the questions.
    request: (input) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(input);
      }),
    close: () => {
      worker.terminate();
    },
  };
}

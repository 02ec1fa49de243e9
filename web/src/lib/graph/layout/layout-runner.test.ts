import { expect, test } from 'vitest';
import { LayoutRunner } from './layout-runner.svelte.ts';
import type { Layout, LayoutInput } from './layered-layout.ts';

const input = (...ids: string[]): LayoutInput => ({
  direction: 'LR',
  nodes: ids.map((id) => ({ id, width: 10, height: 10 })),
  edges: [],
});
const layoutOf = ({ nodes, direction }: LayoutInput): Layout => ({
  direction,
  boxes: nodes.map((node) => ({ ...node, x: 0, y: 0 })),
  routes: [],
  width: 0,
  height: 0,
});

/** Answers when the test lets it. */
function slowLayouter() {
  const inputs: LayoutInput[] = [];
  const answers: ((ok: boolean) => void)[] = [];
  let isClosed = false;
  return {
    inputs,
    answer: async (ok = true) => {
      answers.shift()?.(ok);
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    },
    isClosed: () => isClosed,
    request: (question: LayoutInput): Promise<Layout> => {
      inputs.push(question);
      return new Promise((resolve, reject) => {
        answers.push((ok) => {
          if (ok) resolve(layoutOf(question));
          else reject(new Error('no'));
        });
      });
    },
    close: () => {
      isClosed = true;
    },
  };
}

test('the same structure is laid out once, however often it is wanted', async () => {
  const layouter = slowLayouter();
  const runner = new LayoutRunner(layouter);
  runner.request(input('a', 'b'));
  runner.request(input('a', 'b'));
  await layouter.answer();
  runner.request(input('a', 'b'));
  expect(layouter.inputs).toHaveLength(1);
  expect(runner.layout?.boxes.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('while one is made only the newest of what is wanted waits, and the old layout stays', async () => {
  const layouter = slowLayouter();
  const runner = new LayoutRunner(layouter);
  runner.request(input('a'));
  await layouter.answer();
  runner.request(input('a', 'b'));
  runner.request(input('a', 'b', 'c'));
  runner.request(input('a', 'b', 'c', 'd'));
  expect(runner.layout?.boxes).toHaveLength(1);
  await layouter.answer();
  await layouter.answer();
  expect(layouter.inputs.map(({ nodes }) => nodes.length)).toEqual([1, 2, 4]);
  expect(runner.layout?.boxes).toHaveLength(4);
});

test('another direction is another layout', () => {
  const layouter = slowLayouter();
  const runner = new LayoutRunner(layouter);
  runner.request(input('a'));
  runner.request({ ...input('a'), direction: 'TB' });
  expect(layouter.inputs).toHaveLength(1);
});

test('a layout that fails is said, and the next one clears it', async () => {
  const layouter = slowLayouter();
  const runner = new LayoutRunner(layouter);
  runner.request(input('a'));
  await layouter.answer(false);
  expect(runner.hasFailed).toBe(true);
  runner.request(input('b'));
  await layouter.answer();
  expect(runner.hasFailed).toBe(false);
});

test('who has closed it hears nothing more', async () => {
  const layouter = slowLayouter();
  const runner = new LayoutRunner(layouter);
  runner.request(input('a'));
  runner.close();
  await layouter.answer();
  expect(layouter.isClosed()).toBe(true);
  expect(runner.layout).toBeNull();
});

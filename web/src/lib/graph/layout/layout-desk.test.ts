import { expect, test } from 'vitest';
import { LayoutDesk } from './layout-desk.svelte.ts';
import type { Layout, LayoutInput } from './layered-layout.ts';

const input = (...ids: string[]): LayoutInput => ({
  direction: 'LR',
  nodes: ids.map((id) => ({ id, width: 10, height: 10 })),
  edges: [],
});
const layoutOf = ({ nodes, direction }: LayoutInput): Layout => ({
  direction,
  boxes: nodes.map((node) => ({ ...node, x: 0, y: 0 })),
  ways: [],
  width: 0,
  height: 0,
});

/** Answers when the test lets it. */
function slowLayouter() {
  const asked: LayoutInput[] = [];
  const answers: ((ok: boolean) => void)[] = [];
  let isClosed = false;
  return {
    asked,
    answer: async (ok = true) => {
      answers.shift()?.(ok);
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    },
    isClosed: () => isClosed,
    ask: (question: LayoutInput): Promise<Layout> => {
      asked.push(question);
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
  const desk = new LayoutDesk(layouter);
  desk.wants(input('a', 'b'));
  desk.wants(input('a', 'b'));
  await layouter.answer();
  desk.wants(input('a', 'b'));
  expect(layouter.asked).toHaveLength(1);
  expect(desk.layout?.boxes.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('while one is made only the newest of what is wanted waits, and the old layout stays', async () => {
  const layouter = slowLayouter();
  const desk = new LayoutDesk(layouter);
  desk.wants(input('a'));
  await layouter.answer();
  desk.wants(input('a', 'b'));
  desk.wants(input('a', 'b', 'c'));
  desk.wants(input('a', 'b', 'c', 'd'));
  expect(desk.layout?.boxes).toHaveLength(1);
  await layouter.answer();
  await layouter.answer();
  expect(layouter.asked.map(({ nodes }) => nodes.length)).toEqual([1, 2, 4]);
  expect(desk.layout?.boxes).toHaveLength(4);
});

test('another direction is another layout', () => {
  const layouter = slowLayouter();
  const desk = new LayoutDesk(layouter);
  desk.wants(input('a'));
  desk.wants({ ...input('a'), direction: 'TB' });
  expect(layouter.asked).toHaveLength(1);
});

test('a layout that fails is said, and the next one clears it', async () => {
  const layouter = slowLayouter();
  const desk = new LayoutDesk(layouter);
  desk.wants(input('a'));
  await layouter.answer(false);
  expect(desk.hasFailed).toBe(true);
  desk.wants(input('b'));
  await layouter.answer();
  expect(desk.hasFailed).toBe(false);
});

test('who has closed it hears nothing more', async () => {
  const layouter = slowLayouter();
  const desk = new LayoutDesk(layouter);
  desk.wants(input('a'));
  desk.close();
  await layouter.answer();
  expect(layouter.isClosed()).toBe(true);
  expect(desk.layout).toBeNull();
});

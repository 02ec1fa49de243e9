import { expect, test } from 'vitest';
import { projectOf } from './project.ts';

test.each<[string, string | undefined]>([
  ['/home/dev/shop/.', 'shop'],
  ['/home/dev/shop/..', 'dev'],
  ['/home/dev/x/../shop//', 'shop'],
  ['D:\\dev\\shop\\.', 'shop'],
  ['C:\\', undefined],
  ['c:/', undefined],
  ['/..', undefined],
  ['/', undefined],
  ['~', undefined],
  ['file:///home/dev/shop', undefined],
  ['\\\\server\\share\\shop', 'shop'],
  ['\\\\?\\C:\\dev\\shop', 'shop'],
  ['//wsl.localhost/Ubuntu/home/dev/shop', 'shop'],
])('the project of %s is its last folder that has a name: %s', (path, project) => {
  expect(projectOf(path)).toBe(project);
});

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

test.each<[string, string, string, string | undefined]>([
  [
    'a share of WSL, and the path inside it',
    '\\\\wsl.localhost\\Ubuntu\\home\\dev\\shop\\src',
    '\\\\wsl.localhost\\Ubuntu\\home\\dev\\.claude\\projects\\-home-dev-shop\\s.jsonl',
    'shop',
  ],
  [
    'a share by its former name',
    '//wsl$/Debian/home/dev/shop',
    '/home/dev/.claude/projects/-home-dev-shop/s.jsonl',
    'shop',
  ],
  [
    'a share that is not to be parsed any further',
    '\\\\?\\UNC\\server\\share\\shop\\src',
    'C:\\Users\\dev\\.claude\\projects\\--server-share-shop\\s.jsonl',
    'shop',
  ],
  [
    'what macOS links',
    '/private/tmp/shop/src',
    '/Users/d/.claude/projects/-tmp-shop/s.jsonl',
    'shop',
  ],
  [
    'where it links to',
    '/tmp/shop/src',
    '/Users/d/.claude/projects/-private-tmp-shop/s.jsonl',
    'shop',
  ],
  ['another folder', '/private/shop', '/Users/d/.claude/projects/-shop/s.jsonl', undefined],
])('%s is one path by two names', (_, cwd, transcript, project) => {
  expect(projectOf(cwd, transcript)).toBe(project);
});

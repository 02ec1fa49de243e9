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

/** As the client names the folder of the transcripts of a long path. */
function folderOf(path: string): string {
  let hash = 0;
  for (const char of path) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
  const name = path.replaceAll(/[^a-zA-Z0-9]/g, '-').slice(0, 200);
  return `/home/d/.claude/projects/${name}-${Math.abs(hash).toString(36)}/s.jsonl`;
}

const LONG = `/home/d/${'deep/'.repeat(42)}shop`;
const WINDOWS = `C:\\${'deep\\'.repeat(42)}shop`;

test.each([
  ['where it began', LONG, LONG],
  ['after cd into a folder of it', `${LONG}/src/api`, LONG],
  ['after cd, of a folder whose parent is long too', `${LONG}/src/api`, `${LONG}/src`],
  ['of Windows, by a drive of the other case', `${WINDOWS}\\src`, WINDOWS.replace('C:', 'c:')],
  ['in a worktree of it', `${LONG}/.claude/worktrees/fix/src`, `${LONG}/.claude/worktrees/fix`],
])('the project of a path beyond 200 characters is its last folder: %s', (_, cwd, began) => {
  const project = began.endsWith('src') ? 'src' : 'shop';
  expect(projectOf(cwd, folderOf(began))).toBe(project);
});

test('of a long path with a hash of something else the one folder that can be meant is taken, else none', () => {
  const other = folderOf(LONG).replace(/-[a-z0-9]+(?=\/s\.jsonl)/, '-12345');
  const alone = `/${'x'.repeat(210)}`;
  expect(projectOf(alone, folderOf('/x').replace('-x-', `-${'x'.repeat(199)}-`))).toBe(
    'x'.repeat(200),
  );
  expect(projectOf(`${LONG}/src`, other)).toBeUndefined();
});

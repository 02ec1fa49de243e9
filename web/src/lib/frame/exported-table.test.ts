import { expect, test } from 'vitest';
import { filePath } from './exported-table.ts';

test('a file has all rows of a question, not the page of it that is shown', () => {
  const path = '/v1/tasks?agent=a&agent=b&sort=ended_at&limit=100&cursor=x&facets=true';
  expect(filePath({ name: 'Tasks', path }, 'csv')).toBe(
    '/v1/tasks?agent=a&agent=b&sort=ended_at&format=csv',
  );
  expect(filePath({ name: 'Keys', path: '/v1/keys' }, 'ndjson')).toBe('/v1/keys?format=ndjson');
});

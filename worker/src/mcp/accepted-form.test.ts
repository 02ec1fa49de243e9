import { expect, test } from 'vitest';
import { acceptedForm } from './accepted-form.ts';

test.each([
  [null, 'json'],
  ['', 'json'],
  [' , ', 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['APPLICATION/JSON; charset=utf-8', 'json'],
  ['application/*', 'json'],
  ['application/json, text/event-stream', 'json'],
  ['text/event-stream, application/json;q=0.9', 'json'],
  ['text/html, */*;q=0.1', 'json'],
  ['text/event-stream', 'stream'],
  ['text/*', 'stream'],
  ['text/html', null],
  ['application/xml, image/png', null],
])('who accepts %s is answered by %s', (accept, form) => {
  expect(acceptedForm(accept)).toBe(form);
});

import { expect, test } from 'vitest';
import { commandsOf } from './shell-commands.ts';

test.each([
  ['one a line', 'npm start\nnpm test\n', ['npm start', 'npm test']],
  ['no comments', '# first\nnpm test # all of it\necho a#b', ['npm test', 'echo a#b']],
  ['a line that goes on', 'curl -s \\\n  -X POST', ['curl -s -X POST']],
  ['an open quote', "curl -d '{\n  # no comment\n}'\nls", ["curl -d '{\n  # no comment\n}'", 'ls']],
  ['a quote in a quote', `echo "it's"\nls`, [`echo "it's"`, 'ls']],
])('commands of a block: %s', (_, block, commands) => {
  expect(commandsOf(block)).toEqual(commands);
});

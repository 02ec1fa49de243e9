/**
 * The commands of a shell block, one by one, without comments. A command goes on over an open quote and
 * over a backslash at the end of its line.
 */
export function commandsOf(block: string): string[] {
  const commands: string[] = [];
  let command = '';
  let quote: string | null = null;
  for (let index = 0; index < block.length; index++) {
    const letter = block[index] ?? '';
    if (quote === null && letter === '\\' && block[index + 1] === '\n') {
      command = `${command.trimEnd()} `;
      while (/\s/.test(block[index + 1] ?? '')) index++;
    } else if (quote === null && letter === '#' && /(^|\s)$/.test(command)) {
      while (index + 1 < block.length && block[index + 1] !== '\n') index++;
    } else if (quote === null && letter === '\n') {
      commands.push(command.trim());
      command = '';
    } else {
      if (letter === quote) quote = null;
      else if (quote === null && (letter === '"' || letter === "'")) quote = letter;
      command += letter;
    }
  }
  commands.push(command.trim());
  return commands.filter((found) => found !== '');
}

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** What `init` says to and asks of a person. */
export type Terminal = {
  isInteractive: boolean;
  print: (text: string) => void;
  prompt: (question: string, options?: { isHidden?: boolean }) => Promise<string>;
};

export function processTerminal(): Terminal {
  const { stdin, stdout } = process;
  return {
    isInteractive: stdin.isTTY && stdout.isTTY,
    print: (text) => {
      stdout.write(`${text}\n`);
    },
    prompt: async (question, { isHidden = false } = {}) => {
      // What is typed is not shown: readline echoes to its output, which says nothing.
      const silent = new Writable({
        write: (_chunk, _encoding, done) => {
          done();
        },
      });
      if (isHidden) stdout.write(question);
      const lines = createInterface({
        input: stdin,
        output: isHidden ? silent : stdout,
        terminal: true,
      });
      try {
        return (await lines.question(isHidden ? '' : question)).trim();
      } finally {
        lines.close();
        if (isHidden) stdout.write('\n');
      }
    },
  };
}

import { parseArgs } from 'node:util';
import { StartFault } from '../start/fault.ts';

const USAGE =
  'Usage: npm run demo, npm run demo -- --once (load and end), npm run demo -- --remove (delete the sample data).';

type DemoOptions = { once: boolean; remove: boolean };

export function parseOptions(args: readonly string[]): DemoOptions {
  const options = { once: { type: 'boolean' }, remove: { type: 'boolean' } } as const;
  try {
    const { once = false, remove = false } = parseArgs({ args: [...args], options }).values;
    return { once, remove };
  } catch {
    throw new StartFault(USAGE);
  }
}

import { placesOf } from '../machine/places.ts';
import type { Env } from '../resolve-config.ts';
import { SentLog } from './sent-log.ts';

/** `claude-monitor sent`: the last bodies as they left this machine, oldest first. */
export async function printSent(flags: { json?: boolean | undefined }, env: Env): Promise<void> {
  const bodies = await new SentLog(placesOf(env).state).read();
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(bodies, null, 2)}\n`);
    return;
  }
  if (bodies.length === 0) process.stdout.write('Nothing sent yet.\n');
  for (const { at, text } of bodies) {
    process.stdout.write(
      `# ${new Date(at).toISOString()}, ${String(text.length)} characters\n${text}\n`,
    );
  }
}

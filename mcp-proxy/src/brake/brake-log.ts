import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BRAKE_LIMITS } from './brake-limits.ts';

/** What the brake did on this machine, a line each; of a full file the older half goes. */
export class BrakeLog {
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'brake.log');
  }

  /** Never throws: what can't be written down shows in `status`. */
  add(line: string, now: number): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      // Names are of strangers, and a line is one line.
      const text = `${new Date(now).toISOString()} ${line.replace(/\p{C}/gu, ' ')}\n`;
      appendFileSync(this.path, text, { mode: 0o600 });
      if (statSync(this.path).size > BRAKE_LIMITS.logBytes) this.#halve();
    } catch {
      // The disk refuses.
    }
  }

  #halve(): void {
    const lines = readFileSync(this.path, 'utf8').split('\n');
    writeFileSync(this.path, lines.slice(lines.length / 2).join('\n'), { mode: 0o600 });
  }
}

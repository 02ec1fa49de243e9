import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../config.ts';
import { writePrivate } from './private-file.ts';

const FILE = 'silent-sessions.json';
const KEPT = 500;

/**
 * Sessions that are not reported, by their folder or by `CLAUDE_MONITOR_OFF`. Telemetry names no folder, so they
 * are remembered by id, also over a restart: what was said to be private must not leave with a later record.
 */
export class SilentSessions {
  readonly #path: string;
  readonly #ids: Set<string>;

  constructor(folder: string) {
    this.#path = join(folder, FILE);
    const parsed = z.array(z.string()).safeParse(readJson(this.#path));
    this.#ids = new Set(parsed.success ? parsed.data : []);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > KEPT && oldest !== undefined) {
      this.#ids.delete(oldest);
    }
    try {
      writePrivate(this.#path, JSON.stringify([...this.#ids]));
    } catch {
      // A full disk: remembered while this process lives.
    }
  }
}

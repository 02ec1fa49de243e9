import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Send } from '../exporter/http-send.ts';

/** The newest bodies, for `claude-monitor sent`. */
const KEPT = 20;
const KEPT_BYTES = 4 * 1024 * 1024;
const FOLDER = 'sent';
const FILE = /^(\d+)-\d+-\d+\.(gz|json)$/;

type SentBody = { at: number; text: string };

/** Keeps the last bodies as they left, byte for byte, readable by their user only. Never throws. */
export class SentLog {
  readonly #folder: string;
  #count = 0;

  constructor(stateFolder: string) {
    this.#folder = join(stateFolder, FOLDER);
  }

  add(bytes: Uint8Array, isGzip: boolean): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const at = String(Date.now()).padStart(14, '0');
      const name = `${at}-${String(process.pid)}-${String(this.#count++)}.${isGzip ? 'gz' : 'json'}`;
      writeFileSync(join(this.#folder, name), bytes, { mode: 0o600 });
      this.#trim();
    } catch {
      // A disk that refuses is the spool's to report.
    }
  }

  /** Oldest first. */
  async read(): Promise<SentBody[]> {
    const bodies: SentBody[] = [];
    for (const name of this.#names()) {
      const bytes = readFileSync(join(this.#folder, name));
      const plain = name.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes;
      bodies.push({ at: Number(name.split('-')[0]), text: plain.toString('utf8') });
    }
    return bodies;
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder)
        .filter((name) => FILE.test(name))
        .sort();
    } catch {
      return [];
    }
  }

  #trim(): void {
    let bytes = 0;
    for (const [index, name] of this.#names().reverse().entries()) {
      const path = join(this.#folder, name);
      bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (index > 0 && (index >= KEPT || bytes > KEPT_BYTES)) rmSync(path, { force: true });
    }
  }
}

/** Sends, and keeps what was sent. */
export const withRecord =
  (send: Send, log: SentLog): Send =>
  (destination, body, timeoutMs) => {
    log.add(body.bytes, body.isGzip);
    return send(destination, body, timeoutMs);
  };

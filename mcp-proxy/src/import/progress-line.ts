import type { Progress } from './import-transcripts.ts';

const TERMINAL_MS = 250;
const LOG_MS = 10_000;

/** What shows how far an import is: one line that is written over at a terminal, a line now and then in a log. */
export class ProgressLine {
  readonly #out: { write: (text: string) => unknown; isTTY?: boolean | undefined };
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #bytesTotal: number;
  #saidAt: number;
  #isShown = false;
  #fault: string | null = null;

  constructor(
    out: { write: (text: string) => unknown; isTTY?: boolean | undefined },
    bytesTotal: number,
    now: () => number,
  ) {
    this.#out = out;
    this.#now = now;
    this.#startedAt = now();
    this.#saidAt = now();
    this.#bytesTotal = bytesTotal;
  }

  show(progress: Progress): void {
    const at = this.#now();
    const isTerminal = this.#out.isTTY === true;
    if (at - this.#saidAt < (isTerminal ? TERMINAL_MS : LOG_MS)) return;
    this.#saidAt = at;
    const text = progressText(progress, {
      bytesTotal: this.#bytesTotal,
      elapsedMs: at - this.#startedAt,
    });
    this.#isShown = isTerminal;
    this.#out.write(isTerminal ? `\r\u001b[2K${text}` : `${text}\n`);
  }

  fault(fault: string | null): void {
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.clear();
    this.#out.write(
      fault === null ? 'Continuing.\n' : `Waiting: ${fault.replace(/\.$/, '')}. Retrying.\n`,
    );
  }

  clear(): void {
    if (this.#isShown) this.#out.write('\r\u001b[2K');
    this.#isShown = false;
  }
}

/** Pure. `42%, 812 MB of 1.9 GB, 310 MB/s, 4 s left, 12,345 events`. */
function progressText(
  { bytesDone, events }: Progress,
  { bytesTotal, elapsedMs }: { bytesTotal: number; elapsedMs: number },
): string {
  const share = bytesTotal === 0 ? 1 : Math.min(1, bytesDone / bytesTotal);
  const rate = elapsedMs > 0 ? (bytesDone * 1_000) / elapsedMs : 0;
  const left = rate > 0 ? (bytesTotal - bytesDone) / rate : null;
  return [
    `${String(Math.floor(share * 100))}%`,
    `${bytesText(bytesDone)} of ${bytesText(bytesTotal)}`,
    `${bytesText(rate)}/s`,
    ...(left === null ? [] : [`${secondsText(left)} left`]),
    `${events.toLocaleString('en-US')} events`,
  ].join(', ');
}

function bytesText(bytes: number): string {
  if (bytes < 1e6) return `${String(Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${String(Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function secondsText(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(1, Math.round(seconds)))} s`;
  return `${String(Math.round(seconds / 60))} min`;
}

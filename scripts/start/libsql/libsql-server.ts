import { setTimeout as delay } from 'node:timers/promises';
import { isHealthy, isRunning, spawnSqld, waitUntilHealthy, type Sqld } from './sqld.ts';
import { faults, StartFault } from '../fault.ts';
import { canWrite } from './libsql-query.ts';
import { afterCrash, afterProbe, freshWatch, WATCH, type HealthState } from './watch.ts';

const START_TIMEOUT_MS = 15_000;
const PROBE_TIMEOUT_MS = 5_000;
/** A wedged server takes half a minute over SIGTERM. */
const STOP_TIMEOUT_MS = 3_000;

type LibsqlOptions = {
  binary: string;
  folder: string;
  port: number;
  report: (line: string) => void;
  probeEveryMs?: number;
  probeTimeoutMs?: number;
};

/**
 * The libSQL server of this start: it is killed and started again on the same port when it died or
 * no longer answers a write.
 */
export class LibsqlServer {
  #options: LibsqlOptions;
  #sqld: Sqld;
  #watch: HealthState = freshWatch;
  #watching: Promise<void> = Promise.resolve();
  #closing = new AbortController();
  /** The synchronous way out, for the end of the process. */
  #killAtExit = () => void this.#sqld.child.kill('SIGKILL');

  private constructor(options: LibsqlOptions) {
    this.#options = options;
    this.#sqld = spawnSqld(options);
    process.on('exit', this.#killAtExit);
  }

  /** Starts the server and waits until it answers; a `StartFault` when it does not. */
  static async start(options: LibsqlOptions): Promise<LibsqlServer> {
    const server = new LibsqlServer(options);
    if (await waitUntilHealthy(server.#sqld, START_TIMEOUT_MS)) return server;
    await server.close();
    throw new StartFault(faults.libsqlDown(options.folder));
  }

  get url(): string {
    return this.#sqld.url;
  }

  get pid(): number | undefined {
    return this.#sqld.child.pid;
  }

  /** From now on a lost server is replaced. */
  keepAlive(): void {
    this.#watching = this.#keepAlive();
  }

  /** Ends the server, by force when it lingers. May be called twice. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watching;
    await end(this.#sqld);
    process.off('exit', this.#killAtExit);
  }

  async #keepAlive(): Promise<void> {
    for (;;) {
      await this.#sleepOrDeath();
      if (this.#closing.signal.aborted) return;
      if (this.#hasEnded()) await this.#replace('ended');
      else await this.#probe();
    }
  }

  async #probe(): Promise<void> {
    const { url } = this.#sqld;
    const timeoutMs = this.#options.probeTimeoutMs ?? PROBE_TIMEOUT_MS;
    const isWell = (await isHealthy(url, timeoutMs)) && (await canWrite(url, timeoutMs));
    const { watch, isLost } = afterProbe(this.#watch, isWell);
    this.#watch = watch;
    if (isLost && !this.#hasEnded()) await this.#replace('no longer answers');
  }

  async #replace(what: string): Promise<void> {
    this.#sqld.child.kill('SIGKILL');
    const { watch, waitMs } = afterCrash(this.#watch, Date.now());
    this.#watch = watch;
    this.#options.report(`The libSQL server ${what}: starting it again in ${String(waitMs)} ms.`);
    await this.#sleep(waitMs);
    if (this.#closing.signal.aborted) return;
    this.#sqld = spawnSqld(this.#options);
    if (await waitUntilHealthy(this.#sqld, START_TIMEOUT_MS)) {
      this.#options.report('The libSQL server is back; nothing that was acknowledged is lost.');
    }
  }

  async #sleepOrDeath(): Promise<void> {
    const { child } = this.#sqld;
    const died = new AbortController();
    const onExit = () => {
      died.abort();
    };
    child.once('exit', onExit);
    if (!this.#hasEnded()) {
      await this.#sleep(this.#options.probeEveryMs ?? WATCH.probeEveryMs, died.signal);
    }
    child.off('exit', onExit);
  }

  async #sleep(ms: number, until?: AbortSignal): Promise<void> {
    const signals = until === undefined ? [this.#closing.signal] : [this.#closing.signal, until];
    await delay(ms, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
  }

  #hasEnded(): boolean {
    return !isRunning(this.#sqld.child);
  }
}

/** SIGTERM, then SIGKILL; resolves when the process is gone. */
async function end({ child }: Sqld): Promise<void> {
  if (!isRunning(child)) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
}

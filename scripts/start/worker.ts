import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { z } from 'zod';
import { faults, StartFault } from './fault.ts';

/** The local runtime fires no cron by itself: the one of every minute is fired as often, all others every five. */
const MINUTE_MS = 60_000;
const CRON_EVERY_MS = 5 * MINUTE_MS;
const EVERY_MINUTE = '* * * * *';

/** How soon a runtime that Miniflare gave up is started again. */
const LOOK_EVERY_MS = 500;

/** Messages of alerts leave this way. */
export const PUBLIC_ONLY = {
  network: { allow: ['public'], tlsOptions: { trustBrowserCas: true } },
};

/** As wrangler.toml has it. */
const RATE_NAMESPACE = '8787';

/** `[vars]` of wrangler.toml. */
const varsSchema = z.record(z.string(), z.string()).default({});
/** `crons` of `[triggers]` in wrangler.toml. */
const cronsSchema = z.array(z.string()).default([]);

export type WorkerOptions = {
  root: string;
  bundle: string;
  port: number;
  stateFolder: string;
  bindings: Record<string, string>;
  /** Channels of alerts may call this machine and its network (rule SHR5): for receivers in tests only. */
  alertsAllowLocal: boolean;
  /** Requests of one key on the ways in, as Cloudflare counts them. None: nobody needs to be kept off one's own machine. */
  rate?: { limit: number; period: 10 | 60 };
  report: (line: string) => void;
};

type Report = WorkerOptions['report'];
type MiniflareOptions = Parameters<Miniflare['setOptions']>[0];

/**
 * The Worker on the real runtime, with the bundle and the bindings that are deployed. Miniflare is
 * used itself: `wrangler dev` puts two proxies in front, which take two thirds of the throughput.
 * It starts a crashed runtime again, but gives up one that dies before it listens; that one is started here.
 */
export class LocalWorker {
  readonly #miniflare: Miniflare;
  readonly #crons: string[];
  readonly #closing = new AbortController();
  readonly #watching: Promise<void>;
  #timers: NodeJS.Timeout[] = [];

  private constructor(
    miniflare: Miniflare,
    { crons, ...start }: { crons: string[]; options: MiniflareOptions; report: Report },
  ) {
    this.#miniflare = miniflare;
    this.#crons = crons;
    this.#watching = this.#keepAlive(start);
  }

  static async start(options: WorkerOptions): Promise<LocalWorker> {
    const { workerOptions } = unstable_getMiniflareWorkerOptions(
      join(options.root, 'wrangler.toml'),
    );
    const { report } = options;
    const miniflareOptions = convertV4MiniflareOptions({
      // Its own way in, and a socket of a Worker with assets, have others in front that take three quarters of the
      // throughput. So a Worker without assets owns a socket that leads straight to ours, which hands files out itself.
      host: '127.0.0.1',
      port: 0,
      // Neither looks anything up on the network.
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.ERROR),
      resourcePersistencePath: options.stateFolder,
      handleStructuredLogs: ({ message }) => {
        report(message);
      },
      unsafeHandleRuntimeRestart: () => {
        report('The Worker runtime had died and is back; its state is on disk.');
      },
      workers: [
        {
          ...workerOptions,
          // Here each request would be a row.
          ratelimits:
            options.rate === undefined
              ? {}
              : { INGEST_RATE: { namespace_id: RATE_NAMESPACE, simple: options.rate } },
          // Held against the address that a name leads to, when it is called.
          serviceBindings: options.alertsAllowLocal ? {} : { ALERTS_NETWORK: PUBLIC_ONLY },
          name: 'claude-monitor',
          modules: [{ type: 'ESModule', path: options.bundle }],
          bindings: { ...varsSchema.parse(workerOptions['bindings']), ...options.bindings },
        },
        {
          name: 'direct-socket',
          modules: true,
          script: 'export default {};',
          unsafeDirectSockets: [
            { host: '127.0.0.1', port: options.port, serviceName: 'claude-monitor' },
          ],
        },
      ],
    });
    const miniflare = new Miniflare(miniflareOptions);
    try {
      await miniflare.ready;
    } catch (error) {
      // It fails with the same error as the start.
      await miniflare.dispose().catch(() => undefined);
      throw new StartFault(faults.workerDown(String(error)), { cause: error });
    }
    const crons = cronsSchema.parse(workerOptions['cronTriggers']);
    return new LocalWorker(miniflare, { crons, options: miniflareOptions, report });
  }

  fireCrons(report: (line: string) => void): void {
    for (const cron of this.#crons) {
      const fire = (): void =>
        void this.fireCron(cron).catch((error: unknown) => {
          report(`The cron failed: ${String(error)}`);
        });
      const isOfMinute = cron === EVERY_MINUTE;
      if (isOfMinute) fire();
      this.#timers.push(setInterval(fire, isOfMinute ? MINUTE_MS : CRON_EVERY_MS));
    }
  }

  /** Fires one cron now. */
  async fireCron(cron: string): Promise<void> {
    const worker = await this.#miniflare.getWorker();
    await worker.scheduled({ cron, scheduledTime: new Date() });
  }

  async #keepAlive({ options, report }: { options: MiniflareOptions; report: Report }) {
    const { signal } = this.#closing;
    const isClosing = (): boolean => signal.aborted;
    for (;;) {
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (isClosing()) return;
      try {
        await this.#miniflare.ready;
      } catch {
        if (isClosing()) return;
        report('The Worker runtime died while it started: starting it again.');
        // Fails as the one before did: it is tried until it comes up.
        await this.#miniflare.setOptions(options).catch(() => undefined);
      }
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#closing.abort();
    await this.#watching;
    await this.#miniflare.dispose();
  }
}

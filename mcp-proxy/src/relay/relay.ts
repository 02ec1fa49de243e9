import type { Server } from 'node:http';
import { join } from 'node:path';
import { ChoicesWatch } from '../machine/choices.ts';
import type { Machine } from '../machine/machine-file.ts';
import { placesOf } from '../machine/places.ts';
import { ReceivedRequests } from '../healing/received-requests.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { Env } from '../resolve-config.ts';
import { VERSION } from '../version.ts';
import { Checkouts } from '../work/repository.ts';
import { TaskOutcomes } from '../work/task-outcomes.ts';
import { WorkLabels } from '../work/work-labels.ts';
import type { RelayContext, RelayExtension } from './extension.ts';
import { startExtensions } from './extensions.ts';
import { Receiving } from './receive.ts';
import { RELAY_LIMITS } from './relay-limits.ts';
import { createRelayServer } from './server.ts';
import { OpenSessions } from './sessions.ts';
import { SilentSessions } from '../machine/silent-sessions.ts';

export type RelayDeps = {
  machine: Machine;
  env: Env;
  isAlive: (pid: number) => boolean;
  idleMs: number;
  onReplace: () => void;
  onEnd: () => void;
};

/** The relay of a user: server, spool and exporter, and when it ends. */
export class Relay {
  readonly server: Server;
  readonly #deps: RelayDeps;
  readonly #outbox: Outbox;
  readonly #receiving: Receiving;
  readonly #reported = new ReceivedRequests();
  readonly #sessions: OpenSessions;
  readonly #extensions: RelayExtension[] = [];
  readonly #startedAt = Date.now();
  #lastRequestAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor(deps: RelayDeps) {
    this.#deps = deps;
    const { env, machine } = deps;
    const choices = new ChoicesWatch(env);
    this.#outbox = new Outbox({
      flags: {},
      env,
      report: () => undefined,
      onLoss: () => undefined,
      // Each session is asked about by itself.
      isSilent: () => false,
    });
    this.#sessions = new OpenSessions(deps.isAlive);
    const silent = new SilentSessions(placesOf(env).state);
    this.#receiving = new Receiving({
      keep: (lines) => this.#outbox.keep(lines),
      now: Date.now,
      choices: () => choices.read(),
      sessions: this.#sessions,
      silent,
      fingerprintKey: machine.fingerprintKey,
      work: new WorkLabels(
        join(placesOf(env).state, 'pull-requests.json'),
        new Checkouts(Date.now),
      ),
      tasks: new TaskOutcomes(join(placesOf(env).state, 'task-work.json')),
      reported: this.#reported,
    });
    this.server = createRelayServer({
      secret: machine.secret,
      port: () => machine.port,
      version: VERSION,
      receiving: this.#receiving,
      sessions: this.#sessions,
      silent,
      extensions: this.#extensions,
      status: () => this.#status(),
      now: Date.now,
      onRequest: () => {
        this.#lastRequestAt = Date.now();
      },
      onReplace: deps.onReplace,
      onStop: () => {
        void this.stop();
      },
    });
    this.#extensions.push(...startExtensions(this.#context()));
  }

  /** Looks now and then whether it is of use. */
  start(): void {
    const everyMs = Math.min(RELAY_LIMITS.idleCheckMs, Math.max(50, this.#deps.idleMs / 2));
    this.#timer = setInterval(() => {
      if (this.#isIdle(Date.now())) void this.stop();
    }, everyMs);
  }

  /** Takes nothing new, ends what it is at, sends what it can in a second. What is left lies on the disk. */
  async stop(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    clearInterval(this.#timer);
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
      setTimeout(resolve, RELAY_LIMITS.answerMs);
    });
    await Promise.all(this.#extensions.map((extension) => extension.stop()));
    await this.#outbox.shutdown(RELAY_LIMITS.answerMs);
    this.#outbox.close();
    this.#deps.onEnd();
  }

  /** Never listened: another one does. */
  async abandon(): Promise<void> {
    await Promise.all(this.#extensions.map((extension) => extension.stop()));
    this.#outbox.close();
  }

  #isIdle(now: number): boolean {
    return (
      now - this.#lastRequestAt >= this.#deps.idleMs &&
      this.#sessions.count(now) === 0 &&
      !this.#outbox.hasWaiting &&
      !this.#extensions.some((extension) => extension.isBusy())
    );
  }

  #context(): RelayContext {
    return {
      env: this.#deps.env,
      now: Date.now,
      keep: (lines) => {
        this.#outbox.keep(lines);
      },
      isSilent: (session) => this.#receiving.isSilent(session),
      hasRequest: (sessionId, requestId) => this.#reported.has(sessionId, requestId),
    };
  }

  #status(): object {
    return {
      version: VERSION,
      pid: process.pid,
      startedAt: this.#startedAt,
      port: this.#deps.machine.port,
      rssBytes: process.memoryUsage.rss(),
      openSessions: this.#sessions.count(Date.now()),
      fault: this.#outbox.fault,
      ...this.#receiving.received,
      jobs: Object.fromEntries(this.#extensions.map((each) => [each.name, each.status()])),
    };
  }
}

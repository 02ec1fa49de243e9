import type { Channel, Delivery, TelemetryEvent } from '@claude-monitor/protocol';
import type { Post } from '../../alerts/send.ts';
import type { Outcome } from '../../domain/alerts/retry.ts';
import type { OpenHub } from '../open-hub.ts';
import {
  eventOf,
  mintForTests,
  recordingWriter,
  take,
  withCore,
  type Core,
} from '../hub.fixture.ts';
import { createChannel, type NewChannel } from './calls.ts';

export const TAKEN: Outcome = { ok: true, status: 200, text: 'ok', message: null };

export const refused = (code: 'failed' | 'rate_limited' | 'refused' | 'bad_answer'): Outcome => ({
  ok: false,
  code,
  isFinal: code === 'refused',
  retryAfterMs: code === 'rate_limited' ? 3_600_000 : null,
  status: 500,
  text: 'no',
});

/** A platform in memory: what it was sent, and what it answers next. */
export class Platform {
  readonly posts: Post[] = [];
  answer: (post: Post) => Outcome | Promise<Outcome> = () => TAKEN;

  readonly send = async (post: Post): Promise<Outcome> => {
    this.posts.push(structuredClone(post));
    return await this.answer(post);
  };

  get titles(): string[] {
    return this.posts.map(({ notice }) => notice.title);
  }
}

let count = 0;

export type AlertCore = Core & {
  platform: Platform;
  channel: (change?: Partial<NewChannel>) => Channel;
  /** Takes events in and lets all that is due be delivered. */
  ingest: (events: TelemetryEvent[]) => Promise<void>;
  /** Moves the clock and rings the alarm; lets all that is due be delivered. */
  later: (ms: number) => Promise<void>;
  /** Wakes again from storage, as after an eviction or a kill. */
  wakeAgain: () => OpenHub;
  log: () => Delivery[];
  delivered: () => Promise<void>;
};

/** The parts of a hub on real storage, with a platform and a clock of the test's own. */
export function withAlerts<Value>(work: (core: AlertCore) => Promise<Value>): Promise<Value> {
  const platform = new Platform();
  const alertDeps = {
    send: platform.send,
    isLocalAllowed: false,
    newId: () => `msg_${String(count++)}`,
    mint: mintForTests,
    random: () => 0.5,
  };
  return withCore({ alertDeps, writer: () => recordingWriter() }, async (core) => {
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      await core.ctx.storage.sync();
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    };
    const alerting: AlertCore = {
      ...core,
      platform,
      channel: (change = {}) => {
        const channel: NewChannel = {
          id: `channel${String(count++)}`,
          kind: 'webhook',
          name: 'on call',
          url: 'https://hooks.example.com/hook',
          shows: ['agents', 'projects', 'tasks', 'sessions', 'errors', 'texts'],
          secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
          origin: 'https://monitor.example.com',
          ...change,
        };
        const made = createChannel(alerting.hub.alerts, channel, core.clock.at);
        if (!made.ok) throw new Error(made.error.message);
        return made.value;
      },
      ingest: async (events) => {
        await take(alerting, events);
        await turns();
      },
      later: async (ms) => {
        core.clock.at += ms;
        alerting.hub.alerts.onAlarm();
        await turns();
      },
      wakeAgain: () => (alerting.hub = core.again()),
      log: () => alerting.hub.alerts.outbox.list({ limit: 500 }).items,
      delivered: turns,
    };
    return await work(alerting);
  });
}

export const eventsOf =
  (core: Core, sessionId = 'infra-001') =>
  (id: string, type: TelemetryEvent['type'], rest: object = {}): TelemetryEvent =>
    eventOf({ id: `${sessionId} ${id}`, type, time: core.clock.at, sessionId, ...rest });

export const failure = { errorType: 'Timeout', errorMessage: 'no answer', severity: 'high' };

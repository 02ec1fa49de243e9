import type { NewSchedule, Schedule, TelemetryEvent } from '@claude-monitor/protocol';
import type { ReadsRpc } from '../../store/writer-rpc.ts';
import { Platform } from '../alerts/alerts.fixture.ts';
import { createChannel } from '../alerts/calls.ts';
import {
  eventOf,
  mintForTests,
  realReads,
  realWriter,
  take,
  withCore,
  type Core,
} from '../hub.fixture.ts';
import type { OpenHub } from '../open-hub.ts';
import { createSchedule } from './calls.ts';

let count = 0;

/** What tests put in the way of a hub's reads. */
export type Faults = {
  /** Before each read of the hub that lives. */
  before: () => Promise<void>;
};

export type ReportCore = Core & {
  platform: Platform;
  faults: Faults;
  schedule: (change?: Partial<NewSchedule>) => Schedule;
  channel: (name?: string, shows?: readonly ('agents' | 'projects')[]) => string;
  /** Moves the clock to a moment, rings the alarm and waits until all that is due was done. */
  at: (time: string) => Promise<void>;
  /** Ends the hub as a kill does: what it waits for never comes. Opens it again from storage. */
  kill: () => void;
  send: (events: TelemetryEvent[]) => Promise<void>;
};

/** A hub on real storage and the real libSQL server, with a platform and a clock of the test's own. */
export function withReports<Value>(
  start: string,
  work: (core: ReportCore) => Promise<Value>,
): Promise<Value> {
  const platform = new Platform();
  const faults: Faults = { before: () => Promise.resolve() };
  let life = 0;
  /** Of the hub of one life: once it was killed it gets no answer any more. */
  const readsOf = (own: number) => (): ReadsRpc => {
    const real = realReads();
    const whileAlive = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
      if (own !== life) return await never<Answer>();
      await faults.before();
      const answer = await ask();
      return own === life ? answer : await never<Answer>();
    };
    return {
      report: (workspace, what) => whileAlive(() => real.report(workspace, what)),
      spending: (workspace, what) => whileAlive(() => real.spending(workspace, what)),
    };
  };
  const alertDeps = {
    send: platform.send,
    isLocalAllowed: false,
    newId: () => `msg_${String(count++)}`,
    mint: mintForTests,
    random: () => 0.5,
  };
  return withCore({ alertDeps, reads: readsOf(0), writer: realWriter }, async (core) => {
    core.clock.at = Date.parse(start);
    const reporting: ReportCore = {
      ...core,
      platform,
      faults,
      channel: (name = 'on call', shows = ['agents', 'projects']) => {
        const made = createChannel(
          reporting.hub.alerts,
          {
            id: `channel${String(count++)}`,
            ...{ kind: 'slack', name, url: 'https://hooks.slack.com/services/T/B/x' },
            ...{ shows: [...shows], secret: null, origin: 'https://monitor.example.com' },
          },
          core.clock.at,
        );
        if (!made.ok) throw new Error(made.error.message);
        return made.value.id;
      },
      schedule: (change = {}) => {
        const made = createSchedule(reporting.hub, {
          id: `schedule${String(count++)}`,
          ...{ period: 'week', timezone: 'Europe/Berlin', hour: 8, ...change },
        });
        if (!made.ok) throw new Error(made.error.message);
        return made.value;
      },
      at: async (time) => {
        core.clock.at = Date.parse(time);
        await ring(reporting.hub, core.ctx);
      },
      kill: () => {
        life++;
        core.deps.reads = readsOf(life);
        reporting.hub = core.again();
      },
      send: async (events) => {
        await take(reporting, events);
      },
    };
    return await work(reporting);
  });
}

async function ring(hub: OpenHub, ctx: DurableObjectState): Promise<void> {
  hub.alerts.onAlarm();
  await hub.reports.run();
  await hub.budgets.run();
  await ctx.storage.sync();
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
}

const never = <Value>(): Promise<Value> => new Promise(() => undefined);

/** A session with a task and ten priced requests at a time. */
export function workAt(time: string, name = 'builder', project = 'dex'): TelemetryEvent[] {
  const at = Date.parse(time);
  const sessionId = `${name} ${time}`;
  const whose = { sessionId, agentName: name, project, source: 'mcp', model: 'claude-sonnet-4-5' };
  const events = [
    { type: 'session.start' as const },
    { type: 'task.start' as const, taskId: `t ${sessionId}`, taskDescription: 'Build it' },
    ...Array.from({ length: 10 }, (_, request) => ({
      type: 'usage' as const,
      requestId: `${sessionId} ${String(request)}`,
      inputTokens: 1_000,
      outputTokens: 100,
    })),
    { type: 'task.complete' as const, taskId: `t ${sessionId}`, status: 'success' },
    { type: 'session.end' as const },
  ];
  return events.map((event, place) =>
    eventOf({ ...whose, id: `${sessionId} ${String(place)}`, time: at + place * 1_000, ...event }),
  );
}

import { SERVICES, TIME, type Service } from '@claude-monitor/protocol';
import type { ProbeMinute } from '../domain/uptime/probe-minutes.ts';
import type { Report } from '../http/answer/errors.ts';

export type ProbeDeps = {
  /** Asks a service whether it works; whatever is thrown says that it does not. */
  check: Record<Service, () => Promise<void>>;
  /** Stores minutes in libSQL. */
  store(minutes: readonly ProbeMinute[]): Promise<void>;
  /** Minutes that libSQL could not take, kept by the object that is probed. */
  held: {
    add(minute: ProbeMinute): Promise<void>;
    all(): Promise<ProbeMinute[]>;
    clear(): Promise<void>;
  };
  /** Resolves after so many ms. */
  sleep(ms: number): Promise<void>;
  report: Report;
};

/** A service that has not answered by then is down. */
const ANSWER_MS = 5_000;

/**
 * One probe of the whole deployment (rule STO12): no workspace's hub is asked, so none is woken. What can't be stored
 * because the database is down is held by the probed object, and stored with a later probe. While neither works,
 * nothing is known of the time.
 */
export async function runProbe(deps: ProbeDeps, at: number): Promise<ProbeMinute> {
  const answers = await Promise.all(
    SERVICES.map(async (service) => ((await isUp(deps, service)) ? [] : [service])),
  );
  const probed: ProbeMinute = { minute: at - (at % TIME.minuteMs), down: answers.flat() };
  const isHubUp = !probed.down.includes('hub');
  try {
    const held = isHubUp ? await within(deps, deps.held.all()) : [];
    await within(deps, deps.store([...held, probed]));
    if (held.length > 0) await deps.held.clear();
  } catch (error) {
    deps.report({ what: 'storing a probe', error });
    await hold(deps, probed);
  }
  return probed;
}

async function isUp(deps: ProbeDeps, service: Service): Promise<boolean> {
  try {
    await within(deps, deps.check[service]());
    return true;
  } catch (error) {
    deps.report({ what: `probe of ${service}`, error });
    return false;
  }
}

async function hold(deps: ProbeDeps, probed: ProbeMinute): Promise<void> {
  try {
    await within(deps, deps.held.add(probed));
  } catch (error) {
    deps.report({ what: 'holding a probe', error });
  }
}

async function within<Value>(deps: Pick<ProbeDeps, 'sleep'>, work: Promise<Value>): Promise<Value> {
  const late = deps.sleep(ANSWER_MS).then(() => {
    throw new Error('no answer in time');
  });
  return await Promise.race([work, late]);
}

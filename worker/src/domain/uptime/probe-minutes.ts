import { LIMITS, SERVICES, TIME, type Service, type ServiceUptime } from '@claude-monitor/protocol';

/** What one probe found: epoch ms of its minute, and what did not answer. */
export type ProbeMinute = { minute: number; down: Service[] };

const MINUTES_AN_HOUR = 60;

/** An hour of which nothing is known. */
export const NO_MINUTES = '.'.repeat(MINUTES_AN_HOUR);

/** A minute as one character: a digit for the set of services that were down. */
export const encodeMinute = ({ down }: ProbeMinute): string =>
  String(down.reduce((bits, service) => bits | (1 << SERVICES.indexOf(service)), 0));

type State = 'up' | 'down' | 'unknown';

function stateAt(minutes: string, place: number, service: Service): State {
  const bits = Number(minutes[place] ?? NaN);
  if (Number.isNaN(bits)) return 'unknown';
  return (bits & (1 << SERVICES.indexOf(service))) === 0 ? 'up' : 'down';
}

/**
 * What is known of each service between `from` and `to`, by hours as they are stored. A minute that nobody probed is
 * unknown, never up; so is all of an hour without a row.
 */
export function serviceUptime(
  hours: ReadonlyMap<number, string>,
  { from, to }: { from: number; to: number },
): ServiceUptime[] {
  return SERVICES.map((service) => {
    const counts = { up: 0, down: 0, unknown: 0 };
    const spans: ServiceUptime['spans'] = [];
    for (let minute = floorMinute(from); minute < to; minute += TIME.minuteMs) {
      const hour = minute - (minute % TIME.hourMs);
      const place = (minute - hour) / TIME.minuteMs;
      const state = stateAt(hours.get(hour) ?? NO_MINUTES, place, service);
      counts[state]++;
      if (state === 'up') continue;
      const last = spans.at(-1);
      if (last?.state === state && last.to === minute) last.to += TIME.minuteMs;
      else spans.push({ state, from: minute, to: minute + TIME.minuteMs });
    }
    const sent = spans.slice(-LIMITS.probeSpans);
    return { service, ...counts, spans: sent, moreSpans: spans.length - sent.length };
  });
}

const floorMinute = (at: number): number => at - (at % TIME.minuteMs);

import type { AgentUptime, UptimeAnswer } from '@claude-monitor/protocol/api/index';
import { TIME } from '@claude-monitor/protocol/limits';
import { timeInAll, timeOfDay } from '../../lib/format/time.ts';
import type { Clock } from '../../lib/range/range.ts';
import { dayWords } from '../../lib/range/range-words.ts';
import { startOfDay } from '../../lib/range/zone.ts';
import * as texts from './texts.ts';

/** A time in which something was missing, in words; `agent` stands before them. */
export type Gap = {
  id: string;
  at: number;
  agent: string | null;
  words: string;
  /** Internal id of the session that it is of, where it is one. */
  session: string | null;
  isOpen: boolean;
};

type Shown = Pick<UptimeAnswer, 'from' | 'to' | 'services' | 'agents' | 'points' | 'open'>;

/** What goes on comes first, then the newest. */
export function gapsOf(answer: Shown, clock: Clock): Gap[] {
  return [...openGaps(answer, clock), ...serviceGaps(answer, clock), ...agentGaps(answer)].sort(
    (a, b) => Number(b.isOpen) - Number(a.isOpen) || b.at - a.at || (a.id < b.id ? -1 : 1),
  );
}

/** The time of day, with the day where it is another one than that which stands before it. */
function timeOn(at: number, day: number, clock: Clock): string {
  const isSameDay = startOfDay(at, clock.zone) === startOfDay(day, clock.zone);
  return isSameDay ? timeOfDay(at) : `${dayWords(at, clock)} ${timeOfDay(at)}`;
}

const openGaps = ({ open }: Shown, clock: Clock): Gap[] =>
  open.map(({ session, agentName, state, since }) => {
    const time = timeOn(since, since, clock);
    return {
      id: `open ${session}`,
      at: since,
      agent: agentName,
      words: state === 'lost' ? texts.lostSince(time) : texts.waitingSince(time),
      session,
      isOpen: true,
    };
  });

function serviceGaps({ from, to, services }: Shown, clock: Clock): Gap[] {
  const isNow = (at: number): boolean => at >= to - TIME.minuteMs;
  const gap = (
    id: string,
    { at, words, isOpen }: { at: number; words: string; isOpen: boolean },
  ): Gap => ({
    id,
    at,
    agent: null,
    words,
    session: null,
    isOpen,
  });
  const [first] = services;
  // A minute without a probe is one for all services.
  const unknown = (first?.spans ?? []).filter(({ state }) => state === 'unknown');
  return [
    ...services.flatMap(({ service, spans }) =>
      spans
        .filter(({ state }) => state === 'down')
        .map((span) => {
          const name = texts.SERVICE_WORDS[service];
          const began = timeOn(span.from, span.from, clock);
          const words = isNow(span.to)
            ? texts.downSince(name, began)
            : texts.downBetween(name, began, timeOn(span.to, span.from, clock));
          return gap(`${service} ${String(span.from)}`, {
            at: span.from,
            words,
            isOpen: isNow(span.to),
          });
        }),
    ),
    ...unknown
      // Of the minute that has just begun nothing can be known.
      .filter((span) => !isNow(span.from))
      .map((span) => {
        const id = `unknown ${String(span.from)}`;
        const began = timeOn(span.from, span.from, clock);
        if (span.from <= from) {
          return gap(id, {
            at: span.from,
            words: texts.noDataUntil(timeOn(span.to, span.from, clock)),
            isOpen: false,
          });
        }
        if (span.to - span.from > 2 * TIME.minuteMs && isNow(span.to)) {
          return gap(id, { at: span.from, words: texts.noDataSince(began), isOpen: true });
        }
        const ended = timeOn(span.to, span.from, clock);
        return gap(id, { at: span.from, words: texts.noDataBetween(began, ended), isOpen: false });
      }),
  ];
}

/** Points after each other in which an agent was lost; silences that go on stand among the open ones. */
function agentGaps({ agents, points, open, to }: Shown): Gap[] {
  const openLost = open.filter(({ state }) => state === 'lost');
  /** It goes on now, or is the counted part of a silence that goes on: of one, a day counts. */
  const isOpen = (agent: string | null, first: number, last: number): boolean => {
    const from = points[first]?.at ?? 0;
    const until = points[last]?.until ?? 0;
    return openLost.some(
      ({ agentName, since }) =>
        agentName === agent && (until >= to || (since >= from && since < until)),
    );
  };
  return agents.flatMap(({ agentName, points: own }) =>
    lostRuns(own)
      .filter(({ first, last }) => !isOpen(agentName, first, last))
      .map(({ first, lostMs }) => ({
        id: `lost ${agentName} ${String(first)}`,
        at: points[first]?.at ?? 0,
        agent: agentName,
        words: texts.lostFor(timeInAll(lostMs)),
        session: null,
        isOpen: false,
      })),
  );
}

/** Shorter than this nobody misses it. */
const WORTH_MS = 5 * TIME.minuteMs;

function lostRuns(
  points: AgentUptime['points'],
): { first: number; last: number; lostMs: number }[] {
  const runs: { first: number; last: number; lostMs: number }[] = [];
  for (const { place, lostMs } of points) {
    if (lostMs === 0) continue;
    const run = runs.at(-1);
    if (run?.last === place - 1) Object.assign(run, { last: place, lostMs: run.lostMs + lostMs });
    else runs.push({ first: place, last: place, lostMs });
  }
  return runs.filter(({ lostMs }) => lostMs >= WORTH_MS);
}

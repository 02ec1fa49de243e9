import type { Service } from '@claude-monitor/protocol/api/index';
import type { StateTimes } from '@claude-monitor/protocol/live/state-times';

export const pageTitle = 'Uptime · Claude Monitor';
export const loading = 'Loading uptime…';
export const broken = 'Uptime can’t be loaded';
export const empty = 'No data for this period';
export const emptyFiltered = 'No agent matches these filters';

export const SERVICE_WORDS: Readonly<Record<Service, string>> = {
  ingest: 'Ingest',
  hub: 'Live hub',
  database: 'History',
};
export const SERVICE_MEANS: Readonly<Record<Service, string>> = {
  ingest: 'receives events',
  hub: 'updates pages',
  database: 'stores events',
};
export const service = 'Service';
export const up = 'Up';
export const down = 'Down';
export const unknown = 'No data';
export const legendUp = 'up';
export const legendDown = 'down';
export const legendUnknown = 'no data';
export const onePerMinute = 'Probed once a minute. Minutes without data never count as up.';
export const serviceMeans = ({
  name,
  share,
  down,
  unknown,
}: {
  name: string;
  share: string;
  down: string;
  unknown: string;
}): string => `${name}: up ${share}, down ${down}, no data ${unknown}`;
export const never = 'never';
export const notProbed = 'not probed';

export const agents = 'Agents';
export const byHour = 'by hour';
export const byDay = 'by day';
export const working = 'Working';
export const waiting = 'Waiting';
export const lost = 'Lost';
export const shareMeans = 'Working and stalled time, of all time in open sessions';
export const STATE_WORDS: Readonly<Record<keyof StateTimes, string>> = {
  activeMs: 'working',
  waitingMs: 'waiting',
  idleMs: 'idle',
  stalledMs: 'stalled',
  lostMs: 'lost',
};
export const blank = 'blank: no session';
export const agentMeans = (name: string, times: string): string => `${name}: ${times}`;
export const noTimes = 'no session';
export const moreAgents = (count: string): string =>
  `${count} more agents are not listed. Use the filters to find them.`;
export const lostMeans =
  'Each hour shows its most common state. Lost: no events for 30 min, or 4 h during a tool call; never while waiting for a person. Parallel sessions add up; a silence counts for at most a day.';
export const lostMeansByDay = lostMeans.replace('Each hour', 'Each day');
export const followedFrom = (time: string): string =>
  `Too many unfinished sessions. Only those active since ${time} are followed to now.`;
export const openSessions = (agent: string): string => `Sessions of ${agent}`;

export const details = 'Gaps and busy hours';
export const gaps = 'Gaps';
export const noGaps = 'No gaps in this period.';
export const moreGaps = (count: string): string => `${count} older gaps are not listed.`;
export const downBetween = (service: string, from: string, to: string): string =>
  `${service} down ${from}–${to}`;
export const downSince = (service: string, from: string): string => `${service} down since ${from}`;
export const noDataBetween = (from: string, to: string): string =>
  `No data ${from}–${to}: no probe ran`;
export const noDataSince = (from: string): string => `No data since ${from}: no probe runs`;
export const noDataUntil = (to: string): string => `No data before ${to}: no probe ran`;
export const lostFor = (time: string): string => `lost for ${time}`;
export const lostSince = (time: string): string => `lost since ${time}`;
export const waitingSince = (time: string): string => `waiting since ${time}`;

export const noProbe = 'No probe ran';
export const upAll = 'The service was up the whole time.';
export const upProbed = 'The service was up whenever it was probed.';
/** Where most minutes were not probed. */
export const upIn = (time: string): string =>
  `The service was up for the ${time} that it was probed.`;
export const receivedAll = 'Events were received the whole time.';
export const wasDown = (names: string, time: string): string => `${names} was down for ${time}.`;
export const worked = (time: string): string => `Agents worked ${time}`;
export const waited = (time: string): string => ` and waited ${time} for people`;
export const wereLost = (time: string): string => `; ${time} were lost`;
export const noAgent = 'No agent had an open session.';
export const noMatching = 'No matching agent had an open session.';

export const whenAgentsWork = 'When agents work';
export const byHourOfWeek = 'by hour of the week';
export const DAY_NAMES = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
type HourOfWeek = { day: number; hour: number };
const hourOf = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;
const timesOf = ({ day, hour }: HourOfWeek): string =>
  `${DAY_NAMES[day] ?? ''} ${hourOf(hour)}–${hourOf(hour + 1)}`;
const atOnce = (atWork: number): string => (atWork < 0.05 ? 'fewer than 0.1' : atWork.toFixed(1));
export const busiest = (at: HourOfWeek, atWork: number): string =>
  `Busiest: ${timesOf(at)}, with ${atOnce(atWork)} sessions working on average.`;
export const nobodyWorked = 'No agent worked in this period.';
export const hourMeans = (at: HourOfWeek, atWork: number | null): string => {
  if (atWork === null) return `${timesOf(at)}: not in this period`;
  return atWork === 0
    ? `${timesOf(at)}: none working`
    : `${timesOf(at)}: ${atOnce(atWork)} sessions working on average`;
};
export const ofListedAgents = 'Of the agents listed.';

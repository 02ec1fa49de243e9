/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseEvent, type TelemetryEvent } from '@claude-monitor/protocol';
import { normaliseHook } from '../claude-hooks/claude-hooks.ts';
import { normalise } from './captures.fixture.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/teams');

/** Runs of the real client against a scripted model; all it sent, metrics and spans aside. */
export const TEAM_RUNS = [
  'team',
  'named-subagents',
  'workflow',
  'team-of-2.1.197',
  'subagents-of-2.1.197',
  'team-of-2.1.332',
  'workflow-of-2.1.332',
] as const;

type TeamRun = (typeof TEAM_RUNS)[number];

/** Requests of the run in the order of their arrival, epoch ms. */
type TeamCapture = {
  client: string;
  requests: { at: number; kind: 'hook' | 'logs'; body: unknown }[];
};

/** What the scripted API answered: to whom (a teammate's name, else a subagent's id; null: the main loop). */
export type TeamTruth = {
  session: string;
  requests: {
    agent: string | null;
    model: string;
    input: number;
    output: number;
    cacheRead: number;
    cacheCreation: number;
  }[];
};

export function teamCapture(run: TeamRun): TeamCapture {
  const packed = readFileSync(join(FOLDER, `${run}.json.gz`));
  return JSON.parse(gunzipSync(packed).toString('utf8'));
}

export function teamTruth(run: TeamRun): TeamTruth {
  const truths = JSON.parse(readFileSync(join(FOLDER, 'truth.json'), 'utf8'));
  return truths[run];
}

/** The events of a run, as if it had happened that much later. */
export function teamEvents(run: TeamRun, later = 0): TelemetryEvent[] {
  return teamCapture(run).requests.flatMap(({ at, kind, body }) => {
    const { events } =
      kind === 'hook' ? normaliseHook(body, at) : normalise('logs', { json: body });
    return events.map((event) => moved(event, later));
  });
}

function moved(event: TelemetryEvent, later: number): TelemetryEvent {
  const lastAt = event.type === 'sequence' ? event.lastAt : undefined;
  const parsed = parseEvent({
    ...event,
    time: event.time + later,
    ...(lastAt === undefined ? {} : { lastAt: lastAt + later }),
  });
  if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.message}`);
  return parsed.event;
}

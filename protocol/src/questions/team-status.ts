import { z } from 'zod';
import { incidentReason, incidentTitle } from '../incidents/incident-words.ts';
import { incidentKindSchema, incidentStateOf, type Incident } from '../incidents/incident.ts';
import { LIMITS } from '../limits.ts';
import { stateOf, type SessionState } from '../live/state-of.ts';
import type { Session, Task } from '../live/view.ts';
import { cutLine, fit, limitSchema, linesOf } from './fit.ts';
import { defineQuestion, type Answered, type WorkspaceSnapshot } from './question.ts';
import { sessionsAtWork } from './sessions-at-work.ts';
import { stateReason } from './state-reason.ts';
import { clip, clipOrNull, isoTime, joined, percent, plural, span } from './words.ts';

/** Who needs someone comes first. */
const STATES = ['waiting', 'stalled', 'active', 'idle', 'lost'] as const;
type OpenState = (typeof STATES)[number];

const TASKS_SHOWN = 5;
const INCIDENTS_SHOWN = 5;

const openTask = z.object({
  taskId: z.string(),
  description: z.string().nullable(),
  progress: z.number().nullable(),
});

export const teamStatusQuestion = defineQuestion({
  name: 'get_team_status',
  title: 'Team status',
  description: 'Who works on what, and who waits.',
  inputSchema: z.object({
    project: z.string().max(LIMITS.nameLength).optional(),
    limit: limitSchema,
  }),
  outputSchema: z.object({
    asOf: z.string(),
    counts: z.record(z.enum(STATES), z.number()),
    sessions: z.array(
      z.object({
        sessionId: z.string(),
        agentName: z.string(),
        state: z.enum(STATES),
        since: z.string(),
        because: z.string(),
        project: z.string().nullable(),
        tasks: z.array(openTask),
        moreTasks: z.number(),
      }),
    ),
    more: z.number(),
    /** Open incidents: neither acknowledged nor snoozed. */
    needs: z.array(
      z.object({
        incident: z.string(),
        kind: incidentKindSchema,
        sessionId: z.string().nullable(),
        since: z.string(),
        reason: z.string(),
      }),
    ),
    moreNeeds: z.number(),
  }),
});

type TeamStatus = z.infer<typeof teamStatusQuestion.outputSchema>;
type Seat = { session: Session; state: SessionState & { name: OpenState }; tasks: Task[] };

/** Sessions that have not ended, and the open tasks that each holds. */
export function answerTeamStatus(
  input: z.output<typeof teamStatusQuestion.inputSchema>,
  picture: WorkspaceSnapshot,
): Answered<TeamStatus> {
  const seats = seatsOf(picture, input.project);
  const counts = { waiting: 0, stalled: 0, active: 0, idle: 0, lost: 0 };
  for (const { state } of seats) counts[state.name]++;
  const where = input.project === undefined ? '' : ` in ${input.project}`;
  const states = STATES.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  const head =
    seats.length === 0
      ? `No session is open${where}.`
      : `${plural(seats.length, 'open session')}${where}: ${states.join(', ')}.`;
  const open = openIncidents(picture, input.project);
  const needs = open.slice(0, INCIDENTS_SHOWN);
  const moreNeeds = open.length - needs.length;
  return fit(seats, input.limit, (shown, more) => ({
    text: linesOf(
      head,
      needLine(needs, moreNeeds, picture.now),
      ...shown.map((seat) => lineOf(seat, picture.now)),
      cutLine(more),
    ),
    structured: {
      asOf: isoTime(picture.now),
      counts,
      sessions: shown.map(shownSeat),
      more,
      needs: needs.map(shownIncident),
      moreNeeds,
    },
  }));
}

/** What lasts longest comes first. */
function openIncidents(
  { incidents, now }: WorkspaceSnapshot,
  project: string | undefined,
): Incident[] {
  return incidents
    .filter((incident) => incidentStateOf(incident, now) === 'open')
    .filter((incident) => project === undefined || incident.project === project)
    .sort((a, b) => a.since - b.since);
}

function needLine(needs: readonly Incident[], more: number, now: number): string | null {
  if (needs.length === 0) return null;
  const lines = needs.map((incident) => {
    const who = incident.agentName ?? (incident.kind === 'service' ? 'the monitor' : 'an agent');
    const of = incident.session === null ? '' : ` [${incident.session.sessionId}]`;
    const reason = clip(incidentReason(incident.reason), 60);
    return `${who}${of} ${incidentTitle(incident)} (${reason}, ${span(now - incident.since)})`;
  });
  const rest = more === 0 ? '' : `; ${more} more`;
  return `Needs attention: ${lines.join('; ')}${rest}.`;
}

const shownIncident = ({ id, kind, session, since, reason }: Incident) => ({
  incident: id,
  kind,
  sessionId: session?.sessionId ?? null,
  since: isoTime(since),
  reason: clip(incidentReason(reason)),
});

function seatsOf(
  { sessions, tasks, now, limits }: WorkspaceSnapshot,
  project: string | undefined,
): Seat[] {
  const held = tasksBySession(tasks);
  const seats: Seat[] = [];
  for (const session of sessions) {
    const state = stateOf(session, now, limits);
    if (!isOpen(state)) continue;
    const own = held.get(session.id) ?? [];
    const isMatch =
      project === undefined ||
      session.project === project ||
      own.some((task) => task.project === project);
    if (isMatch) seats.push({ session, state, tasks: own });
  }
  const rank = ({ state }: Seat): number => STATES.indexOf(state.name);
  return seats.sort((a, b) => rank(a) - rank(b) || b.session.lastAt - a.session.lastAt);
}

function tasksBySession(tasks: readonly Task[]): ReadonlyMap<string, Task[]> {
  const held = new Map<string, Task[]>();
  for (const task of tasks) {
    for (const session of sessionsAtWork(task)) {
      const own = held.get(session);
      if (own === undefined) held.set(session, [task]);
      else own.push(task);
    }
  }
  for (const own of held.values()) own.sort((a, b) => b.lastAt - a.lastAt);
  return held;
}

const isOpen = (state: SessionState): state is SessionState & { name: OpenState } =>
  state.name !== 'ended';

function shownSeat({ session, state, tasks }: Seat): TeamStatus['sessions'][number] {
  return {
    sessionId: session.sessionId,
    agentName: session.agentName,
    state: state.name,
    since: isoTime(state.since),
    because: stateReason(state.because),
    project: session.project,
    tasks: tasks.slice(0, TASKS_SHOWN).map((task) => ({
      taskId: task.taskId,
      description: clipOrNull(task.description),
      progress: task.progress,
    })),
    moreTasks: Math.max(0, tasks.length - TASKS_SHOWN),
  };
}

function lineOf({ session, state, tasks }: Seat, now: number): string {
  const [task] = tasks;
  const others = tasks.length > 1 ? `${tasks.length - 1} more` : null;
  const work =
    task === undefined
      ? 'no task'
      : joined(`on ${task.taskId}`, task.progress === null ? null : percent(task.progress), others);
  // Being at work needs no reason.
  const why = state.name === 'active' ? '' : ` (${stateReason(state.because, 60)})`;
  const lasts = span(now - state.since);
  return `${session.agentName} [${session.sessionId}] ${state.name} ${lasts}${why}, ${work}`;
}

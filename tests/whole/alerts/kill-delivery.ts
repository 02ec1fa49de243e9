import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { schedulesAnswerSchema, TIME } from '@claude-monitor/protocol';
import type { Random } from '@claude-monitor/protocol/testing/random';
import { eventually } from '../http/api.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { openAlerting } from './alerting.ts';
import { tallyOf, type Tally } from './counted.ts';
import { signedBy } from './platform-rules.ts';
import { Platform } from './platform.ts';

/**
 * A rule sends ten new alerts a minute one by one, and of more than those only how many there are: so many workspaces that
 * even a kill a second is no more than that in each.
 */
const WORKSPACES = 12;
/** From the event, or the answer that it is stored, through sending, to some time after. */
const MOMENTS_MS = [0, 120] as const;
const SCHEDULES = 20;

type Killed = { kills: number; alerts: Tally; reports: Tally };
type Team = Awaited<ReturnType<typeof openTeam>>;

async function openTeam(monitor: Monitor, name: string) {
  const alerting = await openAlerting(monitor, name);
  let secret = '';
  const platform = await Platform.start(signedBy(() => secret));
  secret = (await alerting.channel('webhook', platform.url)).secret ?? '';
  return { ...alerting, platform };
}

/**
 * Kills the Worker's process with SIGKILL at random moments after an alert was stored, so often; with reports also
 * around the next quarter of an hour, when those of zones that lie so fall due.
 */
export async function killWhileDelivering(
  monitor: Monitor,
  random: Random,
  { kills, hasReports }: { kills: number; hasReports: boolean },
): Promise<Killed> {
  const teams: Team[] = [];
  for (let index = 0; index < WORKSPACES; index++) {
    teams.push(await openTeam(monitor, `killed${String(index)}`));
  }
  const due: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const team = teams[kill % teams.length] ?? teams[0];
    if (team === undefined) break;
    const name = `due-${String(kill)}-end`;
    due.push(name);
    const stored = sendUntilStored(team, name);
    // Some are killed before they answered that it is stored.
    if (random.chance(0.7)) await stored;
    await delay(random.between(...MOMENTS_MS));
    for (const pid of monitor.pidsOf('workerd')) process.kill(pid, 'SIGKILL');
    await stored;
  }
  const taken = () => teams.flatMap(({ platform }) => platform.taken);
  const missing = (): string[] =>
    due.filter((name) => !taken().some(({ body }) => body.includes(name)));
  // One that is stored and not yet queued is in no log: each is waited for by its name.
  await eventually(
    async () => await Promise.resolve(missing()),
    (names) => names.length === 0,
    120_000,
  ).catch(() => undefined);
  await Promise.all(teams.map(settled));
  const alerts = tallyOf(taken(), due);
  if (alerts.lost > 0) console.log(`never delivered: ${missing().join(', ')}`);
  const reports = hasReports ? await killAtReports(monitor, teams, random) : NOTHING;
  for (const { platform } of teams) await platform.close();
  return { kills, alerts, reports };
}

const NOTHING: Tally = { lost: 0, doubled: 0, repeated: 0 };

async function sendUntilStored({ ingest }: Team, name: string): Promise<void> {
  const of = (type: string, rest: object = {}): object => ({
    ...{ id: randomUUID(), source: 'mcp', sessionId: name, time: Date.now(), type, ...rest },
  });
  const task = { taskId: name, project: 'dex' };
  const events = [
    of('session.start', { agentName: 'builder', project: 'dex' }),
    of('task.start', { ...task, taskDescription: 'Deploy' }),
    of('task.complete', { ...task, status: 'failed' }),
  ];
  await eventually(
    () => ingest(events),
    ({ status }) => status === 202,
  );
}

/** Nothing waits any more. */
async function settled({ log }: Team): Promise<void> {
  await eventually(log, (items) => items.every(({ state }) => state === 'delivered'), 120_000);
}

async function killAtReports(
  monitor: Monitor,
  teams: readonly Team[],
  random: Random,
): Promise<Tally> {
  const quarterMs = 15 * TIME.minuteMs;
  // The hour begins at :00 in UTC, :30 in Kolkata, and :15 in Kathmandu.
  let dueAt = Math.ceil((Date.now() + 20_000) / quarterMs) * quarterMs;
  if (new Date(dueAt).getUTCMinutes() === 45) dueAt += quarterMs;
  const timezone = { 0: 'UTC', 15: 'Asia/Kathmandu', 30: 'Asia/Kolkata' }[
    new Date(dueAt).getUTCMinutes()
  ];
  const hour = Number(
    new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: timezone }).format(
      dueAt,
    ),
  );
  const due: string[] = [];
  for (const [at, { request }] of teams.entries()) {
    for (let index = 0; index < SCHEDULES; index++) {
      const project = `report-${String(at)}-${String(index)}-end`;
      due.push(project);
      const body = { period: 'day', timezone, hour, project };
      await request('POST', '/v1/reports/schedules', body);
    }
  }
  await delay(dueAt - Date.now());
  const isSent = async (): Promise<boolean> => {
    const listed = await Promise.all(
      teams.map(async ({ request }) =>
        schedulesAnswerSchema.parse((await request('GET', '/v1/reports/schedules')).json),
      ),
    );
    return listed.every(({ items }) => items.every(({ sent }) => sent.length > 0));
  };
  for (let kill = 0; kill < 60; kill++) {
    await delay(random.between(100, 900));
    for (const pid of monitor.pidsOf('workerd')) process.kill(pid, 'SIGKILL');
    if (await isSent().catch(() => false)) break;
  }
  await eventually(isSent, (sent) => sent, 300_000);
  await Promise.all(teams.map(settled));
  return tallyOf(
    teams.flatMap(({ platform }) => platform.taken),
    due,
  );
}

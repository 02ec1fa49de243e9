import { z } from 'zod';
import { jsonIn } from '@claude-monitor/protocol/api/refusal';
import { pauseAt, isSwitchedOff, readChoices, type TextKind } from '../machine/choices.ts';
import { readMachine } from '../machine/machine-file.ts';
import { callRelay, holderOf } from '../relay/call-relay.ts';
import type { Env } from '../resolve-config.ts';
import { brakeStatusSchema, brakeWords } from '../brake/brake-status.ts';
import { textsWords } from '../texts/texts.ts';
import { ago } from './ago.ts';

const runningSchema = z.object({
  version: z.string(),
  pid: z.number(),
  startedAt: z.number(),
  rssBytes: z.number(),
  openSessions: z.number(),
  hooks: z.number(),
  otlp: z.number(),
  events: z.number(),
  silent: z.number(),
  refused: z.record(z.string(), z.number()),
  jobs: z.record(z.string(), z.unknown()),
});

/** `rests`: it starts with the next session. `stranger`: another program has its port. */
type RelayStatus = { port: number } & (
  { state: 'rests' | 'stranger' } | ({ state: 'runs' } & z.infer<typeof runningSchema>)
);

type RecordingStatus = { isOn: boolean; why: string | null; neverReport: string[] };

/** What `status` says of this machine beside the delivery. */
export type MachineStatus = {
  version: string;
  /** Null where `init` has not been. */
  relay: RelayStatus | null;
  /** Of the client that hooks run. */
  installedVersion: string | null;
  recording: RecordingStatus;
  /** Texts that leave this machine, by kind: those that its user opted in to. */
  textsSent: readonly TextKind[];
};

/** Null where `init` has not been. */
export async function relayStatus(env: Env): Promise<RelayStatus | null> {
  const machine = readMachine(env);
  if (machine === null) return null;
  const { port } = machine;
  const holder = await holderOf(machine);
  if (holder.kind === 'stranger') return { port, state: 'stranger' };
  if (holder.kind === 'nobody') return { port, state: 'rests' };
  try {
    const { body } = await callRelay(machine, { path: '/status', method: 'GET' });
    return { port, state: 'runs', ...runningSchema.parse(jsonIn(body)) };
  } catch {
    return { port, state: 'rests' };
  }
}

export function recordingStatus(env: Env, now: number): RecordingStatus {
  const choices = readChoices(env);
  const { neverReport } = choices;
  const pause = pauseAt(choices, now);
  if (isSwitchedOff(env))
    return { isOn: false, why: 'CLAUDE_MONITOR_OFF is set here', neverReport };
  if (pause === undefined) return { isOn: true, why: null, neverReport };
  const until = pause.until === null ? 'you resume it' : new Date(pause.until).toISOString();
  return { isOn: false, why: `paused until ${until}`, neverReport };
}

export function machineLines(status: MachineStatus, now: number): string[] {
  const { relay, recording, installedVersion, version, textsSent: texts } = status;
  const folders =
    recording.neverReport.length === 0 ? '' : `, never in ${recording.neverReport.join(', ')}`;
  return [
    `relay        ${relayWords(relay, now)}`,
    ...brakeLines(relay),
    ...(installedVersion === null || installedVersion === version
      ? []
      : [`installed    version ${installedVersion}: run \`init\` to install ${version}`]),
    `recording    ${recording.isOn ? 'on' : `off: ${recording.why ?? ''}`}${folders}`,
    `texts        ${textsWords(texts)}`,
  ];
}

/** A relay of before brakes says nothing of one. */
function brakeLines(relay: RelayStatus | null): string[] {
  if (relay?.state !== 'runs') return [];
  const brake = brakeStatusSchema.safeParse(relay.jobs['brake']);
  return brake.success ? [`brake        ${brakeWords(brake.data).words}`] : [];
}

function relayWords(relay: RelayStatus | null, now: number): string {
  if (relay === null) return 'not set up: run `claude-monitor init`';
  const port = `port ${String(relay.port)}`;
  switch (relay.state) {
    case 'stranger':
      return `another program uses ${port}: run \`claude-monitor doctor\``;
    case 'rests':
      return `stopped (${port}); starts with the next session`;
    case 'runs': {
      const { version, startedAt, openSessions, events, refused } = relay;
      const count = Object.values(refused).reduce((sum, each) => sum + each, 0);
      const bad = count === 0 ? '' : `, ${String(count)} refused`;
      return `version ${version} on ${port}, started ${ago(startedAt, now)}: ${String(openSessions)} open sessions, ${String(events)} events${bad}`;
    }
  }
}

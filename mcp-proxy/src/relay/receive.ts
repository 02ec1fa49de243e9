import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { Labels } from '@claude-monitor/protocol/labels';
import {
  normaliseHook,
  normaliseOtlp,
  type OtlpBody,
  type OtlpSignal,
} from '@claude-monitor/receivers';
import { isNeverReported, isPaused, type Choices } from '../machine/choices.ts';
import { EventCleaner } from '../redact/clean-event.ts';
import type { ReceivedRequests } from '../healing/received-requests.ts';
import { fingerprintsOf, type Fingerprints } from './fingerprint.ts';
import type { OpenSessions } from './sessions.ts';
import type { SilentSessions } from '../machine/silent-sessions.ts';
import { withTexts } from '../texts/opted-texts.ts';
import type { TaskOutcomes } from '../work/task-outcomes.ts';
import type { WorkLabels } from '../work/work-labels.ts';

type ReceiveDeps = {
  keep: (lines: readonly string[]) => unknown;
  now: () => number;
  choices: () => Choices;
  sessions: OpenSessions;
  silent: SilentSessions;
  fingerprintKey: string;
  /** What the sessions work on. */
  work: WorkLabels;
  /** What became of their tasks. */
  tasks: TaskOutcomes;
  /** Where the requests that telemetry reported are noted. */
  reported: ReceivedRequests;
};

/** What came of all that came in since the relay began. */
export type Received = {
  hooks: number;
  otlp: number;
  events: number;
  /** Of what can't be read, by the code that says why. */
  refused: Record<string, number>;
  /** Not recorded because its user said so: paused, a private folder, switched off. */
  silent: number;
};

export type OtlpOutcome =
  { ok: true; rejected: number; message: string } | { ok: false; message: string };

/** A session by its id and folder, at a time in epoch ms. */
export type SilentQuestion = { id: string; folder?: string | undefined; at?: number | undefined };

type Fields = ReadonlyMap<string, unknown>;

/** Turns what clients say into events and keeps them. What the vocabulary has no field for ends here (rule PRX4). */
export class Receiving {
  readonly received: Received = { hooks: 0, otlp: 0, events: 0, refused: {}, silent: 0 };
  readonly #deps: ReceiveDeps;
  readonly #cleaner = new EventCleaner();

  constructor(deps: ReceiveDeps) {
    this.#deps = deps;
  }

  /** One hook of Claude Code; on the disk when it returns. */
  hook(body: unknown): void {
    this.received.hooks++;
    const { now, sessions } = this.#deps;
    const at = now();
    const { events, refused } = normaliseHook(body, at);
    for (const { code } of refused) this.refuse(code);
    const fields = fieldsOf(body);
    const id = textOf(fields.get('session_id'));
    if (id !== '') {
      if (fields.get('hook_event_name') === 'SessionEnd') sessions.ended(id);
      else sessions.seen(id, at);
      if (this.isSilent({ id, folder: textOf(fields.get('cwd')) })) {
        this.received.silent += events.length;
        return;
      }
    }
    const { labels, became } = id === '' ? NO_OUTCOME : this.#outcomeOf(id, { fields, at });
    const { texts } = this.#deps.choices();
    const withText = events.map((event) => withTexts(event, fields, texts));
    const hasText = texts.length > 0;
    const fingerprints = this.#fingerprintsIn(fields);
    this.#keep([...withText, ...became], { fingerprints, outcome: labels, hasText });
  }

  #outcomeOf(session: string, { fields, at }: { fields: Fields; at: number }) {
    const { work, tasks } = this.#deps;
    const { labels, outcome } = work.hook(session, fields);
    tasks.hook(session, fields);
    if (Object.keys(outcome).length === 0) return { labels, became: [] };
    const branchPull = work.pullOf(session);
    return { labels, became: tasks.brought({ session, at, outcome, branchPull }) };
  }

  otlp(signal: OtlpSignal, body: OtlpBody): OtlpOutcome {
    this.received.otlp++;
    const result = normaliseOtlp(signal, body);
    if (!result.ok) {
      this.refuse(result.code);
      return { ok: false, message: result.message };
    }
    const { events, refused, records } = result.batch;
    const at = this.#deps.now();
    const reported = events.filter(({ sessionId: id }) => {
      if (this.isSilent({ id })) return false;
      this.#deps.sessions.seen(id, at);
      return true;
    });
    this.received.silent += events.length - reported.length;
    for (const event of reported) {
      if (event.type !== 'usage' || event.requestId === undefined) continue;
      this.#deps.reported.add(event.sessionId, event.requestId);
    }
    this.#keep(reported, { fingerprints: new Map(), outcome: {}, hasText: false });
    for (const { code } of refused) this.refuse(code);
    const [first] = refused;
    const message = first === undefined ? '' : `The first: ${first.path}: ${first.message}.`;
    return { ok: true, rejected: Math.min(refused.length, records), message };
  }

  refuse(code: string): void {
    this.received.refused[code] = (this.received.refused[code] ?? 0) + 1;
  }

  /** Whether a session is private, or was paused at a time: now, where none is named. */
  isSilent({ id, folder, at }: SilentQuestion): boolean {
    const { choices, silent, now } = this.#deps;
    if (silent.has(id)) return true;
    const chosen = choices();
    if (isNeverReported(chosen, folder)) {
      silent.add(id);
      return true;
    }
    return isPaused(chosen, at ?? now());
  }

  #keep(
    events: readonly TelemetryEvent[],
    known: {
      fingerprints: ReadonlyMap<string, Fingerprints>;
      outcome: Labels;
      /** Its user opted in to some. */
      hasText: boolean;
    },
  ): void {
    if (events.length === 0) return;
    const { fingerprints, outcome, hasText } = known;
    const lines = events.map((plain) => {
      const event = this.#deps.work.labelled(plain, outcome);
      if (event.type !== 'tool.call') return this.#cleaner.line(event, { hasText });
      return this.#cleaner.line({ ...event, ...fingerprints.get(event.toolUseId) }, { hasText });
    });
    this.received.events += events.length;
    this.#deps.keep(lines);
  }

  /** By tool-use id, of the call that a hook is about, or of all calls of its batch. */
  #fingerprintsIn(hook: Fields): Map<string, Fingerprints> {
    const batch = hook.get('tool_calls');
    const calls = Array.isArray(batch) ? batch.map(fieldsOf) : [hook];
    const found = new Map<string, Fingerprints>();
    for (const call of calls) {
      const toolName = textOf(call.get('tool_name'));
      const id = textOf(call.get('tool_use_id'));
      if (toolName === '' || id === '') continue;
      const input = call.get('tool_input');
      found.set(id, fingerprintsOf({ toolName, input }, this.#deps.fingerprintKey));
    }
    return found;
  }
}

const NO_OUTCOME = { labels: {}, became: [] };

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : new Map();

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

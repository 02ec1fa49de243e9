import { LIMITS, type EventType, type TelemetryEventInput } from '@claude-monitor/protocol';
import { textIn, type Fields } from './fields.ts';
import { projectOf } from './project.ts';

/** One call of a hook: what all of them say, and the body for what only this one says. */
export type Hook = {
  name: string;
  /** As it was sent; '' when it was not, which no event may be. */
  sessionId: string;
  promptId: string | undefined;
  /** The subagent it comes from; none: the main loop. */
  agentId: string | undefined;
  project: string | undefined;
  body: Fields;
};

/** What a hook says in words of the vocabulary; what all its events say is added later. */
export type Draft = {
  [Type in EventType]: About & { type: Type } & Unsure<Omit<EventInputOf<Type>, 'type'>>;
}[EventType];

type About = {
  /** What the event is known by, besides session and hook; none: by prompt and arrival (rule ING2). */
  key?: string | undefined;
  /** Where in the body a field comes from, where not from its usual place: for the path of a fault. */
  paths?: { readonly [field: string]: string };
  /** How long before the hook's arrival it happened. */
  agoMs?: number | undefined;
};

type EventInputOf<Type> = Extract<TelemetryEventInput, { type: Type }>;

type Unsure<Said> = { [Name in keyof Said]?: Said[Name] | undefined };

/** Turns a hook into what it says; a field that is missing makes an event that the parser refuses. */
export type HookReader = (hook: Hook) => Draft[];

export function readHook(body: Fields, name: string): Hook {
  return {
    name,
    sessionId: textIn(body, 'session_id') ?? '',
    promptId: shortId(textIn(body, 'prompt_id')),
    agentId: textIn(body, 'agent_id'),
    project: projectOf(textIn(body, 'cwd'), textIn(body, 'transcript_path')),
    body,
  };
}

/** An id that nothing rests on: without it the event is still worth having. */
const shortId = (id: string | undefined): string | undefined =>
  id !== undefined && id.length <= LIMITS.idLength ? id : undefined;

import { idOf, nameOf, type Attributes } from '../otlp/attributes.ts';
import { labelsOfResource } from '../otlp/labels/labels.ts';
import type { Origin } from '../otlp/records.ts';
import { projectOf, type Identity } from '../otlp/sender.ts';
import { namesOf, type Meaning } from '../conventions/names.ts';

/** What SDKs of OpenTelemetry call a service that nobody named. */
const NO_NAME_GIVEN = /^\s*(unknown_service.*)?$/i;
const UNKNOWN_AGENT = 'unknown';

function serviceOf({ resource }: Origin): string | undefined {
  const service = nameOf(resource, 'service.name');
  return service === undefined || NO_NAME_GIVEN.test(service) ? undefined : service;
}

/** By which unknown names are counted: the service, else the library that instruments it. */
export const senderOf = (origin: Origin): { client: string; version: string | null } => ({
  client: serviceOf(origin) ?? (origin.scope === '' ? UNKNOWN_AGENT : origin.scope),
  version: nameOf(origin.resource, 'service.version') ?? (origin.scopeVersion || null),
});

/**
 * Who a record is from. Nobody's service is shown by the agent that the record, or another one of its trace,
 * names, else by the library that instruments it: never as Claude Code.
 */
export function identityOfAgent(
  attributes: Attributes,
  origin: Origin,
  agentOfTrace: string | undefined,
): Identity {
  const own = firstName(attributes, 'agent');
  const scope = origin.scope.slice(0, 200);
  return {
    agentName: serviceOf(origin) ?? agentOfTrace ?? own ?? (scope === '' ? UNKNOWN_AGENT : scope),
    project: projectOf(attributes, origin),
    user: firstName(attributes, 'user') ?? firstName(origin.resource, 'user'),
    labels: labelsOfResource(origin.resource),
  };
}

export function firstName(attributes: Attributes, meaning: Meaning): string | undefined {
  for (const name of namesOf(meaning)) {
    const value = nameOf(attributes, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The model that answered, else the one that was asked; some write that they know none. */
export function modelOf(attributes: Attributes): string | undefined {
  const names = [...namesOf('model'), ...namesOf('askedModel')];
  const found = names.flatMap((name) => nameOf(attributes, name) ?? []);
  return found.find((model) => !isPlaceholder(model)) ?? found[0];
}

/** Written where there is no id. */
const PLACEHOLDER = /^(n\/?a|none|null|nil|undefined|unknown|-+|0+)$/i;

const isPlaceholder = (id: string): boolean => PLACEHOLDER.test(id.trim());

/** Some databases number their conversations. */
function idIn(attributes: Attributes, name: string): string | undefined {
  const value = attributes.get(name);
  return Number.isSafeInteger(value) ? String(value) : idOf(attributes, name);
}

export function firstId(attributes: Attributes, meaning: Meaning): string | undefined {
  for (const name of namesOf(meaning)) {
    const value = idIn(attributes, name);
    if (value !== undefined && !isPlaceholder(value)) return value;
  }
  return undefined;
}

/** The conversation that a record names, else what it or its sender calls a session. */
export function conversationOf(attributes: Attributes, { resource }: Origin): string | undefined {
  const session = idIn(attributes, 'session.id') ?? idIn(resource, 'session.id');
  const named = firstId(attributes, 'conversation') ?? firstId(resource, 'conversation');
  return named ?? (session === undefined || isPlaceholder(session) ? undefined : session);
}

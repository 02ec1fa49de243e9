import { hash64, LIMITS, WITHOUT_SESSION, type Labels } from '@claude-monitor/protocol';
import { idOf, nameOf, type Attributes } from './attributes.ts';
import { labelsOfClaudeCode } from './labels/labels.ts';
import type { Origin } from './records.ts';
import { PROJECT_NAMES } from './labels/resource-attributes.ts';

/** Who sent a record, as far as its telemetry says. */
export type Identity = {
  agentName: string | undefined;
  project: string | undefined;
  user: string | undefined;
  labels: Labels | undefined;
};

export const CLAUDE_CODE = 'claude-code';
const CLAUDE_CODE_SCOPE = 'com.anthropic.claude_code';

/** Whether Claude Code itself sent it, under whatever service name it runs. */
export function isClaudeCode({ resource, scope }: Origin): boolean {
  return scope.startsWith(CLAUDE_CODE_SCOPE) || resource.get('service.name') === CLAUDE_CODE;
}

/** Claude Code, as unknown names are counted by it, and its version where it says one. */
export const clientOf = ({ resource }: Origin): { client: string; version: string | null } => ({
  client: CLAUDE_CODE,
  version: nameOf(resource, 'service.version') ?? null,
});

/**
 * Where a user switched off that records name their session (`OTEL_METRICS_INCLUDE_SESSION_ID=false`), all of
 * them are one session of that user, whose id says why.
 */
export function sessionOrUserOf(attributes: Attributes, origin: Origin): string | undefined {
  const named = sessionOf(attributes, origin);
  if (named !== undefined || hasSession(attributes, origin)) return named;
  const user = userOf(attributes, origin);
  return user === undefined ? undefined : `${WITHOUT_SESSION} ${user}`.slice(0, LIMITS.idLength);
}

/** One that is there and can't be read is a fault; a blank one is what a collector left of it. */
const hasSession = (attributes: Attributes, { resource }: Origin): boolean =>
  [attributes, resource].some((of) => String(of.get('session.id') ?? '').trim() !== '');

export const sessionOf = (attributes: Attributes, { resource }: Origin): string | undefined =>
  idOf(attributes, 'session.id') ?? idOf(resource, 'session.id');

export function identityOf(attributes: Attributes, origin: Origin): Identity {
  const { resource } = origin;
  const service = nameOf(resource, 'service.name');
  const isOwnName =
    service !== undefined && service !== CLAUDE_CODE && !service.startsWith(NO_NAME_GIVEN);
  return {
    agentName: isOwnName ? service : undefined,
    project: projectOf(attributes, origin),
    user: userOf(attributes, origin),
    labels: labelsOfClaudeCode(attributes, resource),
  };
}

/** What Claude Code calls its user by, the strongest first: settings and collectors leave out some in one signal. */
const USER_NAMES = ['user.email', 'user.account_uuid', 'user.account_id', 'user.id'];

const namesOfUser = (attributes: Attributes, { resource }: Origin): (string | undefined)[] =>
  USER_NAMES.map((name) => nameOf(attributes, name) ?? nameOf(resource, name));

const userOf = (attributes: Attributes, origin: Origin): string | undefined =>
  namesOfUser(attributes, origin).find((name) => name !== undefined);

/** By these the user of two signals is found to be one, which name different ones of them. */
export function userKeysOf(attributes: Attributes, origin: Origin): string[] | undefined {
  const names = namesOfUser(attributes, origin);
  if (names.every((name) => name === undefined)) return undefined;
  return names.map((name) => (name === undefined ? '' : hash64(name)));
}

/** The project that the user gave the sender, else the repository that a record, or its sender, names. */
export function projectOf(attributes: Attributes, { resource }: Origin): string | undefined {
  const find = (key: string): string | undefined =>
    nameOf(attributes, key) ?? nameOf(resource, key);
  for (const name of PROJECT_NAMES) {
    const project = nameOf(resource, name);
    if (project !== undefined) return project;
  }
  return find('vcs.repository.name') ?? lastPart(find('vcs.repository.url.full'));
}

/** What SDKs of OpenTelemetry call a service that nobody named. */
const NO_NAME_GIVEN = 'unknown_service';

const lastPart = (url: string | undefined): string | undefined =>
  /([^/:]+?)(\.git)?\/?$/.exec(url ?? '')?.[1];

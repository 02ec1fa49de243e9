import { labelKeySchema, LIMITS, type Labels } from '@claude-monitor/protocol';
import type { Attributes, AttributeValue } from '../attributes.ts';
import { isOwnAttribute } from './resource-attributes.ts';

/** What Claude Code says itself of a request, beside `workflow.*`, by which people group what they spent. */
const OF_CLAUDE_CODE = [
  'agent.name',
  'effort',
  'mcp_server.name',
  'plugin.name',
  'skill.name',
] as const;

const WORKFLOW = 'workflow.';

/** The labels of all records of a resource, read once for each. */
const OF_RESOURCE = new WeakMap<Attributes, OfResource>();

type OfResource = { labels: Labels; leftOut: readonly string[] };

/** The labels that the user gave the sender of a record; undefined for none. */
export function labelsOfResource(resource: Attributes): Labels | undefined {
  const { labels } = ofResource(resource);
  return hasAny(labels) ? labels : undefined;
}

/** Names of those beyond what an event may have. */
export const labelsLeftOut = (resource: Attributes): readonly string[] =>
  ofResource(resource).leftOut;

/** The same with those of a record of Claude Code; where both have one, the user's stays. */
export function labelsOfClaudeCode(
  attributes: Attributes,
  resource: Attributes,
): Labels | undefined {
  const own: [string, string][] = [];
  for (const key of OF_CLAUDE_CODE) {
    const value = attributes.get(key);
    if (value !== undefined) addLabel(own, key, value);
  }
  for (const [key, value] of attributes) {
    if (key.startsWith(WORKFLOW)) addLabel(own, key, value);
  }
  if (own.length === 0) return labelsOfResource(resource);
  const named = Object.entries(ofResource(resource).labels);
  const users = new Set(named.map(([key]) => key));
  const all = [...named, ...own.filter(([key]) => !users.has(key))];
  return Object.fromEntries(all.slice(0, LIMITS.labelsOfEvent));
}

function ofResource(resource: Attributes): OfResource {
  const known = OF_RESOURCE.get(resource);
  if (known !== undefined) return known;
  const labels: [string, string][] = [];
  for (const [key, value] of resource) if (isOwnAttribute(key)) addLabel(labels, key, value);
  const read = {
    labels: Object.fromEntries(labels.slice(0, LIMITS.labelsOfEvent)),
    leftOut: labels.slice(LIMITS.labelsOfEvent).map(([key]) => key),
  };
  OF_RESOURCE.set(resource, read);
  return read;
}

/** A label never costs a record: a value that is too long is cut, and shows it; one that is none is left out. */
function addLabel(labels: [string, string][], name: string, raw: AttributeValue): void {
  const key = name.replace(NOT_IN_KEYS, '_');
  const value = shortened(String(raw).replace(NOT_IN_VALUES, ' ').trim());
  if (value !== '' && labelKeySchema.safeParse(key).success) labels.push([key, value]);
}

const NOT_IN_KEYS = /[\s:=\p{C}]/gu;
const NOT_IN_VALUES = /[\p{Cc}\p{Cs}]/gu;
const CUT = '…';

const shortened = (value: string): string =>
  value.length <= LIMITS.labelValueLength
    ? value
    : `${value.slice(0, LIMITS.labelValueLength - CUT.length).replace(/\p{Cs}$/u, '')}${CUT}`;

const hasAny = (labels: Labels): boolean => Object.keys(labels).length > 0;

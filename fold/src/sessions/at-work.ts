import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../derive/effects.ts';
import type { Fact } from '../facts/fact.ts';
import { findFactNear } from '../facts/put-fact.ts';
import { firstAfter, place } from '../facts/timeline.ts';
import type { FoldState } from '../state.ts';
import type { SessionRecord, Subagent } from './session.ts';
import { endOf, subagentOf } from './subagents.ts';

/** Prefix of the type where a client does not say which subagent of it. */
const UNATTRIBUTED = '?';

export const isUnattributed = (agentId: string): boolean => agentId.startsWith(UNATTRIBUTED);

/** The type, where the client does not say which subagent of it; null for a known subagent or the main loop. */
export const unattributedType = (agentId: string): string | null =>
  isUnattributed(agentId) ? agentId.slice(UNATTRIBUTED.length) : null;

/**
 * Who of a run did it: '' is the main loop. Where the client only says of which type a subagent was, it was
 * the one that ran the tools which the request asked for; else the one of that type which was at work then.
 * If there were several, or none is known, that stays open.
 */
export function subagentIdOf(state: FoldState, run: SessionRecord, { key, fields }: Fact): string {
  const { at, agentId, subagentType } = fields;
  if (agentId !== undefined || subagentType === undefined) return agentId ?? '';
  const place = { kind: 'request.by', key: requestByKey(key), at } as const;
  const by = findFactNear(state, run, place)?.fact.fields.agentId;
  return by ?? onlyOneAtWork(state, run, { type: subagentType, at });
}

/** Of the fact that says who a request was made by. */
export const requestByKey = (requestKey: string): string => `by ${requestKey}`;

function onlyOneAtWork(
  state: FoldState,
  run: SessionRecord,
  { type, at }: { type: string; at: number },
): string {
  let only: string | null = null;
  for (let index = firstAfter(run.atWork, at) - 1; index >= 0; index--) {
    const id = run.atWork[index]?.id ?? '';
    const subagent = subagentOf(state, run, id);
    if (subagent === undefined || !isOfType(subagent, type)) continue;
    if ((endOf(subagent) ?? at) + END_SLACK_MS < at) continue;
    if (only !== null) return UNATTRIBUTED + type;
    only = id;
  }
  return only ?? UNATTRIBUTED + type;
}

/** The record of a last request may be stamped after the hook of its subagent's end: 3 ms were seen. */
const END_SLACK_MS = 100;

/** Clients call every agent that its user made "custom", unless details are allowed. */
const isOfType = ({ agentType, name, isWorkflow }: Subagent, type: string): boolean =>
  !isWorkflow &&
  (agentType?.value === type ||
    name?.value === type ||
    (type === 'custom' && !BUILT_IN.has(agentType?.value ?? '')));

/** Types of Claude Code (2.1.197 to 2.1.330). */
const BUILT_IN: ReadonlySet<string> = new Set([
  '',
  'Explore',
  'Plan',
  'claude-code-guide',
  'general-purpose',
  'statusline-setup',
  'workflow-subagent',
]);

/** Notes since when a subagent is at work; `was` is what was known before, null: nothing. */
export function updateAtWork(
  run: SessionRecord,
  { agentId, firstAt }: Subagent,
  was: number | null,
): void {
  if (firstAt === null) return;
  place(run.atWork, { at: firstAt, id: agentId }, was);
  if (run.atWork.length > LIMITS.subagentsAtWork) run.atWork.shift();
}

/** A request of the run does not name its subagent: what is learnt of subagents may tell which it was. */
export function recordUnattributed(run: SessionRecord, at: number): void {
  run.unattributedSince = run.unattributedSince === 0 ? at : Math.min(run.unattributedSince, at);
}

/** When a subagent began, ended, or what type it is became known: requests since then may be its own. */
export function reviewUnattributed(
  run: SessionRecord,
  subagent: Subagent,
  { effects }: FoldContext,
): void {
  if (run.unattributedSince === 0) return;
  effects.facts(run.key, Math.max(run.unattributedSince, subagent.firstAt ?? 0));
}

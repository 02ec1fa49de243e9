import { noUsage, USAGE_SUM_FIELDS, type UsageSums } from '@claude-monitor/protocol/figures';
import { attemptAt } from '../sessions/attempts.ts';
import { edgeOf, isEdge } from './edge.ts';
import {
  isCountedElsewhere,
  NO_ACTIVITY,
  type Activity,
  type Contribution,
  type Fact,
} from '../facts/fact.ts';
import { fingerprintOf } from '../facts/hours/hour-row.ts';
import { identityOf } from '../sessions/identity.ts';
import { isMeasuredSession } from '../sessions/measured.ts';
import type { FoldContext } from './effects.ts';
import { isCountedMetric, meteredPart, type Priced } from './metered-part.ts';
import { ownerOf, type Owner } from './owner.ts';
import { listCost, listedOf } from '../list-cost.ts';
import { pricedAt } from '../price.ts';
import { subagentIdOf, isUnattributed } from '../sessions/at-work.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { indexOf } from '../facts/timeline.ts';
import type { Track } from '../tasks/records.ts';
import { isCountedBoundary, openTrackAt, trackOf } from '../tasks/track.ts';

/** What a fact adds to the figures by all that is known now; null for one that adds nothing. */
export function contributionOf(
  run: SessionRecord,
  fact: Fact,
  { state, priceOf }: Known,
): Contribution | null {
  const activity = activityOf(state, run, fact);
  const isRequest = fact.kind === 'request';
  const isMetric = fact.kind === 'metric';
  if (!isRequest && !isMetric && !isEdge(fact) && activity === null) return null;
  if (isMetric && fact.contribution === null && !isCountedMetric(state, run, fact)) return null;
  if (isCountedElsewhere(fact) && fact.contribution === null) return null;
  const { at, model } = fact.fields;
  const agentId = subagentIdOf(state, run, fact);
  // One of several: whose they are, only the main loop can say.
  const actor = ownerOf(state, run, { agentId: isUnattributed(agentId) ? '' : agentId, at });
  const passed = isEdge(fact) ? edgeOf(state, { run, fact, owner: actor }) : null;
  if (isEdge(fact) && passed === null) return null;
  const owner = passed?.from ?? actor;
  const named = isRequest ? taskOf(state, run, { owner, fact }) : null;
  // What is not counted by model carries none: it would only differ when that becomes known.
  const isOfModel = isRequest || isMetric || fact.kind === 'error';
  const ownModel = isOfModel
    ? (model ?? identityOf(owner.session, owner.attempt).declaredModel ?? '')
    : '';
  const priced = { run, fact, model: ownModel, priceOf };
  const amount = isMetric ? meteredPart(state, priced) : amountOf(priced);
  return {
    at,
    owner: owner.attempt.id,
    ownerSession: owner.session.key,
    task: named?.track.task ?? '',
    agentId,
    model: ownModel,
    labels: fact.fields.labels ?? '',
    provenance: isMetric ? 'measured' : isRequest ? provenanceOf(state, owner, fact) : null,
    ...amount,
    activity: activity ?? NO_ACTIVITY,
    edge: passed?.edge ?? null,
    fingerprint: fact.kind === 'error' ? fingerprintOf(fact) : '',
  };
}

type Known = Pick<FoldContext, 'state' | 'priceOf'>;

type Amount = Pick<Contribution, 'usage' | 'clientCostMicros'>;

/** A copy adds zeros, for what it added before has rows of history that are to be written as zero. */
function amountOf(priced: Priced): Amount {
  const { fact } = priced;
  if (isCountedElsewhere(fact)) return { usage: noUsage(), clientCostMicros: 0 };
  const usage = fact.kind === 'request' ? pricedUsage(priced) : null;
  return { usage, clientCostMicros: fact.fields.clientCostMicros ?? 0 };
}

function activityOf(state: FoldState, run: SessionRecord, fact: Fact): Activity | null {
  switch (fact.kind) {
    case 'error': {
      if (fact.joined === 'yields') return null;
      const isHigh = fact.fields.severity === 'high' || fact.fields.severity === 'critical';
      return { ...NO_ACTIVITY, errors: 1, highErrors: isHigh ? 1 : 0 };
    }
    case 'tool':
      return { ...NO_ACTIVITY, toolCalls: 1 };
    case 'task.start':
    case 'task.complete':
      return boundaryActivity(state, run, fact);
    default:
      return null;
  }
}

function boundaryActivity(state: FoldState, run: SessionRecord, fact: Fact): Activity | null {
  const track = namedTrack(state, run, fact);
  const boundary = { id: fact.key, at: fact.fields.at };
  if (track === undefined || !isCountedBoundary(state, track, boundary)) return null;
  if (fact.kind === 'task.start') return { ...NO_ACTIVITY, tasksStarted: 1 };
  if (fact.fields.taskStatus === 'success') return { ...NO_ACTIVITY, tasksDone: 1 };
  if (fact.fields.taskStatus === 'failed') return { ...NO_ACTIVITY, tasksFailed: 1 };
  return null;
}

function namedTrack(state: FoldState, session: SessionRecord, fact: Fact): Track | undefined {
  const { taskId, project } = fact.fields;
  return taskId === undefined ? undefined : trackOf(state, session.key, { taskId, project });
}

/** The task that a request named itself, else the one its owner had open. */
function taskOf(
  state: FoldState,
  run: SessionRecord,
  { owner, fact }: { owner: Owner; fact: Fact },
): { session: SessionRecord; track: Track } | null {
  const named = namedTrack(state, run, fact);
  if (named !== undefined) return { session: run, track: named };
  const open = openTrackAt(state, owner.session.key, {
    since: owner.attempt.from,
    at: fact.fields.at,
  });
  return open === null ? null : { session: owner.session, track: open };
}

function provenanceOf(
  state: FoldState,
  owner: Owner,
  fact: Fact,
): Exclude<Contribution['provenance'], null> {
  if (fact.fields.isMeasured === true) return 'measured';
  return isMeasuredSession(state.sessions, owner.session, owner.attempt)
    ? 'superseded'
    : 'reported';
}

function pricedUsage(priced: Priced): UsageSums {
  const { run, fact, model, priceOf } = priced;
  const sums = fact.fields.isCumulative === true ? sinceLastReading(run, fact) : plainSums(fact);
  const webSearches = fact.fields.webSearches ?? 0;
  const hasTokens =
    sums.inputTokens + sums.outputTokens + sums.cacheReadTokens + sums.cacheCreationTokens > 0;
  const listed = listedOf(sums, fact.fields, model);
  const cost = hasTokens || webSearches > 0 ? listCost(listed, priceOf) : 0;
  return { ...sums, ...pricedAt(cost) };
}

const plainSums = (fact: Fact): UsageSums => ({
  ...noUsage(),
  requests: 1,
  inputTokens: fact.fields.inputTokens ?? 0,
  outputTokens: fact.fields.outputTokens ?? 0,
  cacheReadTokens: fact.fields.cacheReadTokens ?? 0,
  cacheCreationTokens: fact.fields.cacheCreationTokens ?? 0,
});

/** A running total adds what it grew by since the reading before it; one that fell started again at 0. */
function sinceLastReading(run: SessionRecord, fact: Fact): UsageSums {
  const sums = plainSums(fact);
  const before = run.readings[indexOf(run.readings, fact.key, fact.fields.at) - 1];
  if (before === undefined) return sums;
  const isSameAttempt = attemptAt(run, before.at).id === attemptAt(run, fact.fields.at).id;
  const hasFallen = USAGE_SUM_FIELDS.some(
    (field) => field !== 'requests' && sums[field] < before.sums[field],
  );
  if (!isSameAttempt || hasFallen) return sums;
  for (const field of USAGE_SUM_FIELDS) {
    if (field !== 'requests') sums[field] -= before.sums[field];
  }
  return sums;
}

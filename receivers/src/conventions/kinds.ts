import type { Attributes } from '../otlp/attributes.ts';
import type { Kind } from './kind.ts';
import * as aiSdk from './libraries/ai-sdk.ts';
import * as anthropic from './libraries/anthropic.ts';
import * as genAi from './gen-ai.ts';
import * as genkit from './libraries/genkit.ts';
import * as haystack from './libraries/haystack.ts';
import * as langsmith from './libraries/langsmith.ts';
import * as openClaw from './libraries/openclaw.ts';
import * as openInference from './libraries/openinference.ts';
import * as platforms from './libraries/platforms.ts';
import * as traceloop from './libraries/traceloop.ts';
import { namesOf } from './names.ts';
import { isOwnCount } from './own-counts.ts';

/** The most specific first: a span of Vercel's SDK may carry attributes of `gen_ai` as well. */
const CONVENTIONS: readonly ((attributes: Attributes, name: string) => Kind | null)[] = [
  anthropic.kindOf,
  openClaw.kindOf,
  aiSdk.kindOf,
  genkit.kindOf,
  haystack.kindOf,
  openInference.kindOf,
  genAi.kindOf,
  traceloop.kindOf,
  langsmith.kindOf,
  platforms.kindOf,
];

/** What the record is about, by the first convention that says it. */
export function kindOf(attributes: Attributes, name: string): Kind {
  for (const kindBy of CONVENTIONS) {
    const kind = kindBy(attributes, name);
    if (kind !== null) return kind;
  }
  return 'unsaid';
}

const MARKS = [
  '$ai_',
  'ai.',
  'anthropic.',
  'braintrust.',
  'fi.span.',
  'gen_ai.',
  'genkit:',
  'haystack.',
  'langfuse.',
  'langsmith.',
  'langtrace.',
  'llm.',
  'lmnr.',
  'mlflow.',
  'monocle_apptrace.',
  'openclaw.',
  'openinference.',
  'traceloop.',
  'weave.',
];

/** What a span of somebody's own says of a call, beside counts of its tokens. */
const MODEL_NAMES = ['model', 'model_name', 'model.name', 'model_id'];

/**
 * Whether anything of a record follows one of these conventions, or names a model and its tokens in words of its
 * own; all else is other people's telemetry.
 */
export function isOfAgent(attributes: Attributes): boolean {
  for (const key of attributes.keys()) {
    if (MARKS.some((mark) => key.startsWith(mark))) return true;
    if (isOwnCount(key, 'input') || isOwnCount(key, 'output')) return true;
  }
  return (
    MODEL_NAMES.some((name) => attributes.has(name)) &&
    OWN_COUNTS.some((name) => attributes.has(name))
  );
}

const OWN_COUNTS = [...namesOf('input'), ...namesOf('output')];

const METRICS =
  /^((gen_ai|llm|mcp|langgraph|agent_framework|semantic_kernel|strands|pydantic_ai|traceloop)\.|genkit\/)/;

/** Whether a metric of this name is about an agent: how long it took, how often, or what its spans tell too. */
export const isAgentMetric = (name: string): boolean => METRICS.test(name);

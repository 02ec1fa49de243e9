import type { Attributes } from '../otlp/attributes.ts';
import type { Kind } from './kind.ts';
import * as aiSdk from './ai-sdk.ts';
import * as anthropic from './anthropic.ts';
import * as genAi from './gen-ai.ts';
import * as langsmith from './langsmith.ts';
import * as openClaw from './openclaw.ts';
import * as openInference from './openinference.ts';
import * as platforms from './platforms.ts';
import * as traceloop from './traceloop.ts';

/** The most specific first: a span of Vercel's SDK may carry attributes of `gen_ai` as well. */
const CONVENTIONS: readonly ((attributes: Attributes, name: string) => Kind | null)[] = [
  anthropic.kindOf,
  openClaw.kindOf,
  aiSdk.kindOf,
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
  'ai.',
  'anthropic.',
  'braintrust.',
  'gen_ai.',
  'langfuse.',
  'langsmith.',
  'llm.',
  'lmnr.',
  'mlflow.',
  'openclaw.',
  'openinference.',
  'traceloop.',
];

/** Whether anything of a record follows one of these conventions; all else is other people's telemetry. */
export function isOfAgent(attributes: Attributes): boolean {
  for (const key of attributes.keys()) if (MARKS.some((mark) => key.startsWith(mark))) return true;
  return false;
}

const METRICS =
  /^(gen_ai|llm|mcp|langgraph|agent_framework|semantic_kernel|strands|pydantic_ai|traceloop)\./;

/** Whether a metric of this name is about an agent: how long it took, how often, or what its spans tell too. */
export const isAgentMetric = (name: string): boolean => METRICS.test(name);

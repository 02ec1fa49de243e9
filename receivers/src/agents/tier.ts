import { AUDIO_TIER } from '@claude-monitor/protocol';
import { nameOf, type Attributes } from '../otlp/attributes.ts';
import { greatestCount } from '../conventions/counts.ts';
import { operationOf } from '../conventions/gen-ai.ts';
import { namesOf } from '../conventions/names.ts';
import { firstName } from './sender.ts';

/**
 * How a request was served where that has a price of its own. What is served in one region only is dearer
 * (https://platform.claude.com/docs/en/about-claude/pricing), and so is what is heard and spoken
 * (https://openai.com/api/pricing).
 */
export function tierOf(
  attributes: Attributes,
  { name, model }: { name: string; model: string | undefined },
): string | undefined {
  const named = firstName(attributes, 'tier') ?? firstName(attributes, 'askedTier');
  const tier = named ?? textOf(attributes, TIER);
  const speed =
    firstName(attributes, 'speed') === undefined ? textOf(attributes, SPEED) : undefined;
  const isBatch =
    OF_BATCH.test(name) ||
    OF_BATCH.test(operationOf(attributes) ?? '') ||
    [...attributes].some(([key, value]) => value === true && IS_BATCH.test(key));
  const geo = firstName(attributes, 'geo')?.toLowerCase() ?? 'global';
  const region = geo === 'global' || geo === 'not_available' ? undefined : `${geo} only`;
  const audio = isAudio(attributes, model) ? AUDIO_TIER : undefined;
  const isLocal = namesOf('provider').some((key) => LOCAL.test(nameOf(attributes, key) ?? ''));
  const local = isLocal ? 'local' : undefined;
  const parts = [
    local,
    tier,
    speed,
    isBatch && tier !== 'batch' ? 'batch' : undefined,
    region,
    audio,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** Servers that people run themselves: a model there may have the name of one that is sold elsewhere. */
const LOCAL =
  /^(hosted_vllm|llama[._-]?cpp|llamafile|lm[_-]?studio|localai|ollama|tgi|vllm|xinference)([._-]|$)/i;

/** `anthropic.messages.batches.results` */
const OF_BATCH = /(^|[^a-z])batch(es)?([^a-z]|$)/i;

/** `gen_ai.request.is_batch` */
const IS_BATCH = /(^|[._])(is_?)?batch(_?(api|job|mode|request))?$/i;

/** Under a name that no table has it is a tier, or a speed, nonetheless, and may have another price. */
function textOf(attributes: Attributes, pattern: RegExp): string | undefined {
  for (const [name, value] of attributes) {
    if (pattern.test(name) && typeof value === 'string' && WORD.test(value)) return value;
  }
  return undefined;
}

/** Google says so by the type of its traffic. */
const TIER = /(^|[._])(service_?tier|traffic_?type)$/i;
const SPEED = /^(ai|anthropic|gen_ai|llm)\.(.*[._])?speed$/i;
/** How fast somebody speaks is a number. */
const WORD = /[a-z]/i;

/** Operations and models that hear or speak: without a word on its parts, a request may be all audio. */
const OF_SPEECH =
  /(^|[^a-z])a?(audio|live|realtime|speech|transcri\w*|tts|voice|whisper)([^a-z]|$)/i;

function isAudio(attributes: Attributes, model = ''): boolean {
  const audioTokens = greatestCount(attributes, 'audio');
  if (audioTokens !== undefined) return audioTokens > 0;
  return OF_SPEECH.test(model) || OF_SPEECH.test(operationOf(attributes) ?? '');
}

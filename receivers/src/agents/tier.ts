import { AUDIO_TIER } from '@claude-monitor/protocol';
import type { Attributes } from '../otlp/attributes.ts';
import { mostOf } from '../conventions/counts.ts';
import { operationOf } from '../conventions/gen-ai.ts';
import { firstName } from './sender.ts';

/**
 * How a request was served where that has a price of its own. What is served in one region only is dearer
 * (https://platform.claude.com/docs/en/about-claude/pricing), and so is what is heard and spoken
 * (https://openai.com/api/pricing).
 */
export function tierOf(attributes: Attributes, model: string | undefined): string | undefined {
  const tier = firstName(attributes, 'tier') ?? firstName(attributes, 'askedTier');
  const geo = firstName(attributes, 'geo')?.toLowerCase() ?? 'global';
  const region = geo === 'global' || geo === 'not_available' ? undefined : `${geo} only`;
  const audio = isAudio(attributes, model) ? AUDIO_TIER : undefined;
  const parts = [tier, region, audio].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** Operations and models that hear or speak: without a word on its parts, a request may be all audio. */
const OF_SPEECH =
  /(^|[^a-z])a?(audio|live|realtime|speech|transcri\w*|tts|voice|whisper)([^a-z]|$)/i;

function isAudio(attributes: Attributes, model = ''): boolean {
  const told = mostOf(attributes, 'audio');
  if (told !== undefined) return told > 0;
  return OF_SPEECH.test(model) || OF_SPEECH.test(operationOf(attributes) ?? '');
}

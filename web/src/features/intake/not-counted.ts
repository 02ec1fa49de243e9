import type { UnknownNamesAnswer } from '@claude-monitor/protocol/api/index';

type Item = Pick<UnknownNamesAnswer['items'][number], 'kind' | 'name'>;

/** By what receivers call what they know and can't count, why, and what to do. */
const REASONS: readonly (readonly [kind: Item['kind'], name: RegExp, why: string])[] = [
  [
    'metric',
    /^codex\..*token_usage$/,
    'Names no session, so it isn’t counted. Export Codex’s logs: set `exporter` under `[otel]`.',
  ],
  [
    'metric',
    /^gen_ai\.client\.token\.usage$/,
    'Names no conversation, so it isn’t counted: it would repeat what spans or logs say. Export those.',
  ],
  [
    'metric',
    /^[\w-]+\.token\.usage$/,
    'Doesn’t say whether thinking tokens are in the output, so it isn’t counted. Export the client’s logs.',
  ],
  [
    'span',
    /-without-cached-and-thinking-tokens$/,
    'Leaves out cached and thinking tokens, so it isn’t counted. The client’s logs and metrics are.',
  ],
  [
    'span',
    /^claude_code\.llm_request-without-id$/,
    'A request without its ID, so it isn’t counted: logs may report it too. Export logs.',
  ],
  [
    'span',
    /^turn-without-token-counts$/,
    'Codex before 0.134 counts no tokens in spans. Its logs do: set `exporter` under `[otel]`.',
  ],
  [
    'span',
    /-without-token-counts$/,
    'A model call without token counts. Its tokens are in no figure, unless the client reports them elsewhere.',
  ],
  [
    'span',
    /-without-input-and-output$/,
    'One number for all tokens, so it isn’t counted: input and output have different prices. Send both.',
  ],
  [
    'span',
    /-without-input-tokens$/,
    'A model call without input tokens. Only its output is counted.',
  ],
  [
    'span',
    /-without-request-id$/,
    'A request of the Claude API without its ID. It may count twice if its client reports it too.',
  ],
  ['metric', /-without-type$/, 'Doesn’t say which tokens it counts, so it isn’t counted.'],
];

const NO_AGENT = 'Telemetry of a program that is no AI agent. It isn’t stored.';

/** Why a name is counted in no figure; null where only a newer monitor may know it. */
export function whyNotCounted({ kind, name }: Item): string | null {
  if (name === 'not-about-an-agent') return NO_AGENT;
  return REASONS.find(([of, pattern]) => of === kind && pattern.test(name))?.[2] ?? null;
}

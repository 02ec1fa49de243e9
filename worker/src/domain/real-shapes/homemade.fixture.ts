import { genAi, SONNET, type Shape, type Values } from './shape.fixture.ts';

/** Spans that people make themselves, in words that no library has: each seen in public code, 2026-11. */
const lone = (sender: string, values: Values, truth: Shape['truth']): Shape => ({
  sender,
  source: 'public repositories on GitHub, by the name of the attribute, 2026-11',
  spans: [{ id: 'a', name: 'llm.call', values }],
  truth,
});

const CACHED = { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 };
const GPT = { requests: 1, input: 1000, output: 100, cost: 2250 };

const GEMINI_SAYS = JSON.stringify({
  message: { role: 'model', content: [{ text: 'Soup.' }] },
  finishReason: 'stop',
  usage: {
    inputTokens: 1000,
    outputTokens: 100,
    thoughtsTokens: 20,
    totalTokens: 1120,
    cachedContentTokens: 400,
    inputCharacters: 4000,
  },
});

const ANTHROPIC_SAYS = JSON.stringify({
  usage: { inputTokens: 500, outputTokens: 300 },
  custom: {
    id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
    usage: {
      input_tokens: 500,
      output_tokens: 300,
      cache_read_input_tokens: 10_000,
      cache_creation_input_tokens: 1500,
    },
  },
});

export const HOMEMADE: readonly Shape[] = [
  lone(
    'llm.usage.*_tokens and llm.model of an agent in Rust',
    {
      'llm.model': SONNET,
      'llm.usage.input_tokens': 500,
      'llm.usage.output_tokens': 300,
      'llm.usage.cache_read_tokens': 10_000,
      'llm.usage.cache_write_tokens': 1500,
    },
    CACHED,
  ),
  lone(
    'tokens.input beside the cache of the Claude Agent SDK',
    {
      'llm.model': SONNET,
      'tokens.input': 500,
      'tokens.output': 300,
      'llm.usage.cache_read_input_tokens': 10_000,
      'llm.usage.cache_creation_input_tokens': 1500,
      'llm.cost_usd': 0.0146,
    },
    CACHED,
  ),
  lone(
    'llm.tokens.prompt with a total',
    {
      'llm.model': 'gpt-5',
      'llm.tokens.prompt': 1000,
      'llm.tokens.completion': 100,
      'llm.tokens.total': 1100,
    },
    GPT,
  ),
  lone(
    'llm.prompt.tokens',
    { 'llm.model': 'gpt-5', 'llm.prompt.tokens': 1000, 'llm.completion.tokens': 100 },
    GPT,
  ),
  lone(
    'llm.tokens_in',
    { 'llm.model': 'gpt-5', 'llm.tokens_in': 1000, 'llm.tokens_out': 100 },
    GPT,
  ),
  lone(
    'a model and tokens in words of nobody’s convention',
    { model: 'gpt-5', 'tokens.prompt': 1000, 'tokens.completion': 100 },
    GPT,
  ),
  lone(
    'tokens.cache, which does not say whether it was read or written',
    { 'llm.model': 'gpt-5', 'tokens.in': 1000, 'tokens.out': 100, 'tokens.cache': 400 },
    { ...GPT, notRead: ['tokens.cache'] },
  ),
  lone(
    'one number for all tokens',
    { 'llm.model': 'gpt-5', 'llm.tokens': 1234 },
    {
      requests: 0,
      input: 0,
      output: 0,
      cost: 0,
      notRead: ['llm.tokens', 'unsaid-without-token-counts'],
    },
  ),
  lone(
    'PostHog',
    {
      $ai_model: SONNET,
      $ai_input_tokens: 500,
      $ai_output_tokens: 300,
      $ai_cache_read_input_tokens: 10_000,
      $ai_cache_creation_input_tokens: 1500,
    },
    CACHED,
  ),
  lone(
    'counts under a prefix of the agent’s own, beside its model',
    {
      'llm.model': SONNET,
      'agent.usage.input_tokens': 12_000,
      'agent.usage.output_tokens': 300,
      'agent.usage.cache_read_tokens': 10_000,
      'agent.usage.cache_write_tokens': 1500,
      'agent.usage.cost_usd': 0.01,
    },
    CACHED,
  ),
  lone(
    'nothing but such counts, without a model',
    { 'acme.token_usage.prompt': 1000, 'acme.token_usage.completion': 100 },
    { requests: 1, input: 1000, output: 100, cost: 'no_model' },
  ),
  lone(
    'a count of that prefix that nobody knows',
    {
      'llm.model': 'gpt-5',
      'acme.usage.input_tokens': 1000,
      'acme.usage.output_tokens': 100,
      'acme.usage.grounding_tokens': 7,
    },
    { ...GPT, notRead: ['acme.usage.grounding_tokens'] },
  ),
  {
    sender: 'a run in words of its own around calls by the conventions',
    source: 'public repositories on GitHub, by the name of the attribute, 2026-11',
    spans: [
      {
        id: 'p',
        name: 'agent.run',
        values: { 'agent.usage.input_tokens': 2000, 'agent.usage.output_tokens': 200 },
      },
      {
        id: 'a',
        in: 'p',
        name: 'chat',
        values: genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
      },
      {
        id: 'b',
        in: 'p',
        name: 'chat',
        values: genAi('chat', 'gpt-5', { input: 1000, output: 100 }),
      },
    ],
    truth: { requests: 2, input: 2000, output: 200, cost: 4500 },
  },
  {
    sender: 'Monocle, whose counts are in an event',
    source: 'monocle2ai/monocle, apptrace, inference spans',
    spans: [
      {
        id: 'a',
        name: 'openai.resources.chat.completions',
        values: {
          'monocle_apptrace.version': '0.6.0',
          'span.type': 'inference',
          'entity.2.name': 'gpt-5',
        },
        events: [{ name: 'metadata', values: { prompt_tokens: 1000, completion_tokens: 100 } }],
      },
    ],
    truth: GPT,
  },
  {
    sender: 'Genkit: counts in the answer, which what lies around it repeats',
    source: 'firebase/genkit, js/core/src/tracing, js/ai/src/model-types.ts',
    scope: 'genkit-tracer',
    spans: [
      {
        id: 'f',
        name: 'menuFlow',
        values: {
          'genkit:type': 'action',
          'genkit:metadata:subtype': 'flow',
          'genkit:name': 'menuFlow',
          'genkit:isRoot': true,
        },
      },
      {
        id: 'e',
        in: 'f',
        name: 'generate',
        values: { 'genkit:type': 'util', 'genkit:name': 'generate', 'genkit:output': GEMINI_SAYS },
      },
      {
        id: 'a',
        in: 'e',
        name: 'googleai/gemini-2.5-flash',
        values: {
          'genkit:name': 'googleai/gemini-2.5-flash',
          'genkit:type': 'action',
          'genkit:metadata:subtype': 'model',
          'genkit:output': GEMINI_SAYS,
        },
      },
    ],
    truth: { requests: 1, input: 600, read: 400, output: 120, cost: 492 },
  },
  {
    sender: 'Genkit on Anthropic: cached tokens in the answer of the API alone',
    source: 'firebase/genkit, js/plugins/anthropic/src/runner/stable.ts',
    scope: 'genkit-tracer',
    spans: [
      {
        id: 'a',
        name: `anthropic/${SONNET}`,
        values: {
          'genkit:name': `anthropic/${SONNET}`,
          'genkit:type': 'action',
          'genkit:metadata:subtype': 'model',
          'genkit:output': ANTHROPIC_SAYS,
        },
      },
    ],
    truth: { requests: 1, input: 500, output: 300, read: 10_000, write: 1500, cost: 14_625 },
  },
  {
    sender: 'Genkit: an answer with a picture, too long to be read',
    source: 'firebase/genkit, js/core/src/tracing',
    scope: 'genkit-tracer',
    spans: [
      {
        id: 'a',
        name: 'googleai/gemini-2.5-flash-image',
        values: {
          'genkit:name': 'googleai/gemini-2.5-flash-image',
          'genkit:type': 'action',
          'genkit:metadata:subtype': 'model',
          'genkit:output': JSON.stringify({
            message: { content: [{ media: { url: 'A'.repeat(1024 * 1024) } }] },
            usage: { inputTokens: 1000, outputTokens: 100 },
          }),
        },
      },
    ],
    truth: { requests: 0, input: 0, output: 0, cost: 0, notRead: ['call-without-token-counts'] },
  },
  {
    sender: 'LiveKit: a request around its tries',
    source: 'livekit/agents, telemetry/trace_types.py',
    scope: 'livekit-agents',
    spans: [
      { id: 'p', name: 'agent_turn', values: { 'lk.speech_id': 's' } },
      {
        id: 'a',
        in: 'p',
        name: 'llm_request',
        values: {
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 100,
          'gen_ai.usage.input_cached_tokens': 400,
        },
      },
      { id: 'b', in: 'a', name: 'llm_request_run', values: { 'gen_ai.request.model': 'gpt-5' } },
    ],
    truth: {
      requests: 1,
      input: 600,
      output: 100,
      read: 400,
      cost: 1800,
      notRead: ['unsaid-without-token-counts'],
    },
  },
  ...(
    [
      ['a speed under a name of its own', { 'anthropic.speed': 'fast' }, 35_000],
      ['a speed asked for', { 'gen_ai.anthropic.request.speed': 'fast' }, 35_000],
      ['how fast a voice speaks', { 'gen_ai.request.speed': 1.25 }, 17_500],
      ['a batch as a flag', { 'gen_ai.request.is_batch': true }, 'unknown_tier'],
      ['no batch', { 'gen_ai.request.is_batch': false }, 17_500],
      [
        'capacity that was bought before',
        { 'gen_ai.response.traffic_type': 'PROVISIONED_THROUGHPUT' },
        'unknown_tier',
      ],
      ['the usual traffic', { 'gen_ai.response.traffic_type': 'ON_DEMAND' }, 17_500],
    ] as const
  ).map(([sender, spanValues, cost]) =>
    lone(
      sender,
      { ...genAi('chat', 'claude-opus-5', { input: 1000, output: 500 }), ...spanValues },
      { requests: 1, input: 1000, output: 500, cost },
    ),
  ),
];

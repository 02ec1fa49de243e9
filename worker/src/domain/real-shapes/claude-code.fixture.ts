import { SONNET, type Shape, type Values } from './shape.fixture.ts';

/** A request as Claude Code 2.1.175 logs it: it says what it cost, and not how long its cache is kept. */
const shapeOf = (sender: string, more: Values, cost: Shape['truth']['cost']): Shape => ({
  sender: `Claude Code, ${sender}`,
  source: 'a log record of Claude Code 2.1.175',
  scope: 'com.anthropic.claude_code.events',
  resource: { 'service.name': 'claude-code', 'service.version': '2.1.175' },
  logs: [
    {
      eventName: 'claude_code.api_request',
      values: {
        'session.id': '5f0c3a52-7a0e-4b3b-9a44-7d6f4b1c9d10',
        request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy',
        model: SONNET,
        input_tokens: '3',
        output_tokens: '5',
        cache_read_tokens: '17241',
        cache_creation_tokens: '16935',
        ...more,
      },
    },
  ],
  truth: { requests: 1, input: 3, output: 5, read: 17_241, write: 16_935, cost },
});

export const CLAUDE_CODE: readonly Shape[] = [
  shapeOf('writes kept for an hour', { cost_usd_micros: '106866' }, 106_866),
  shapeOf('writes kept for an hour, its cost in dollars', { cost_usd: 0.1068663 }, 106_866),
  shapeOf(
    'writes kept for an hour, its cost as text and rounded up',
    { cost_usd: '0.106867' },
    106_866,
  ),
  shapeOf('writes kept for minutes', { cost_usd_micros: 68_763 }, 68_763),
  shapeOf(
    'writes kept for minutes, as a newer one marks',
    {
      cost_usd_micros: 106_866,
      cache_creation_1h_tokens: 0,
    },
    68_763,
  ),
  ...(
    [
      ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 117_553, 75_639],
      ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0[1m]', 117_553, 75_639],
      ['bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0', 117_553, 75_639],
      ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 106_866, 68_763],
      ['apac.anthropic.claude-sonnet-4-20250514-v1:0', 106_866, 68_763],
      ['claude-sonnet-4-5@20250929', 106_866, 68_763],
    ] as const
  ).flatMap(([model, hourly, short]) => [
    // The client reckons by the maker's prices, wherever the model was served.
    shapeOf(
      `writes kept for an hour through ${model}`,
      { model, cost_usd_micros: 106_866 },
      hourly,
    ),
    shapeOf(`writes kept for minutes through ${model}`, { model, cost_usd_micros: 68_763 }, short),
    shapeOf(
      `writes that a newer one marks through ${model}`,
      { model, cost_usd_micros: 106_866, cache_creation_1h_tokens: 16_935 },
      hourly,
    ),
  ]),
  shapeOf('a cost that is neither', { cost_usd_micros: 1 }, 68_763),
  shapeOf('writes kept for an hour in part', { cost_usd_micros: 79_999 }, 79_999),
  shapeOf(
    'writes kept for an hour in part, through us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    { model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', cost_usd_micros: 80_013 },
    88_014,
  ),
  shapeOf('no cost', {}, 68_763),
  shapeOf(
    'a model that no list has',
    { model: 'claude-of-tomorrow', cost_usd_micros: 5 },
    'unknown_model',
  ),
  shapeOf('at a speed that no list has', { speed: 'fast', cost_usd_micros: 5 }, 'unknown_tier'),
];

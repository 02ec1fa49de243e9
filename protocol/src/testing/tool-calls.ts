/** What clients and models send as arguments, and what becomes of it, at `/mcp` and in the local proxy alike. */
type SentCall = {
  says: string;
  tool: string;
  sent: Record<string, unknown>;
} & ({ events: object[] } | { refused: string });

const usage = { sessionId: 's', inputTokens: 3_500, outputTokens: 1_200 };
const plan = { sessionId: 's', project: 'p' };
const failure = { sessionId: 's', errorType: 'E', errorMessage: 'no', severity: 'low' };

const TAKEN: SentCall[] = [
  {
    says: 'numbers and booleans as text, and null for what is not set',
    tool: 'log_token_usage',
    sent: {
      ...usage,
      inputTokens: '3500',
      outputTokens: ' 1200.0 ',
      cumulative: 'False',
      model: null,
    },
    events: [{ type: 'usage', inputTokens: 3_500, outputTokens: 1_200, cumulative: false }],
  },
  {
    says: 'empty text and the word null for numbers that are not set',
    tool: 'log_token_usage',
    sent: { ...usage, contextWindow: '', cacheReadTokens: 'null', taskId: '' },
    events: [{ type: 'usage', inputTokens: 3_500 }],
  },
  {
    says: 'a fraction as text',
    tool: 'log_task_progress',
    sent: { sessionId: 's', taskId: 't', progress: '.5' },
    events: [{ type: 'task.progress', progress: 0.5 }],
  },
  {
    says: 'a list as text, of objects with lists as text',
    tool: 'log_plan',
    sent: {
      ...plan,
      replace: 'true',
      tasks: '[{"taskId":"a","priority":null},{"taskId":"b","dependsOn":"[\\"a\\"]"}]',
    },
    events: [
      { type: 'task.plan', taskId: 'a', replaces: true },
      { type: 'task.plan', taskId: 'b', dependsOn: ['a'] },
    ],
  },
  {
    says: 'a list of objects as text',
    tool: 'log_plan',
    sent: { ...plan, tasks: ['{"taskId":"a"}', { taskId: 'b', dependsOn: null }] },
    events: [
      { type: 'task.plan', taskId: 'a' },
      { type: 'task.plan', taskId: 'b' },
    ],
  },
  {
    says: 'a listed word in capitals',
    tool: 'log_error',
    sent: { ...failure, severity: ' HIGH ' },
    events: [{ type: 'error', severity: 'high' }],
  },
  {
    says: 'text that looks like a number or a list stays text',
    tool: 'log_error',
    sent: { ...failure, errorMessage: '[1]', errorType: '404' },
    events: [{ type: 'error', errorType: '404', errorMessage: '[1]' }],
  },
];

const refused = (tool: string, field: string, sent: Record<string, unknown>): SentCall => ({
  says: `${tool} with ${JSON.stringify(sent[field])} as ${field}`,
  tool,
  sent,
  refused: field,
});

const BLANK = ['', ' ', '\t\n', '\u00a0\u3000', null];

const REFUSED: SentCall[] = [
  ...BLANK.map((sessionId) => refused('log_token_usage', 'sessionId', { ...usage, sessionId })),
  refused('log_session_end', 'sessionId', { sessionId: '  ' }),
  refused('log_session_start', 'sessionId', { sessionId: '  ', agentName: 'a' }),
  refused('log_plan', 'sessionId', { ...plan, sessionId: true, tasks: [{ taskId: 'a' }] }),
  refused('log_handover', 'toSessionId', { sessionId: 's', toSessionId: '  ' }),
  ...['many', '3,500', '12 tokens', 'NaN', true, [1], { n: 1 }].map((inputTokens) =>
    refused('log_token_usage', 'inputTokens', { ...usage, inputTokens }),
  ),
  ...['yes', 1, 'many'].map((cumulative) =>
    refused('log_token_usage', 'cumulative', { ...usage, cumulative }),
  ),
  refused('log_task_progress', 'progress', { sessionId: 's', taskId: 't', progress: '50%' }),
  ...['a, b', '{"taskId":"a"}', '[{"taskId":"a"', 7].map((tasks) =>
    refused('log_plan', 'tasks', { ...plan, tasks }),
  ),
  refused('log_error', 'severity', { ...failure, severity: 'grave' }),
];

export const SENT_CALLS: readonly SentCall[] = [...TAKEN, ...REFUSED];

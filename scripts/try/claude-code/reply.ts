export type Usage = {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
};

export type ToolUse = { tool: string; input: Readonly<Record<string, unknown>> };

/** What the scripted model answers to one request: words and tool calls, or a failure. */
export type Reply =
  | { text?: string; tools?: readonly ToolUse[]; usage: Usage }
  | { status: number; errorType: string };

export type Message = {
  id: string;
  model: string;
  text: string | undefined;
  tools: readonly (ToolUse & { id: string })[];
  usage: Usage;
};

/** The message as the events of a stream, as the Messages API sends them. */
export function streamOf({ id, model, text, tools, usage }: Message): string {
  const blocks = [
    ...(text === undefined ? [] : [textBlock(text)]),
    ...tools.map((tool) => toolBlock(tool)),
  ];
  const stopReason = tools.length > 0 ? 'tool_use' : 'end_turn';
  return [
    {
      type: 'message_start',
      message: {
        id,
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...inputUsage(usage), output_tokens: 1 },
      },
    },
    ...blocks.flatMap(({ start, delta }, index) => [
      { type: 'content_block_start', index, content_block: start },
      { type: 'content_block_delta', index, delta },
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { ...inputUsage(usage), output_tokens: usage.output },
    },
    { type: 'message_stop' },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}

const textBlock = (text: string) => ({
  start: { type: 'text', text: '' },
  delta: { type: 'text_delta', text },
});

const toolBlock = ({ id, tool, input }: ToolUse & { id: string }) => ({
  start: { type: 'tool_use', id, name: tool, input: {} },
  delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
});

const inputUsage = ({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Usage) => ({
  input_tokens: input,
  cache_read_input_tokens: cacheRead,
  cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
  cache_creation: {
    ephemeral_5m_input_tokens: cacheWrite5m,
    ephemeral_1h_input_tokens: cacheWrite1h,
  },
  service_tier: 'standard',
});

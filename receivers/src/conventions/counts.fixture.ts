export const MODEL = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'claude-sonnet-4-5',
};

export const SUM = { 'gen_ai.usage.input_tokens': 12_000, 'gen_ai.usage.output_tokens': 300 };

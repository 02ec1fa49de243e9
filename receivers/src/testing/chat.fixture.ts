import type { Values } from './otlp.fixture.ts';

/** What most conventions share of a call to a model. */
export const GEN_AI = { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 20 };
export const MODEL = { 'gen_ai.request.model': 'gpt-5' };
export const chat = (operation: string): Values => ({
  ...MODEL,
  ...GEN_AI,
  'gen_ai.operation.name': operation,
});

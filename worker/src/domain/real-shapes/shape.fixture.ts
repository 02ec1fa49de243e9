/** Values of attributes; a list is sent as an array of text. */
export type Values = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export type SpanShape = {
  id: string;
  in?: string;
  name: string;
  kind?: number;
  values: Values;
  hasFailed?: boolean;
  events?: readonly { name: string; values: Values }[];
};

export type Truth = {
  requests: number;
  input: number;
  output: number;
  read?: number;
  write?: number;
  /** Micro-dollars at list price, or why there is none. */
  cost: number | 'unknown_model' | 'unknown_tier' | 'no_model';
  model?: string;
  tools?: number;
  errors?: number;
  /** Named in the answer as not read. */
  notRead?: string[];
};

export type Shape = {
  sender: string;
  /** Where its sender's source or a capture was read. */
  source: string;
  scope?: string;
  resource?: Values;
  spans?: readonly SpanShape[];
  logs?: readonly { eventName?: string; values: Values }[];
  truth: Truth;
};

export const SONNET = 'claude-sonnet-4-5';

/** The tokens of a call by OpenTelemetry's names. */
export const genAi = (
  operation: string,
  model: string,
  { input, output }: { input: number; output: number },
): Values => ({
  'gen_ai.operation.name': operation,
  'gen_ai.request.model': model,
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
});

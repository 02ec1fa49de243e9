/**
 * What a record is about: one call of a model, of a model that embeds or ranks, of a tool; something
 * `around` several calls, whose usage is their sum; or not said.
 */
export type Kind = 'call' | 'embedding' | 'tool' | 'around' | 'unsaid';

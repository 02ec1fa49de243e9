/** A figure or a word with its name. */
export type TextFact = { name: string; value: string; title?: string };

/** The same, or a time (epoch ms). */
export type Fact = TextFact | { name: string; at: number; title?: string };

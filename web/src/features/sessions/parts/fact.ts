/** A figure or a word with its name. */
export type Said = { name: string; value: string; title?: string };

/** The same, or a time (epoch ms). */
export type Fact = Said | { name: string; at: number; title?: string };

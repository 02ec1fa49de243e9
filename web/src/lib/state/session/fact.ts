/** A figure or a word with its name. */
export type Fact = { name: string; value: string; title?: string };

import type { Showable } from '../api/share.ts';

/** Kinds of names that people and agents give, and what a maker ticks to show them. */
export const NAME_KINDS = {
  agent: { shownWith: 'agents', word: 'Agent' },
  project: { shownWith: 'projects', word: 'Project' },
  task: { shownWith: 'tasks', word: 'Task' },
  session: { shownWith: 'sessions', word: 'Session' },
  person: { shownWith: 'people', word: 'Person' },
  device: { shownWith: 'people', word: 'Device' },
  error: { shownWith: 'errors', word: 'Error' },
  tool: { shownWith: 'tools', word: 'Tool' },
} as const satisfies Record<string, { shownWith: Showable; word: string }>;

export type NameKind = keyof typeof NAME_KINDS;

export type Names = {
  shows: ReadonlySet<Showable>;
  /**
   * Lower-case letters and digits, at least 16, by a secret of this audience only: the same for the
   * same text, and of no use to whoever sees another link.
   */
  digest: (text: string) => string;
  /**
   * What the monitor made of names, and is asked by: an id is a hash that whoever guesses a name can
   * make too. The same for the same text, and by a secret of this audience only.
   */
  seal: (text: string) => string;
};

/**
 * 30 bits: in one of 500 plans of 2,000 tasks, the most that one may have, two look like one. A page
 * finds by this what a task waits for, and with 20 bits most such plans would be drawn wrong.
 */
const PSEUDONYM_LENGTH = 6;
const OPAQUE_LENGTH = 16;

/** The name where it is ticked, else a short pseudonym that stays the same, like "Agent 3f9k2m". */
export function shownName(kind: NameKind, name: string, names: Names): string {
  const { shownWith, word } = NAME_KINDS[kind];
  if (name === '' || names.shows.has(shownWith)) return name;
  return pseudonym(word, name, names);
}

/** An id that a caller chose, as one that says nothing. */
export function opaqueId(id: string, { digest }: Names): string {
  return digest(`id ${id}`).slice(0, OPAQUE_LENGTH);
}

/** The sender chooses a model's name: it is shown only where it has the form of one. */
export function shownModel(model: string, names: Names): string {
  return isModelName(model) ? model : pseudonym('Model', model, names);
}

/** Whether it is made of nothing but what the names of models are made of. */
export const isModelName = (model: string): boolean =>
  model.toLowerCase().split(SEPARATORS).every(isModelPart);

const pseudonym = (word: string, text: string, { digest }: Names): string =>
  `${word} ${digest(`${word} ${text}`).slice(0, PSEUDONYM_LENGTH)}`;

const SEPARATORS = /[-.:/@_[\]<>]/;
const VERSION = /^v?\d{1,8}[a-z]?$/;

const isModelPart = (part: string): boolean =>
  part === '' || VERSION.test(part) || MODEL_WORDS.has(part);

const MODEL_WORDS: ReadonlySet<string> = new Set(
  `claude opus sonnet haiku fable mythos instant synthetic anthropic bedrock vertex us eu apac jp au global
   gpt o1 o3 o4 openai azure codex gemini google gemma llama meta qwen deepseek mistral mixtral codestral
   devstral grok xai kimi glm command nova amazon cohere moonshot minimax chat chatgpt coder code reasoner
   r1 mini nano micro small medium large lite pro max ultra turbo flash fast plus preview latest exp
   experimental thinking instruct it text vision omni 1m 8b 70b 405b`.split(/\s+/),
);

import {
  readChoices,
  saveChoices,
  TEXT_KINDS,
  textKindSchema,
  type TextKind,
} from '../machine/choices.ts';
import type { Env } from '../resolve-config.ts';

type TextsFlags = { send?: string | undefined; none?: boolean | undefined };

const TEXT_WORDS: Record<TextKind, string> = {
  prompt: 'prompts',
  toolInput: 'input of tools',
  toolOutput: 'output of tools',
};

/** `claude-monitor texts`: which texts leave this machine; none unless its user opted in, kind by kind. */
export function texts(flags: TextsFlags, env: Env): void {
  const choices = readChoices(env);
  const wanted = flags.none === true ? [] : flags.send?.split(',').map((kind) => kind.trim());
  if (wanted === undefined) return printKinds(choices.texts);
  const unknown = wanted.find((kind) => !textKindSchema.safeParse(kind).success);
  if (unknown !== undefined) {
    process.stderr.write(`claude-monitor: --send takes ${TEXT_KINDS.join(', ')}; not ${unknown}\n`);
    process.exitCode = 2;
    return;
  }
  const chosen = TEXT_KINDS.filter((kind) => wanted.includes(kind));
  saveChoices({ ...choices, texts: chosen }, env);
  printKinds(chosen);
}

/** For people: what leaves. */
export const textsWords = (kinds: readonly TextKind[]): string =>
  kinds.length === 0
    ? 'none leave this machine'
    : `${kinds.map((kind) => TEXT_WORDS[kind]).join(', ')} leave this machine`;

function printKinds(kinds: readonly TextKind[]): void {
  const more =
    kinds.length === 0
      ? `Opt in with --send ${TEXT_KINDS.join(',')}, or some of them.`
      : 'Known shapes of secrets are replaced first. Whoever may read the workspace can read them, for 30 days unless an ' +
        'admin chose otherwise. Take it back with --none; what was sent stays.';
  process.stdout.write(`Texts: ${textsWords(kinds)}.\n${more}\n`);
}

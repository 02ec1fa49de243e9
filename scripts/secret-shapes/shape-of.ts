/** A secret's shape as data: where it can begin, and a pattern whose every repetition has a bound. */
export type Shape = { starts: string[]; source: string; flags: string };

/** So often a part may repeat where the rule sets no bound of its own. */
const MOST_REPEATS = 20;

/**
 * The shape that a rule's pattern describes. `starts` is empty where a match can begin with anything.
 * Throws on what the engine cannot bound: a reference back to what was matched.
 */
export function shapeOf({ source, flags }: RegExp): Shape {
  if (/(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)/.test(source)) throw new Error(`refers back: ${source}`);
  const bounded = tokensOf(source)
    .map((token) => {
      if (token === '+') return `{1,${String(MOST_REPEATS)}}`;
      if (token === '*') return `{0,${String(MOST_REPEATS)}}`;
      return token.replace(/^\{(\d+),\}$/, (_all, least: string) => {
        return `{${least},${String(Number(least) + MOST_REPEATS)}}`;
      });
    })
    .join('');
  const isFolded = flags.includes('i');
  return { starts: isFolded ? [] : startsOf(bounded), source: bounded, flags };
}

const tokensOf = (source: string): string[] =>
  source.match(/\[(?:\\.|[^\]\\])*\]|\\p\{\w+\}|\\.|\{\d+(?:,\d*)?\}|[\s\S]/gu) ?? [];

function startsOf(source: string): string[] {
  const starts = alternativesOf(source).map(startsOfOne);
  return starts.some((some) => some.length === 0) ? [] : [...new Set(starts.flat())];
}

/** The parts of a pattern between the bars that stand in no group. */
function alternativesOf(source: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const token of tokensOf(source)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === '|' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += token;
  }
  return [...parts, part];
}

const NO_LETTER_BEFORE = String.raw`(?<!\p{L})`;
const LITERAL = /^(?:[\w:-]|\\[./])+(?![?*{])/;
const WORDS = /^\((?:\?:|\?<\w+>)?([\w|-]+)\)(?![?*{])/;

function startsOfOne(source: string): string[] {
  let rest = source.startsWith(NO_LETTER_BEFORE) ? source.slice(NO_LETTER_BEFORE.length) : source;
  if (rest.startsWith('\\b')) rest = rest.slice(2);
  let starts = [''];
  for (let hasWords = false; ;) {
    const literal = LITERAL.exec(rest)?.[0] ?? '';
    starts = starts.map((start) => start + literal.replaceAll('\\', ''));
    rest = rest.slice(literal.length);
    const words = hasWords ? null : WORDS.exec(rest);
    if (words === null) return starts.filter((start) => start !== '');
    hasWords = true;
    const [all, alternatives = ''] = words;
    starts = starts.flatMap((start) => alternatives.split('|').map((word) => start + word));
    rest = rest.slice(all.length);
  }
}

import { LIMITS } from '../limits.ts';

/** Where a prompt goes: to Prometheus as a command, or, like any other, to Claude. */
export type PromptRoute =
  { route: 'prometheus'; verb: string; argument: string | null } | { route: 'claude' };

/**
 * What Prometheus can be asked to do. Any other word makes it a sentence about something, unless
 * `project:` follows: no sentence goes on like that, in whatever language the word is.
 */
const VERBS: ReadonlySet<string> = new Set([
  'abort',
  'add',
  'approve',
  'archive',
  'assign',
  'build',
  'cancel',
  'complete',
  'continue',
  'create',
  'decompose',
  'delete',
  'execute',
  'finish',
  'generate',
  'help',
  'list',
  'make',
  'new',
  'next',
  'pause',
  'plan',
  'reassign',
  'reject',
  'remove',
  'replan',
  'reset',
  'resume',
  'retry',
  'run',
  'show',
  'split',
  'start',
  'status',
  'stop',
  'update',
]);

const COMMAND = 'PROMETHEUS';

/**
 * Tells a Prometheus command from a regular prompt. It is a command where a line outside code and
 * quotes begins with PROMETHEUS, in capitals, and one of its verbs: `PROMETHEUS create project: a
 * shop`. The argument is the rest of that line, without `project:`; where the line ends with a colon,
 * the next one with words. Only observes: who is meant decides for itself. Reads each character once,
 * however long the prompt is.
 */
export function routeOf(prompt: string): PromptRoute {
  if (!prompt.includes(COMMAND)) return { route: 'claude' };
  // Blanks before all that somebody says are no indentation.
  const isOneLine = !LINE_END.test(trim(prompt));
  let fence: string | null = null;
  for (const { from, to } of linesOf(prompt)) {
    const text = skipBlank(prompt, from, to);
    const mark = fenceAt(prompt, text, to);
    if (fence !== null) {
      if (mark !== null && closes(mark, fence, { text: prompt, from: text, to })) fence = null;
    } else if (mark !== null) fence = mark;
    else if (prompt.startsWith(COMMAND, text) && (isOneLine || !isIndented(prompt, from))) {
      const command = commandAt(prompt, text + COMMAND.length, to);
      if (command !== null) return { route: 'prometheus', ...command };
    }
  }
  return { route: 'claude' };
}

/** The verb and what follows it, in the line that goes on at `from`; null when it is a sentence. */
function commandAt(
  prompt: string,
  from: number,
  to: number,
): { verb: string; argument: string | null } | null {
  const isAddress = prompt[from] === ':' || prompt[from] === ',';
  const begin = skipBlank(prompt, isAddress ? from + 1 : from, to);
  if (begin === from) return null;
  const word = skipPlease(prompt, begin, to);
  let end = word;
  while (end < to && isLetter(prompt.charCodeAt(end))) end++;
  const verb = end - word > LONGEST_VERB ? '' : prompt.slice(word, end).toLowerCase();
  if (verb === '' || !isEndOfWord(prompt, end, to)) return null;
  const rest = prompt.slice(end, Math.min(to, end + LONGEST_ARGUMENT));
  const isOfProject = PROJECT.test(trim(rest));
  if (!isOfProject && (!VERBS.has(verb) || isSentence(verb, rest))) return null;
  const command = trim(trim(rest).replace(/^[:,;.!?]+/, '')).replace(PROJECT, '');
  const isGoingOn = trim(command) === '' && trim(rest).endsWith(':');
  const words = clip(isGoingOn ? nextWords(prompt, to) : command);
  return { verb, argument: words === '' ? null : words };
}

const LONGEST_VERB = 20;
const PROJECT = /^project\s{0,9}:/i;
/**
 * Makes what looks like a verb a noun: `PROMETHEUS update is out`, and with more nouns `PROMETHEUS status page is red`. What
 * begins with an article, or has a clause of its own (`tasks that are done`), is what a verb asks for.
 */
const PREDICATE = new RegExp(
  [
    '^(?!\\s+(?:an?|the|this|that|these|those|my|our|your|all|any|each|every|some|no)\\s)',
    '(?:\\s{1,9}(?!(?:that|which|who|whose|what|where|when|whether|if|how|why|while|until|unless|because|since|so|and|or|but|then|i|it|you|we|they|he|she|there)\\s)',
    "[\\p{L}\\p{N}_'/-]{1,40}){0,4}?",
    "\\s{1,9}(?:is|are|was|were|has|have|had|does|did|will|would|should|can|could|may|might|looks?|seems?|keeps|stays|isn't|aren't|wasn't|hasn't|haven't|doesn't|didn't|won't|can't|cannot)(?:\\s|$)",
  ].join(''),
  'iu',
);
/** Verbs that are nouns too, of which a sentence may say that they went wrong: `PROMETHEUS build failed again`. */
const NOUNS: ReadonlySet<string> = new Set([
  'build',
  'generate',
  'plan',
  'reset',
  'run',
  'start',
  'status',
  'update',
]);
/** As a whole, or with when, where and why: `failed tasks` is what a verb asks for. */
const FAILURE =
  /^\s{1,9}(?:failed|crashed|timed out|stopped|died)(?:\s{1,9}(?:again|after|at|because|during|for|in|on|since|today|when|while|with|yesterday)\b|[.!?,;]|\s{0,9}$)/i;
/** Of a third person, and no noun. */
const WENT_WRONG =
  /^(?:\s{1,9}(?!(?:an?|the|this|that|these|those|my|our|your|all|any|each|every|some|no|and|or|but|which|who|what|if|when|where|it|he|she)\s)[\p{L}\p{N}_'/-]{1,40}){0,3}?\s{1,9}(?:fails|crashes|hangs|freezes|stops working|stopped working|broke|hung|threw|took|got|went|times out|timed out)(?:[.!?,;]|\s|$)/iu;

/** Of a third person, and nouns too (`returns by country`): only with what no noun is followed by. */
const DID =
  /^(?:\s{1,9}(?!(?:an?|the|this|that|these|those|my|our|your|all|any|each|every|some|no|and|or|but|which|who|what|if|when|where|it|he|she)\s)[\p{L}\p{N}_'/.-]{1,40}){0,3}?\s{1,9}(?:(?:changed|gives|needs|prints|reports|returns|says|shows|takes)\s{1,9}(?:an?|the|our|my|no|nothing|null|nan|empty|red|green|ages|forever|long|longer|too|\d+)|(?:became|becomes|turned|turns|goes)\s{1,9}(?:red|green|yellow|grey|gray|dark|down|up|slow|empty|offline)|not\s{1,9}(?:loading|reachable|responding|starting|updating|working))(?:[.!?,;]|\s|$)/iu;
/** A question about it ends so. */
const ASKS = /\s(?:how|why)\?\s{0,9}$/i;
const STATUS_CODE = /^\s{1,9}codes?(?:[.!?,;]|\s|$)/i;
/** A page of which somebody says no more than its color. */
const RED_PAGE = /^\s{1,9}(?:page|board|light)s?\s{1,9}(?:red|green|yellow|down|broken|offline)\b/i;

const isSentence = (verb: string, rest: string): boolean =>
  PREDICATE.test(rest) ||
  WENT_WRONG.test(rest) ||
  DID.test(rest) ||
  ASKS.test(rest) ||
  (NOUNS.has(verb) && FAILURE.test(rest)) ||
  (verb === 'status' && (STATUS_CODE.test(rest) || RED_PAGE.test(rest)));

const HALF_A_CHARACTER = /[\ud800-\udbff]$/;
/** Blanks may stand before the words. */
const LONGEST_ARGUMENT = 2 * LIMITS.textLength;

const clip = (words: string): string =>
  trim(words).slice(0, LIMITS.textLength).replace(HALF_A_CHARACTER, '');

/** The next line that is not empty, unless code begins there. */
function nextWords(prompt: string, from: number): string {
  let at = from;
  while (at < prompt.length && (isLineEnd(prompt, at) || isBlank(prompt.charCodeAt(at)))) at++;
  let end = at;
  while (end < prompt.length && end - at < LONGEST_ARGUMENT && !isLineEnd(prompt, end)) end++;
  return fenceAt(prompt, at, end) === null ? prompt.slice(at, end) : '';
}

/** A command may be polite. */
function skipPlease(text: string, from: number, to: number): number {
  const end = from + 'please'.length;
  if (text.slice(from, end).toLowerCase() !== 'please') return from;
  const next = skipBlank(text, text[end] === ',' ? end + 1 : end, to);
  return next === end ? from : next;
}

function* linesOf(text: string): Generator<{ from: number; to: number }> {
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isLineEnd(text, at)) continue;
    yield { from, to: at };
    from = at + 1;
  }
  yield { from, to: text.length };
}

const LINE_END = /[\n\r\u2028\u2029]/;
function isLineEnd(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 0x0a || unit === 0x0d || unit === 0x2028 || unit === 0x2029;
}

/** Four columns of plain blanks make a line code. */
const isIndented = (text: string, from: number): boolean => {
  const start = text.slice(from, from + 4);
  return start === '    ' || /^ {0,3}\t/.test(start);
};

/** The fence that a line opens or closes: three or more of one of these. */
function fenceAt(text: string, from: number, to: number): string | null {
  const unit = text[from];
  if (unit === undefined || !'`~"\''.includes(unit)) return null;
  let end = from;
  while (end < to && text[end] === unit) end++;
  if (end - from < 3) return null;
  // A fence of backticks names a language, never another backtick: that would be code in a line.
  if (unit === '`' && text.slice(end, to).includes('`')) return null;
  return text.slice(from, end);
}

/** As long as the one that opened, of the same kind, and nothing behind it. */
const closes = (
  mark: string,
  fence: string,
  { text, from, to }: { text: string; from: number; to: number },
): boolean =>
  mark[0] === fence[0] &&
  mark.length >= fence.length &&
  skipBlank(text, from + mark.length, to) === to;

function skipBlank(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Blanks of any script, those without width too. */
const isBlank = (unit: number): boolean =>
  unit === 0x20 ||
  (unit >= 0x09 && unit <= 0x0d) ||
  unit === 0xa0 ||
  unit === 0x1680 ||
  (unit >= 0x2000 && unit <= 0x200b) ||
  unit === 0x202f ||
  unit === 0x205f ||
  unit === 0x2060 ||
  unit === 0x3000 ||
  unit === 0xfeff;

function trim(text: string): string {
  const from = skipBlank(text, 0, text.length);
  let to = text.length;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/** Of whatever script, near enough. */
const isLetter = (unit: number): boolean =>
  (unit >= 0x41 && unit <= 0x5a) ||
  (unit >= 0x61 && unit <= 0x7a) ||
  (unit >= 0xc0 && !isBlank(unit));

/** A stop ends a word where nothing is grown together with it: `status?`, but not `create.yaml`. */
function isEndOfWord(text: string, at: number, to: number): boolean {
  if (at === to || isBlank(text.charCodeAt(at)) || text[at] === ':' || text[at] === ',')
    return true;
  const isStop = '.!?;'.includes(text.charAt(at));
  return isStop && (at + 1 === to || isBlank(text.charCodeAt(at + 1)));
}

// Plain JavaScript for any Node from 20 on: wrangler runs it by the `node` it finds.

/** What the library says about lists and models beside how to match and price them. */
const WORDS = new Set([
  'context_window',
  'description',
  'extractors',
  'price_comments',
  'pricing_urls',
]);
/** Only a model's: nobody is shown it. */
const NAME = 'name';

/** `const E = [`, the lists as one literal, `]`, and the code that uses them. */
const LISTS = /^const \w+ = (\[\n[\s\S]*?\n\]),/;

/**
 * The module of `@pydantic/genai-prices` without the words of its lists: the same matches, the same prices, half of
 * the bytes. Throws when a new version is laid out differently.
 * @param {string} source
 * @returns {string}
 */
export function withoutWords(source) {
  const literal = LISTS.exec(source)?.[1];
  if (literal === undefined) {
    throw new Error('@pydantic/genai-prices does not begin with its lists any more');
  }
  const at = source.indexOf(literal);
  // A literal of a package that the lock file pins, and that the Worker runs as it is.
  /** @type {unknown} */
  const lists = Function(`"use strict"; return ${literal}`)();
  const kept = JSON.stringify(
    lists,
    function (/** @type {string} */ key, /** @type {unknown} */ value) {
      const isWords = WORDS.has(key) || (key === NAME && 'match' in this);
      return isWords ? undefined : value;
    },
  );
  return source.slice(0, at) + kept + source.slice(at + literal.length);
}

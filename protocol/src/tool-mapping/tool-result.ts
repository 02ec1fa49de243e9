/**
 * What a tool answered, as data: `structuredContent`, else the JSON in its first text. Clients hand it
 * on whole (`{content, structuredContent}`), as the list of contents, as text, or taken apart already.
 */
export function dataOf(answer: unknown): unknown {
  if (typeof answer === 'string') return jsonIn(answer);
  if (Array.isArray(answer)) return dataOfContents(answer);
  if (!isObject(answer)) return undefined;
  if (isObject(answer['structuredContent'])) return answer['structuredContent'];
  if (Array.isArray(answer['content'])) return dataOfContents(answer['content']);
  return answer;
}

/** The answer itself says that the call failed: it brought nothing about. */
export const isFailure = (answer: unknown): boolean =>
  isObject(answer) && answer['isError'] === true;

function dataOfContents(contents: readonly unknown[]): unknown {
  for (const content of contents) {
    const data = isObject(content) ? jsonIn(content['text']) : undefined;
    if (data !== undefined) return data;
  }
  return undefined;
}

function jsonIn(text: unknown): unknown {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { LIMITS } from '@claude-monitor/protocol';
import { BrokenItem } from './broken-item.ts';
import { isNestedDeeper } from './nesting.ts';

/** The items of an NDJSON text: blank lines are skipped, a line that is no JSON refuses only itself. */
export function itemsOfNdjson(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseLine);
}

function parseLine(line: string): unknown {
  if (isNestedDeeper(line, LIMITS.nestingDepth)) {
    return new BrokenItem(`nested deeper than ${String(LIMITS.nestingDepth)} levels`);
  }
  try {
    return JSON.parse(line);
  } catch {
    return new BrokenItem('the line is not JSON');
  }
}

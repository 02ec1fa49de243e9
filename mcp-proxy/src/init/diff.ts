/** Two texts as lines with `-` and `+`, and three lines around each change: what people know from git. */
export function diffOf(before: string, after: string): string {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const common = lengthsOf(old, fresh);
  const lines: { mark: ' ' | '-' | '+'; text: string }[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      lines.push({ mark: ' ', text: old[i] ?? '' });
      i++;
      j++;
    } else if (
      j < fresh.length &&
      (i === old.length || at(common, i, j + 1) >= at(common, i + 1, j))
    ) {
      lines.push({ mark: '+', text: fresh[j] ?? '' });
      j++;
    } else {
      lines.push({ mark: '-', text: old[i] ?? '' });
      i++;
    }
  }
  const isNear = (index: number): boolean =>
    lines.slice(Math.max(0, index - 3), index + 4).some(({ mark }) => mark !== ' ');
  return lines
    .flatMap((line, index) => (isNear(index) ? [`${line.mark} ${line.text}`] : []))
    .join('\n');
}

const linesOf = (text: string): string[] =>
  text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);

const at = (table: readonly Uint32Array[], i: number, j: number): number => table[i]?.[j] ?? 0;

/** How long the longest common subsequence is from each pair of lines on. */
function lengthsOf(old: readonly string[], fresh: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    const row = table[i];
    if (row === undefined) continue;
    for (let j = fresh.length - 1; j >= 0; j--) {
      row[j] =
        old[i] === fresh[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

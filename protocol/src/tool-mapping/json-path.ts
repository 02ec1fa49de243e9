/**
 * Where a value stands in a tool call: a root, then names and list positions, as in
 * `result.project.tasks[0].id`. `[*]` means every item of a list: `task.needs[*].id` is a list of ids.
 * Names are letters, digits, `_`, `-` and `$`. Nothing else of JSONPath is known.
 */
export type JsonPath = { root: string; steps: readonly Step[] };

type Step = { name: string } | { index: number } | 'each';

const PATH = /^(?<root>[a-z]+)(?<rest>(\.[\w$-]+|\[(\d{1,6}|\*)\])*)$/;
const STEP = /\.(?<name>[\w$-]+)|\[(?<at>\d+|\*)\]/g;

/** Reads a path as it is written; null when it is none. */
export function parseJsonPath(text: string): JsonPath | null {
  const { root, rest } = PATH.exec(text)?.groups ?? {};
  if (root === undefined || rest === undefined) return null;
  return { root, steps: [...rest.matchAll(STEP)].map(({ groups }) => stepOf(groups ?? {})) };
}

/** What stands there; undefined when nothing does. */
export function valueAt(path: JsonPath, roots: Readonly<Record<string, unknown>>): unknown {
  return follow(roots[path.root], path.steps);
}

function stepOf({ name, at }: Readonly<Record<string, string | undefined>>): Step {
  if (name !== undefined) return { name };
  return at === '*' ? 'each' : { index: Number(at) };
}

function follow(value: unknown, steps: readonly Step[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || value === undefined) return value;
  if (step === 'each') {
    if (!Array.isArray(value)) return undefined;
    return value.map((item) => follow(item, rest)).filter((found) => found !== undefined);
  }
  if ('index' in step) return Array.isArray(value) ? follow(value[step.index], rest) : undefined;
  return follow(ownField(value, step.name), rest);
}

function ownField(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

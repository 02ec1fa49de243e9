import { z } from 'zod';
import { TASK_OUTCOMES } from '../event/event.ts';
import { parseJsonPath } from './json-path.ts';

/**
 * Which calls of another MCP server's tools mean a plan, the start or the end of a task, and where in
 * input and result its words stand. Only what a mapping names leaves the machine (rule PRX4).
 */

/** Bounds of a mapping that somebody wrote. */
const RULES = 100;
const NAMES = 100;
const PATHS = 20;

/** Letters and digits: `create_project`, `create-project` and `createProject` are one name. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const name = z.string().min(1).max(200);

/** One path or several, of which the first that holds a fitting value counts. */
function pathsFrom(...roots: readonly string[]) {
  const path = z.string().transform((text, context) => {
    const parsed = parseJsonPath(text);
    if (parsed !== null && roots.includes(parsed.root)) return parsed;
    const message = `expected a path that begins with ${roots.join(' or ')}, like ${roots[0] ?? ''}.id, not ${JSON.stringify(text)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
  return z.union([path.transform((one) => [one]), z.array(path).min(1).max(PATHS)]);
}

const paths = pathsFrom('result', 'input');
const ofTask = pathsFrom('task', 'result', 'input');

const planSchema = z.strictObject({
  project: paths,
  /** The list of tasks; `task` is one of them in the paths below. */
  tasks: paths,
  taskId: ofTask,
  description: ofTask.optional(),
  priority: ofTask.optional(),
  dependsOn: ofTask.optional(),
});

const startSchema = z.strictObject({
  taskId: paths,
  project: paths.optional(),
  description: paths.optional(),
  priority: paths.optional(),
});

const completeSchema = z.strictObject({
  taskId: paths,
  project: paths.optional(),
  /** A word that `statuses` knows; a word it does not know reports nothing. */
  status: paths.optional(),
  statuses: z
    .record(z.string(), z.enum([...TASK_OUTCOMES, 'started']))
    .transform((words) => new Map(Object.entries(words).map(([key, to]) => [plainName(key), to])))
    .optional(),
  /** What it means when no status is said. */
  otherwise: z.enum(TASK_OUTCOMES).default('success'),
  /** Milliseconds. */
  duration: paths.optional(),
});

const ruleSchema = z
  .strictObject({
    tools: z
      .array(name)
      .min(1)
      .max(NAMES)
      .transform((names) => new Set(names.map(plainName))),
    plan: planSchema.optional(),
    start: startSchema.optional(),
    complete: completeSchema.optional(),
  })
  .refine(({ plan, start, complete }) => plan ?? start ?? complete, {
    error: 'expected plan, start or complete: what a call of these tools means',
  });

export const toolMappingSchema = z.strictObject({
  /** A word in the name of the server whose tools these are; absent: any server. */
  server: name.transform(plainName).optional(),
  rules: z.array(ruleSchema).max(RULES),
});

export type ToolMapping = z.infer<typeof toolMappingSchema>;
export type ToolMappingInput = z.input<typeof toolMappingSchema>;
export type ToolRule = ToolMapping['rules'][number];
export type PlanRule = z.infer<typeof planSchema>;
export type StartRule = z.infer<typeof startSchema>;
export type CompleteRule = z.infer<typeof completeSchema>;

export type ParsedMapping = { ok: true; mapping: ToolMapping } | { ok: false; fault: string };

/** Parses a mapping; a refusal names the field and what was expected there. */
export function parseToolMapping(raw: unknown): ParsedMapping {
  const parsed = toolMappingSchema.safeParse(raw);
  if (parsed.success) return { ok: true, mapping: parsed.data };
  const issue = deepest(parsed.error.issues);
  const field = issue.path.map(String).join('.');
  return { ok: false, fault: `${field === '' ? 'mapping' : field}: ${issue.message}` };
}

type Issue = { path: PropertyKey[]; message: string };

/** Of a union's faults, one that says what is wrong rather than that nothing fits. */
function deepest(issues: readonly z.core.$ZodIssue[]): Issue {
  const [issue] = issues;
  if (issue === undefined) return { path: [], message: 'not a mapping' };
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.map(deepest).find(({ message }) => message.startsWith('expected'));
  if (inner === undefined)
    return { path: issue.path, message: 'expected a path or a list of paths' };
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

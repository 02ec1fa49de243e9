import { PRIORITIES, type Priority, type TaskOutcome, type TelemetryEventInput } from '../event.ts';
import { hash64 } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { valueAt, type JsonPath } from './json-path.ts';
import {
  plainName,
  type CompleteRule,
  type PlanRule,
  type StartRule,
  type ToolMapping,
  type ToolRule,
} from './tool-mapping.ts';
import { dataOf, isFailure } from './tool-result.ts';

/** A call of another server's tool that has been answered, by whomever it was seen. */
export type AnsweredCall = {
  /** In full, as clients write it: `mcp__SERVER__TOOL`. */
  toolName: string;
  toolUseId: string;
  input: unknown;
  /** As the tool or its client gave it. */
  answer: unknown;
  /** Takes secrets out of a text before it is cut at its limit; where nothing does, texts stay. */
  clean?: (text: string) => string;
};

/** What a call says of tasks; session, time and source are the teller's. */
export type TaskWord = Told<'task.plan'> | Told<'task.start'> | Told<'task.complete'>;

type Told<Type> = Omit<
  Extract<TelemetryEventInput, { type: Type }>,
  'time' | 'sessionId' | 'source'
>;

/**
 * What a call means by the mapping. Ids rest on the tool-use id, so whoever tells of the same call
 * tells the same events, and they count once. A call that failed means nothing.
 */
export function tellTasks(mapping: ToolMapping, call: AnsweredCall): TaskWord[] {
  const rules = rulesFor(mapping, call.toolName);
  if (rules.length === 0 || isFailure(call.answer)) return [];
  const from: From = {
    roots: { input: call.input, result: dataOf(call.answer) },
    clean: call.clean ?? ((text) => text),
  };
  return rules.flatMap((rule) => [
    ...(rule.plan === undefined ? [] : planOf(rule.plan, call, from)),
    ...(rule.complete === undefined ? [] : completionOf(rule.complete, call, from)),
    ...(rule.start === undefined ? [] : startOf(rule.start, call, from)),
  ]);
}

const TOOL_NAME = /^mcp__(?<server>.+?)__(?<tool>.+)$/s;

/** The rules that speak of this tool: of its server, and by its name. */
export function rulesFor(mapping: ToolMapping, toolName: string): ToolRule[] {
  const { server, tool } = TOOL_NAME.exec(toolName)?.groups ?? {};
  if (server === undefined || tool === undefined) return [];
  const words = server.split(/[^a-zA-Z0-9]+/).map(plainName);
  if (mapping.server !== undefined && !words.includes(mapping.server)) return [];
  const name = plainName(tool);
  return mapping.rules.filter(({ tools }) => tools.has(name));
}

/** Where words are looked for, and what each goes through. */
type From = { roots: Readonly<Record<string, unknown>>; clean: (text: string) => string };
type Paths = readonly JsonPath[] | undefined;

function planOf(rule: PlanRule, call: AnsweredCall, from: From): TaskWord[] {
  const tasks = first(rule.tasks, from, (value) => (Array.isArray(value) ? value : undefined));
  const project = nameAt(rule.project, from);
  return (tasks ?? []).slice(0, LIMITS.planTasks).flatMap((task): TaskWord[] => {
    const here = { ...from, roots: { ...from.roots, task: task as unknown } };
    const taskId = idAt(rule.taskId, here);
    if (taskId === undefined) return [];
    return [
      {
        ...told(call, 'task.plan', taskId),
        project,
        taskDescription: wordsAt(rule.description, here),
        priority: priorityAt(rule.priority, here),
        dependsOn: idsAt(rule.dependsOn, here),
      },
    ];
  });
}

function startOf(rule: StartRule, call: AnsweredCall, from: From): TaskWord[] {
  const taskId = idAt(rule.taskId, from);
  if (taskId === undefined) return [];
  return [
    {
      ...told(call, 'task.start', taskId),
      project: nameAt(rule.project, from),
      taskDescription: wordsAt(rule.description, from),
      priority: priorityAt(rule.priority, from),
    },
  ];
}

function completionOf(rule: CompleteRule, call: AnsweredCall, from: From): TaskWord[] {
  const taskId = idAt(rule.taskId, from);
  const status = statusAt(rule, from);
  if (taskId === undefined || status === undefined) return [];
  const project = nameAt(rule.project, from);
  if (status === 'started') return [{ ...told(call, 'task.start', taskId), project }];
  const duration = first(rule.duration, from, durationOf);
  return [{ ...told(call, 'task.complete', taskId), project, status, duration }];
}

function told<Type extends TaskWord['type']>(call: AnsweredCall, type: Type, taskId: string) {
  const { toolUseId } = call;
  const id = `task:${hash64(JSON.stringify([toolUseId, type, taskId]))}`;
  return { id, type, taskId, toolUseId };
}

/** The first value that fits; one that does not is passed over. */
function first<Value>(
  paths: Paths,
  { roots }: From,
  fit: (value: unknown) => Value | undefined,
): Value | undefined {
  for (const path of paths ?? []) {
    const value = fit(valueAt(path, roots));
    if (value !== undefined) return value;
  }
  return undefined;
}

const wordsAt = (paths: Paths, from: From) => textAt(paths, from, LIMITS.textLength);
const nameAt = (paths: Paths, from: From) => textAt(paths, from, LIMITS.nameLength);
const textAt = (paths: Paths, from: From, limit: number): string | undefined => {
  const text = first(paths, from, textOf);
  return text === undefined ? undefined : from.clean(text).slice(0, limit);
};

const idAt = (paths: Paths, from: From) => first(paths, from, (value) => idOf(value, from));

/** An empty list is an answer too, when no path holds ids: the task waits for nothing any more. */
function idsAt(paths: Paths, from: From): string[] | undefined {
  const someIds = (value: unknown): string[] | undefined => {
    const ids = Array.isArray(value) ? value.flatMap((item) => idOf(item, from) ?? []) : [];
    return ids.length === 0 ? undefined : ids.slice(0, LIMITS.taskDependencies);
  };
  return first(paths, from, someIds) ?? first(paths, from, noIds);
}

const noIds = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.length === 0 ? [] : undefined;

function priorityAt(paths: Paths, from: From): Priority | undefined {
  return first(paths, from, (value) =>
    PRIORITIES.find((each) => each === textOf(value)?.toLowerCase()),
  );
}

/** undefined: a status was said that nobody knows, which is no reason to guess. */
function statusAt(rule: CompleteRule, from: From): TaskOutcome | 'started' | undefined {
  const said = first(rule.status, from, (value) =>
    typeof value === 'boolean' ? String(value) : textOf(value),
  );
  return said === undefined ? rule.otherwise : rule.statuses?.get(plainName(said));
}

function idOf(value: unknown, { clean }: From): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : textOf(value);
  const id = text === undefined ? undefined : clean(text);
  return id !== undefined && id.length <= LIMITS.idLength ? id : undefined;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

const durationOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= LIMITS.horizonMs
    ? Math.round(value)
    : undefined;

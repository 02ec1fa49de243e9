import type { TaskOutcome, TelemetryEventInput } from '../event/event.ts';
import { hash64 } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { planFaultsOf } from '../plan/plan-faults.ts';
import {
  plainName,
  type CompleteRule,
  type PlanRule,
  type StartRule,
  type ToolMapping,
  type ToolRule,
} from './tool-mapping.ts';
import { dataOf, isFailure } from './tool-result.ts';
import { first, idAt, idsAt, nameAt, priorityAt, textOf, wordsAt, type From } from './values-at.ts';

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
export type TaskReport =
  Reported<'task.plan'> | Reported<'task.start'> | Reported<'task.complete'> | Reported<'error'>;

type Reported<Type> = Omit<
  Extract<TelemetryEventInput, { type: Type }>,
  'time' | 'sessionId' | 'source'
>;

/**
 * What a call means by the mapping. Ids rest on the tool-use id, so whoever reports the same call
 * makes the same events, and they count once. A call that failed means nothing; a plan that can't be
 * followed is an error that says why.
 */
export function reportTasks(mapping: ToolMapping, call: AnsweredCall): TaskReport[] {
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
function rulesFor(mapping: ToolMapping, toolName: string): ToolRule[] {
  const { server, tool } = TOOL_NAME.exec(toolName)?.groups ?? {};
  if (server === undefined || tool === undefined) return [];
  const words = server.split(/[^a-zA-Z0-9]+/).map(plainName);
  if (mapping.server !== undefined && !words.includes(mapping.server)) return [];
  const name = plainName(tool);
  return mapping.rules.filter(({ tools }) => tools.has(name));
}

function planOf(rule: PlanRule, call: AnsweredCall, from: From): TaskReport[] {
  const found =
    first(rule.tasks, from, (value) => (Array.isArray(value) ? value : undefined)) ?? [];
  const project = nameAt(rule.project, from);
  const tasks = found.slice(0, LIMITS.planTasks).flatMap((task): Reported<'task.plan'>[] => {
    const here = { ...from, roots: { ...from.roots, task: task as unknown } };
    const taskId = idAt(rule.taskId, here);
    if (taskId === undefined) return [];
    return [
      {
        ...reported(call, 'task.plan', taskId),
        taskId,
        project,
        taskDescription: wordsAt(rule.description, here),
        priority: priorityAt(rule.priority, here),
        dependsOn: idsAt(rule.dependsOn, here),
      },
    ];
  });
  const fault =
    found.length > LIMITS.planTasks
      ? `more than ${String(LIMITS.planTasks)} tasks`
      : faultOf(tasks);
  if (fault === null) return tasks;
  const errorMessage = `the plan of ${project ?? 'a project'} is not shown: ${fault}`;
  return [
    {
      ...reported(call, 'error', project ?? ''),
      errorType: 'invalid_plan',
      errorMessage,
      severity: 'medium',
    },
  ];
}

/** Why a plan can't be followed. What it does not name itself may have been planned before. */
function faultOf(tasks: readonly Reported<'task.plan'>[]): string | null {
  const ids = new Set(tasks.map(({ taskId }) => taskId));
  const [fault] = planFaultsOf(
    tasks.map(({ taskId, dependsOn }) => ({
      taskId,
      dependsOn: dependsOn?.filter((id) => ids.has(id)),
    })),
  );
  if (fault === undefined) return null;
  const [place, field] = fault.path;
  return `tasks[${String(place)}].${String(field)}: ${fault.message}`;
}

function startOf(rule: StartRule, call: AnsweredCall, from: From): TaskReport[] {
  const taskId = idAt(rule.taskId, from);
  if (taskId === undefined) return [];
  return [
    {
      ...reported(call, 'task.start', taskId),
      taskId,
      project: nameAt(rule.project, from),
      taskDescription: wordsAt(rule.description, from),
      priority: priorityAt(rule.priority, from),
    },
  ];
}

function completionOf(rule: CompleteRule, call: AnsweredCall, from: From): TaskReport[] {
  const taskId = idAt(rule.taskId, from);
  const status = statusAt(rule, from);
  if (taskId === undefined || status === undefined) return [];
  const project = nameAt(rule.project, from);
  if (status === 'started') return [{ ...reported(call, 'task.start', taskId), taskId, project }];
  const duration = first(rule.duration, from, durationOf);
  return [{ ...reported(call, 'task.complete', taskId), taskId, project, status, duration }];
}

function reported<Type extends TaskReport['type']>(
  call: AnsweredCall,
  type: Type,
  subject: string,
) {
  const { toolUseId } = call;
  return { id: `task:${hash64(JSON.stringify([toolUseId, type, subject]))}`, type, toolUseId };
}

/** undefined: a status was said that nobody knows, which is no reason to guess. */
function statusAt(rule: CompleteRule, from: From): TaskOutcome | 'started' | undefined {
  const reportedStatus = first(rule.status, from, (value) =>
    typeof value === 'boolean' ? String(value) : textOf(value),
  );
  return reportedStatus === undefined
    ? rule.otherwise
    : rule.statuses?.get(plainName(reportedStatus));
}

const durationOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= LIMITS.horizonMs
    ? Math.round(value)
    : undefined;

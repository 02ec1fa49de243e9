import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agentGraphAnswerSchema } from '../api/agent-graph.ts';
import {
  errorsAnswerSchema,
  sessionAnswerSchema,
  sessionsAnswerSchema,
  tasksAnswerSchema,
  usageAnswerSchema,
  USAGE_GROUPINGS,
} from '../api/index.ts';
import { reportAnswerSchema, reportsAnswerSchema } from '../api/reports.ts';
import { serverFrameSchema } from '../live/frames.ts';
import { SHOWABLE, type Showable } from '../api/share.ts';
import { taskGraphAnswerSchema } from '../task-graph/task-graph.ts';
import { taskAnswerSchema } from '../task-graph/task-history.ts';
import { lineSchema } from '../live/view.ts';
import {
  AGENT_GRAPH_RULES,
  ERRORS_RULES,
  GAP_RULES,
  HELLO_RULES,
  LINE_RULES,
  PATCH_RULES,
  redactionOf,
  REPORT_RULES,
  REPORTS_RULES,
  SESSION_ANSWER_RULES,
  SESSIONS_RULES,
  shownName,
  SNAPSHOT_RULES,
  TASK_ANSWER_RULES,
  TASK_GRAPH_RULES,
  TASKS_RULES,
  usageRules,
} from './index.ts';
import { shownModel, type Names } from './names.ts';

const [helloSchema, gapSchema, snapshotSchema, patchSchema] = serverFrameSchema.options;

/** Every shape that leaves, with its table. */
const SHAPES: [string, z.ZodObject, object][] = [
  ['hello', helloSchema, HELLO_RULES],
  ['gap', gapSchema, GAP_RULES],
  ['snapshot', snapshotSchema, SNAPSHOT_RULES],
  ['patch', patchSchema, PATCH_RULES],
  ['list of sessions', sessionsAnswerSchema, SESSIONS_RULES],
  ['session', sessionAnswerSchema, SESSION_ANSWER_RULES],
  ['list of tasks', tasksAnswerSchema, TASKS_RULES],
  ['task', taskAnswerSchema, TASK_ANSWER_RULES],
  ['list of errors', errorsAnswerSchema, ERRORS_RULES],
  ['graph of tasks', taskGraphAnswerSchema, TASK_GRAPH_RULES],
  ['graph of agents', agentGraphAnswerSchema, AGENT_GRAPH_RULES],
  ['report', reportAnswerSchema, REPORT_RULES],
  ['list of reports', reportsAnswerSchema, REPORTS_RULES],
  ...USAGE_GROUPINGS.map((grouping): [string, z.ZodObject, object] => [
    `usage by ${grouping}`,
    usageAnswerSchema,
    usageRules([grouping]),
  ]),
];

/** Without what may be left out, null, or has a default. */
function inner(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
      ? schema.unwrap()
      : schema instanceof z.ZodArray
        ? schema.element
        : null;
  return wrapped === null ? schema : inner(wrapped);
}

/** Fields that the table does not list, and free text that it would show. */
function faults(schema: z.core.$ZodType, rule: unknown, path: string): string[] {
  const shape = inner(schema);
  if (shape instanceof z.ZodObject) {
    if (rule === 'shown') {
      return Object.entries(shape.shape).flatMap(([field, part]) =>
        faults(part, 'shown', `${path}.${field}`),
      );
    }
    if (typeof rule !== 'object' || rule === null) return [];
    return Object.entries(shape.shape).flatMap(([field, part]) =>
      Object.hasOwn(rule, field)
        ? faults(part, Reflect.get(rule, field), `${path}.${field}`)
        : [`${path}.${field} is not listed`],
    );
  }
  if (rule !== 'shown') return [];
  if (shape instanceof z.ZodRecord) return faults(shape.keyType, rule, `${path}.keys`);
  const isClosed =
    shape instanceof z.ZodNumber ||
    shape instanceof z.ZodBoolean ||
    shape instanceof z.ZodEnum ||
    shape instanceof z.ZodLiteral;
  return isClosed ? [] : [`${path} is shown and may be free text`];
}

describe.each(SHAPES)('the redaction of a %s', (name, schema, rules) => {
  it('[SHR2] lists every field, and shows no free text as it is', () => {
    expect(faults(schema, rules, name)).toEqual([]);
  });

  it('[SHR2] fails for a field that is added', () => {
    const later = schema.extend({ note: z.string() });
    expect(faults(later, rules, name)).toEqual([`${name}.note is not listed`]);
  });
});

const namesOf = (shows: Showable[], secret = 'a'): Names => ({
  shows: new Set(shows),
  digest: (text) =>
    Array.from(secret + text, (letter) => (letter.charCodeAt(0) % 36).toString(36))
      .join('')
      .padEnd(20, '0'),
  seal: (text) => `sealed ${secret} ${String(text.length)}`,
});

describe('names', () => {
  it('[SHR2] are shown where their kind is ticked, and have the same pseudonym everywhere else', () => {
    expect(shownName('agent', 'Ada', namesOf(['agents']))).toBe('Ada');
    const hidden = shownName('agent', 'Ada', namesOf(['projects']));
    expect(hidden).toMatch(/^Agent [0-9a-z]{6}$/);
    expect(shownName('agent', 'Ada', namesOf([]))).toBe(hidden);
  });

  it('[SHR2] of two links have nothing in common', () => {
    expect(shownName('task', 'T1', namesOf([], 'a'))).not.toBe(
      shownName('task', 'T1', namesOf([], 'b')),
    );
  });
});

describe('a model', () => {
  it.each([
    'claude-sonnet-4-5',
    'claude-opus-4-1-20250805',
    'claude-3-5-haiku-latest',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'claude-sonnet-4-5[1m]',
    'gpt-5-mini',
    '<synthetic>',
  ])('%s is shown', (model) => {
    expect(shownModel(model, namesOf([]))).toBe(model);
  });

  it.each(['acme-secret-model', 'claude-for-acme', 'claude sonnet', 'jane@acme.example', '<b>'])(
    '[SHR2] %s, which somebody made up, has a pseudonym',
    (model) => {
      expect(shownModel(model, namesOf([...SHOWABLE]))).toMatch(/^Model [0-9a-z]{6}$/);
    },
  );
});

describe('a line', () => {
  const line = {
    id: 'mine',
    at: 1,
    session: 'c',
    agentName: 'Ada',
    kind: 'error' as const,
    subject: 'BillingDown',
    detail: 'no answer from db-7',
    severity: 'high' as const,
    durationMs: null,
  };
  const redact = redactionOf(lineSchema, LINE_RULES);

  it('[SHR2] names an error where errors are ticked, and never says its message', () => {
    expect(redact(line, namesOf(['errors', 'agents']))).toMatchObject({
      agentName: 'Ada',
      subject: 'BillingDown',
      detail: null,
      at: 1,
      severity: 'high',
    });
    const hidden = JSON.stringify(redact(line, namesOf([])));
    for (const text of ['Ada', 'Billing', 'db-7', 'mine']) expect(hidden).not.toContain(text);
  });

  it('[SHR2] has as subject what its kind says, not what another kind may show', () => {
    const handover = { ...line, kind: 'handover' as const, subject: 'Grace' };
    expect(redact(handover, namesOf(['errors', 'tasks'])).subject).toMatch(/^Agent /);
    const waiting = { ...line, kind: 'waiting' as const, subject: 'why', detail: 'why' };
    expect(redact(waiting, namesOf([...SHOWABLE]))).toMatchObject({ subject: null, detail: null });
  });

  it('[SHR2] loses what no table lists', () => {
    expect(redact({ ...line, ...{ extra: 'secret' } }, namesOf([]))).not.toHaveProperty('extra');
  });
});

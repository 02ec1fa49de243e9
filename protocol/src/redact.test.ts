import { describe, expect, it } from 'vitest';
import { REDACTION } from './redact.ts';
import { cardSchema, lineSchema, taskSchema } from './view.ts';

const VIEWS = [
  ['card', cardSchema, REDACTION.card],
  ['task', taskSchema, REDACTION.task],
  ['line', lineSchema, REDACTION.line],
] as const;

/** Whatever a person or an agent wrote, or who it was. */
const FREE_TEXT = [
  'sessionId',
  'agentName',
  'project',
  'user',
  'device',
  'description',
  'taskId',
  'currentTask',
  'lastError',
  'lastFailedTask',
  'turn',
  'openTools',
  'dependsOn',
  'subject',
  'detail',
];

describe.each(VIEWS)('the redaction of a %s', (_, schema, rules) => {
  it('[SHR2] decides about every field', () => {
    expect(Object.keys(rules).sort()).toEqual(Object.keys(schema.shape).sort());
  });

  it('[SHR2] hides whatever somebody wrote, and who it was', () => {
    const shown = Object.entries(rules).flatMap(([field, rule]) => (rule === 'shown' ? field : []));
    expect(shown.filter((field) => FREE_TEXT.includes(field))).toEqual([]);
  });
});

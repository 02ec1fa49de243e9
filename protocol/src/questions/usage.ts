import { z } from 'zod';
import { labelGroupingSchema, labelKeyOf } from '../labels.ts';
import { LIMITS, TIME } from '../limits.ts';
import { AppError } from '../error.ts';
import type { UsageAnswer } from '../api/index.ts';
import { addFigures, noFigures, type UsageFigures } from '../figures.ts';
import { figuresText, shownFigures, shownFiguresSchema } from './figures.ts';
import { cutLine, fit, limitSchema, linesOf } from './fit.ts';
import { defineQuestion, type Answered } from './question.ts';
import { isoTime, joined } from './words.ts';

const BY = ['agent', 'task', 'project', 'model', 'session', 'user'] as const;
const HOURS_MAX = LIMITS.horizonMs / TIME.hourMs;

const bySchema = z.union([z.enum(BY), labelGroupingSchema], {
  error: `expected one of ${BY.join(', ')}, or label:KEY`,
});

const time = z.iso.datetime({ offset: true }).optional();

export const usageQuestion = defineQuestion({
  name: 'get_usage',
  title: 'Usage',
  description: 'Tokens and cost by agent, or by what you name.',
  inputSchema: z.object({
    by: z
      .string()
      .pipe(bySchema)
      .optional()
      .describe(`${BY.join(', ')} or label:KEY`),
    only: z.string().max(LIMITS.nameLength).optional().describe('One of them'),
    hours: z.number().positive().max(HOURS_MAX).optional().describe('The last hours'),
    from: time,
    to: time,
    limit: limitSchema,
  }),
  outputSchema: z.object({
    asOf: z.string(),
    fresh: z.boolean(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    by: z.string(),
    total: shownFiguresSchema,
    groups: z.array(shownFiguresSchema.extend({ key: z.string().nullable() })),
    more: z.number(),
  }),
});

type Input = z.output<typeof usageQuestion.inputSchema>;
type Structured = z.infer<typeof usageQuestion.outputSchema>;

export function usageQueryOf(
  input: Input,
  now: number,
): { groupBy: z.output<typeof bySchema>[]; seriesOf: 'totals'; from?: number; to?: number } {
  const { by = 'agent', hours } = input;
  const from = input.from === undefined ? undefined : Date.parse(input.from);
  const to = input.to === undefined ? undefined : Date.parse(input.to);
  if (hours !== undefined && from !== undefined) {
    throw new AppError('invalid_query', 'get_usage: use either hours or from, not both.', {
      path: 'hours',
    });
  }
  if (from !== undefined && to !== undefined && from >= to) {
    throw new AppError('invalid_query', 'get_usage: from must be before to.', { path: 'from' });
  }
  const start = hours === undefined ? from : (to ?? now) - hours * TIME.hourMs;
  return {
    groupBy: [by],
    seriesOf: 'totals',
    ...(start === undefined ? {} : { from: Math.max(0, Math.floor(start)) }),
    ...(to === undefined ? {} : { to }),
  };
}

export function answerUsage(input: Input, usage: UsageAnswer): Answered<Structured> {
  const { by = 'agent', only } = input;
  const groups = only === undefined ? usage.groups : usage.groups.filter(({ key }) => key === only);
  if (only !== undefined && groups.length === 0) throw unknownGroup(by, only, usage);
  const total = only === undefined ? usage.totals : sumOf(groups);
  const head = `Usage by ${by}, ${windowWords(usage)}: ${figuresText(total)}.`;
  const late = usage.fresh ? null : `As of ${isoTime(usage.asOf)}: newer figures will follow.`;
  return fit(groups, input.limit, (shown, more) => ({
    text: linesOf(
      head,
      late,
      ...shown.map((group) => `${group.key ?? noneOf(by)}: ${figuresText(group)}`),
      cutLine(more),
    ),
    structured: {
      asOf: isoTime(usage.asOf),
      fresh: usage.fresh,
      from: usage.from === null ? null : isoTime(usage.from),
      to: usage.to === null ? null : isoTime(usage.to),
      by,
      total: shownFigures(total),
      groups: shown.map((group) => ({ key: group.key, ...shownFigures(group) })),
      more,
    },
  }));
}

/** Several projects may have a task of one id. */
function sumOf(groups: readonly UsageFigures[]): UsageFigures {
  const sum = noFigures();
  for (const group of groups) addFigures(sum, group);
  return sum;
}

/** What the figures of those without one are called. */
const NONE: Record<(typeof BY)[number], string> = {
  agent: 'no agent',
  task: 'no task',
  project: 'no project',
  model: 'unknown model',
  session: 'no session',
  user: 'unknown user',
};

function noneOf(by: z.output<typeof bySchema>): string {
  const key = labelKeyOf(by);
  if (key !== null) return `no ${key}`;
  const known = BY.find((name) => name === by);
  return known === undefined ? by : NONE[known];
}

/** Among as many groups as history gives, one that is missing may still be there. */
function unknownGroup(by: string, only: string, usage: UsageAnswer): AppError {
  const isCut = usage.groups.length >= LIMITS.usageGroups;
  const words = isCut
    ? `${by} ${only} isn’t among the ${LIMITS.usageGroups} largest; narrow the query.`
    : `no usage recorded for ${by} ${only}, ${windowWords(usage)}.`;
  return new AppError('not_found', `get_usage: ${words}`, { path: 'only' });
}

function windowWords({ from, to }: Pick<UsageAnswer, 'from' | 'to'>): string {
  if (from === null && to === null) return 'all time';
  return joined(
    from === null ? null : `from ${isoTime(from)}`,
    to === null ? null : `to ${isoTime(to)}`,
  ).replace(', ', ' ');
}

import type { Report } from '../api/reports.ts';
import { KIND_WORDS } from '../incidents/incident-words.ts';
import { reportSentence } from './report-sentence.ts';
import {
  blocksOf,
  countInWords,
  dollarsInWords,
  growthInWords,
  incidentsInWords,
  isNothing,
  measuredInWords,
  modelInWords,
  momentInWords,
  periodDates,
  periodName,
  perTaskInWords,
  pointName,
  signedCount,
  signedDollars,
  SERVICE_WORDS,
  spanInWords,
  uptimeInWords,
  zoneName,
} from './report-words.ts';

/** A report as GitHub-flavoured Markdown. Names and texts are strangers': none of them is read as markup. */
export function reportMarkdown(report: Report, { asOf }: { asOf: number }): string {
  const { lead, rest } = reportSentence(report);
  const parts = [
    `# ${periodName(report)}, ${periodDates(report)}`,
    `${report.project === null ? 'Whole workspace' : `Project ${text(report.project)}`} · ${zoneName(report.timezone)}`,
    `**${text(lead)}** ${text(rest)}`,
    ...(isNothing(report.totals.now) ? [] : figures(report)),
    notes(report, asOf),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function figures(report: Report): string[] {
  return [
    totalsOf(report),
    section(report.period === 'week' ? 'Cost per day' : 'Cost per hour', pointsOf(report)),
    section(
      'Projects',
      groupsOf(
        'Project',
        report.projects.map(({ project, ...rest }) => ({ ...rest, name: project })),
        report.moreProjects,
      ),
    ),
    section(
      'Agents',
      groupsOf(
        'Agent',
        report.agents.map(({ agentName, ...rest }) => ({ ...rest, name: agentName })),
        report.moreAgents,
      ),
    ),
    section('What moved the cost', moversOf(report)),
    section('What went wrong', wrongOf(report)),
    section('Slowest tasks', endedOf('Took', report.slowest)),
    section('Longest waits from plan to start', endedOf('Waited', report.longestWaits)),
    section('Incidents', incidentsOf(report)),
    section('Uptime of the service', uptimeOf(report)),
    section('What changed', changedOf(report)),
  ];
}

function totalsOf({ totals: { now, before }, period }: Report): string {
  const cost = growthInWords(now.usage.costMicros, before.usage.costMicros);
  const count = (
    name: string,
    field: 'tasksDone' | 'tasksFailed' | 'errors' | 'sessions',
  ): string[] => [
    name,
    countInWords(now.activity[field]),
    countInWords(before.activity[field]),
    signedCount(now.activity[field] - before.activity[field]),
  ];
  return table(
    ['', period === 'week' ? 'This week' : 'This day', 'Before', 'Change'],
    [
      [
        'Cost',
        dollarsInWords(now.usage.costMicros),
        dollarsInWords(before.usage.costMicros),
        cost ?? '–',
      ],
      count('Tasks done', 'tasksDone'),
      count('Tasks failed', 'tasksFailed'),
      count('Errors', 'errors'),
      count('Sessions', 'sessions'),
    ],
  );
}

function pointsOf(report: Report): string {
  const rows = report.points.map((point) => [
    pointName(point.at, report),
    dollarsInWords(point.costMicros),
    point.beforeMicros === null ? '–' : dollarsInWords(point.beforeMicros),
    countInWords(point.tasksDone),
    countInWords(point.tasksFailed),
  ]);
  const bars = blocksOf(report.points);
  return [bars, table(['', 'Cost', 'Before', 'Done', 'Failed'], rows)]
    .filter((part) => part !== '')
    .join('\n\n');
}

type Group = Omit<Report['agents'][number], 'agentName'> & { name: string | null };

function groupsOf(title: string, groups: readonly Group[], more: number): string {
  if (groups.length === 0) return '';
  const rows = groups.map(({ name, now, before }) => [
    name === null ? 'unattributed' : text(name),
    countInWords(now.activity.tasksDone),
    countInWords(now.activity.tasksFailed),
    dollarsInWords(now.usage.costMicros),
    signedDollars(now.usage.costMicros - before.usage.costMicros),
    perTaskInWords(now) ?? '–',
  ]);
  const left = more === 0 ? '' : `\n\nand ${countInWords(more)} more`;
  return table([title, 'Done', 'Failed', 'Cost', 'Change', 'Per task'], rows) + left;
}

const moversOf = ({ movers }: Report): string =>
  movers
    .map(({ agentName, model, changeMicros }) => {
      const who = agentName === null ? 'unattributed' : text(agentName);
      const on = model === null ? '' : ` on ${text(modelInWords(model))}`;
      return `- ${who}${on}: ${signedDollars(changeMicros)}`;
    })
    .join('\n');

function wrongOf({ totals: { now }, errors }: Report): string {
  const { tasksFailed, errors: count } = now.activity;
  if (tasksFailed === 0 && count === 0) return 'No task failed and no error was reported.';
  const kinds = errors.items.map(
    ({ errorType, message, severity, count, isNew }) =>
      `- ${isNew ? '**new** ' : ''}${text(errorType)}, ${severity}, ${countInWords(count)} ×${message === '' ? '' : `: ${text(message)}`}`,
  );
  const lines = [
    `- ${countInWords(tasksFailed)} ${tasksFailed === 1 ? 'task' : 'tasks'} failed`,
    `- ${countInWords(count)} ${count === 1 ? 'error' : 'errors'} of ${countInWords(errors.kinds)} ${errors.kinds === 1 ? 'kind' : 'kinds'}, ${countInWords(errors.newKinds)} of them new`,
    ...kinds,
  ];
  return lines.join('\n');
}

function incidentsOf({ incidents }: Report): string {
  if (incidents === null || incidents.opened === 0) return '';
  const kinds = incidents.kinds.map(
    ({ kind, opened }) => `- ${KIND_WORDS[kind]}: ${countInWords(opened)}`,
  );
  return [`- ${incidentsInWords(incidents)}`, ...kinds].join('\n');
}

const uptimeOf = ({ uptime }: Report): string =>
  uptime.map((one) => `- ${SERVICE_WORDS[one.service]}: ${uptimeInWords(one)}`).join('\n');

function endedOf(title: string, tasks: Report['slowest']): string {
  if (tasks.length === 0) return '';
  return table(
    ['Task', 'Agent', title],
    tasks.map(({ taskId, description, agentName, ms }) => [
      text(description ?? taskId),
      agentName === null ? '–' : text(agentName),
      spanInWords(ms),
    ]),
  );
}

function changedOf({ changed }: Report): string {
  const line = (what: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`- ${what}: ${names.map(text).join(', ')}`];
  return [
    ...line('New agents', changed.newAgents),
    ...line('Inactive agents', changed.goneAgents),
    ...line('New models', changed.newModels),
    ...line('Models no longer used', changed.goneModels),
  ].join('\n');
}

function notes(report: Report, asOf: number): string {
  const { totals, completeness, timezone, isOver } = report;
  const records = completeness?.records ?? null;
  const parts = [
    'List prices',
    measuredInWords(totals.now.usage),
    records === null
      ? null
      : `${countInWords(records.received)} of ${countInWords(records.expected)} records arrived`,
    '“Done” is what agents said',
    `as of ${momentInWords(asOf, timezone)}${isOver ? '' : ', in progress'}`,
  ];
  return `_${parts.filter((part) => part !== null).join(' · ')}._`;
}

const section = (title: string, body: string): string =>
  body === '' ? '' : `## ${title}\n\n${body}`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = line(heads.map((_, place) => (place === 0 ? '---' : '---:')));
  return [line(heads), rule, ...rows.map(line)].join('\n');
}

const LONGEST_TEXT = 200;

/** One line in which nothing is markup. */
function text(raw: string): string {
  const line = raw
    .replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TEXT)
    // The half of a character that the cut may leave.
    .replace(/[\uD800-\uDBFF]$/, '');
  return line.replace(/[\\`*_{}[\]<>|#~]/g, '\\$&');
}

import {
  blocksOf,
  countInWords,
  dollarsInWords,
  growthInWords,
  incidentsByKind,
  isNothing,
  measuredInWords,
  momentInWords,
  periodDates,
  periodName,
  reportSentence,
  SERVICE_WORDS,
  uptimeInWords,
  zoneName,
  type AlertField,
  type Report,
} from '@claude-monitor/protocol';
import type { Notice } from '../alerts/notice.ts';

type Sending = {
  shows: readonly AlertField[];
  /** When it was due. */
  dueAt: number;
  isLate: boolean;
  /** Earlier ones that were not sent. */
  missed: number;
};

/** A report as a message: the sentence of its page, its figures, incidents and uptime, and the link. */
export function reportNotice(report: Report, { shows, dueAt, isLate, missed }: Sending): Notice {
  const may = new Set(shows);
  const { lead, rest } = reportSentence(report, { namesAgents: may.has('agents') });
  const isEmpty = isNothing(report.totals.now);
  // The title names the period already.
  const title = isEmpty ? 'nothing happened' : lead.replace(/\.$/, '');
  const isNamed = report.project === null || may.has('projects');
  const of = report.project === null ? '' : isNamed ? `, ${report.project}` : ', one project';
  const late = isLate ? `Sent late: it was due ${momentInWords(dueAt, report.timezone)}.` : '';
  const measured = measuredInWords(report.totals.now.usage);
  const closing = [
    isEmpty ? null : 'List prices',
    measured,
    `${periodDates(report)}, ${zoneName(report.timezone)}`,
  ];
  return {
    purpose: 'report',
    rule: null,
    title: `${periodName(report)}${of}: ${title}`,
    severity: null,
    facts: [...(isEmpty ? [] : figuresOf(report)), ...serviceOf(report)],
    text: [rest, late, missedInWords(missed)].filter((part) => part !== '').join(' '),
    at: dueAt,
    endedAt: null,
    isLate,
    more: 0,
    note: closing.filter((part) => part !== null).join(', '),
    path: isNamed ? pathOf(report) : '/reports',
  };
}

function figuresOf(report: Report): Notice['facts'] {
  const { now, before } = report.totals;
  const growth = growthInWords(now.usage.costMicros, before.usage.costMicros);
  const { tasksDone, tasksFailed, errors } = now.activity;
  const bars = blocksOf(report.points);
  const facts: [string, string][] = [
    ['Cost', `${dollarsInWords(now.usage.costMicros)}${growth === null ? '' : `, ${growth}`}`],
    ['Tasks', `${countInWords(tasksDone)} done, ${countInWords(tasksFailed)} failed`],
    ['Errors', `${countInWords(errors)}, ${countInWords(report.errors.newKinds)} new kinds`],
    [report.period === 'week' ? 'Mon to Sun' : 'By hour', bars === '' ? 'nothing spent' : bars],
  ];
  return facts.map(([label, value]) => ({ label, value }));
}

/** Also where nothing else happened: it may say why. */
function serviceOf({ incidents, uptime }: Report): Notice['facts'] {
  const parts = uptime.map((one) => ({
    label: SERVICE_WORDS[one.service],
    value: uptimeInWords(one),
  }));
  if (incidents === null) return parts;
  return [{ label: 'Incidents', value: incidentsByKind(incidents) }, ...parts];
}

const missedInWords = (missed: number): string =>
  missed === 0
    ? ''
    : `${countInWords(missed)} earlier ${missed === 1 ? 'report was' : 'reports were'} not sent: see the page.`;

function pathOf({ id, timezone, project }: Report): string {
  const query = new URLSearchParams({ tz: timezone });
  if (project !== null) query.set('project', project);
  return `/reports/${id}?${query.toString()}`;
}

import type { StatusAnswer, UsageSums } from '@claude-monitor/protocol';

type Sample = { labels?: Record<string, string>; value: number };

const PREFIX = 'claude_monitor';

/** The figures of a workspace in the text format of Prometheus, version 0.0.4. */
export function metricsText(status: StatusAnswer, now: number): string {
  const { journal, flush, parked, alerts } = status;
  const ageMs = journal.oldestAt === null ? 0 : Math.max(0, now - journal.oldestAt);
  const failingMs = flush.failing === null ? 0 : Math.max(0, now - flush.failing.since);
  const parkedMs = parked.oldestAt === null ? 0 : Math.max(0, now - parked.oldestAt);
  const waitingMs = alerts.oldestAt === null ? 0 : Math.max(0, now - alerts.oldestAt);
  const rejections = Object.entries(status.rejections).map(([code, value]) => ({
    labels: { code },
    value,
  }));
  return [
    gauge('journal_rows', 'Rows of the journal that are not trimmed yet.', journal.rows),
    gauge('journal_events', 'Untrimmed events in the journal.', journal.events),
    gauge('journal_bytes', 'Bytes in the journal.', journal.bytes),
    gauge('journal_age_seconds', 'Age of the oldest row of the journal.', ageMs / 1_000),
    gauge('seq', 'Latest sequence.', status.seq),
    gauge('flushed_seq', 'Latest sequence stored in libSQL.', status.flushedSeq),
    gauge('flush_lag_seconds', 'Age of the oldest change libSQL lacks.', flush.lagMs / 1_000),
    gauge('flush_failing', '1 while flushes fail.', flush.failing ? 1 : 0),
    gauge('flush_failing_seconds', 'Seconds flushes have been failing.', failingMs / 1_000),
    gauge('parked_rows', 'Parked rows.', parked.rows),
    gauge('parked_bytes', 'Bytes of parked rows.', parked.bytes),
    gauge('parked_seconds', 'Age of the oldest parked row.', parkedMs / 1_000),
    gauge('sockets', 'Open live sockets.', status.sockets),
    gauge('sessions', 'Sessions in the hub.', status.sessions),
    gauge('tasks', 'Tasks in the hub.', status.tasks),
    ...totalsFamilies(status.totals),
    gauge('alerts_waiting', 'Messages being delivered.', alerts.waiting),
    gauge(
      'alerts_waiting_seconds',
      'Age of the oldest message being delivered.',
      waitingMs / 1_000,
    ),
    gauge('alerts_parked', 'Parked messages.', alerts.parked),
    gauge('alerts_channels_failing', 'Failing channels.', alerts.failingChannels),
    counter('alerts_dropped_total', 'Messages dropped for newer ones.', [
      { value: alerts.dropped },
    ]),
    counter('rejections_total', 'Items rejected since the hub started, by code.', rejections),
  ].join('');
}

/** Usage that was measured, and what agents reported where nothing was: together, what the pages show. */
function totalsFamilies(totals: StatusAnswer['totals']): string[] {
  const { usage, errors, highErrors, tasksDone, tasksFailed, openTasks } = totals;
  const samplesOf = (field: keyof UsageSums, labels = {}, unit = 1): Sample[] => {
    const measured = usage.measured[field];
    const reported = usage[field] - measured;
    return [
      { labels: { ...labels, provenance: 'measured' }, value: measured / unit },
      { labels: { ...labels, provenance: 'reported' }, value: reported / unit },
    ];
  };
  const tokens = Object.entries(TOKEN_KINDS).flatMap(([kind, field]) => samplesOf(field, { kind }));
  const cost = samplesOf('costMicros', {}, MICROS_PER_DOLLAR);
  return [
    counter('tokens_total', 'Tokens used, by kind and by how they are known.', tokens),
    counter('cost_dollars_total', 'Cost at list price, US dollars.', cost),
    counter('requests_total', 'Requests to models.', samplesOf('requests')),
    counter(
      'unpriced_requests_total',
      'Requests of models without a known price: their cost is missing.',
      samplesOf('unpricedRequests'),
    ),
    counter('errors_total', 'Errors that agents or clients reported.', [
      { labels: { severity: 'high' }, value: highErrors },
      { labels: { severity: 'lower' }, value: errors - highErrors },
    ]),
    counter('tasks_total', 'Ends of tasks, by outcome. One that fails twice counts twice.', [
      { labels: { outcome: 'success' }, value: tasksDone },
      { labels: { outcome: 'failed' }, value: tasksFailed },
    ]),
    gauge('open_tasks', 'Tasks that were started and have not ended.', openTasks),
  ];
}

const MICROS_PER_DOLLAR = 1_000_000;

const TOKEN_KINDS = {
  input: 'inputTokens',
  output: 'outputTokens',
  cache_read: 'cacheReadTokens',
  cache_creation: 'cacheCreationTokens',
} as const satisfies Record<string, keyof UsageSums>;

const counter = (name: string, help: string, samples: Sample[]): string =>
  family(name, { type: 'counter', help, samples });

const gauge = (name: string, help: string, value: number): string =>
  family(name, { type: 'gauge', help, samples: [{ value }] });

function family(
  name: string,
  { type, help, samples }: { type: string; help: string; samples: Sample[] },
): string {
  const full = `${PREFIX}_${name}`;
  const lines = samples.map(({ labels, value }) => `${full}${labelText(labels)} ${String(value)}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n');
}

function labelText(labels: Record<string, string> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

import {
  retentionSchema,
  type DeletionBody,
  type Retention,
} from '@claude-monitor/protocol/api/retention';
import { fullCount } from '../../lib/format/numbers.ts';

export type RetentionField = {
  name: keyof Retention;
  label: string;
  unit: 'days' | 'rows';
  /** What it is, and what follows from more or less of it. */
  means: string;
};

export const RETENTION_FIELDS: readonly RetentionField[] = [
  {
    name: 'horizonDays',
    label: 'History',
    unit: 'days',
    means:
      'Sessions, tasks, requests, errors and their sums. Older ones are deleted, and older events are refused. This is most of what the database holds.',
  },
  {
    name: 'factsDays',
    label: 'Late corrections',
    unit: 'days',
    means:
      'How long a late event can still correct an hour of a session, counted from the last event that arrived for it. Then the hour is closed: its sums stay. Each request takes about half a kilobyte of the workspace’s storage until then.',
  },
  {
    name: 'blocksDays',
    label: 'Raw events',
    unit: 'days',
    means:
      'Events as they were sent, with any text you opted in to, listed on the page of their session. No figure needs them.',
  },
  {
    name: 'auditLines',
    label: 'Audit log',
    unit: 'rows',
    means: 'What administrators did. The oldest rows make room for new ones.',
  },
  {
    name: 'deliveredMessages',
    label: 'Delivered messages',
    unit: 'rows',
    means: 'Alerts that arrived, in the log of messages.',
  },
  {
    name: 'parkedRows',
    label: 'Refused rows',
    unit: 'rows',
    means:
      'Parked rows and that wait for you. At this number history pauses until you look; nothing is dropped.',
  },
];

/** What stands in the fields. */
export type TypedRetention = Record<keyof Retention, string>;

export const typedOf = (retention: Retention): TypedRetention => ({
  factsDays: String(retention.factsDays),
  horizonDays: String(retention.horizonDays),
  blocksDays: String(retention.blocksDays),
  auditLines: String(retention.auditLines),
  deliveredMessages: String(retention.deliveredMessages),
  parkedRows: String(retention.parkedRows),
});

/** The numbers that were typed, or what is wrong with them by field. */
export function parseRetention(typed: TypedRetention): {
  retention: Retention | null;
  faults: Partial<Record<keyof Retention, string>>;
} {
  const faults: Partial<Record<keyof Retention, string>> = {};
  for (const { name } of RETENTION_FIELDS) {
    if (isInBounds(name, typed[name])) continue;
    const { minValue, maxValue } = retentionSchema.shape[name];
    faults[name] =
      `Enter a whole number from ${fullCount(minValue ?? 0)} to ${fullCount(maxValue ?? 0)}.`;
  }
  const horizon = Number(typed.horizonDays);
  for (const name of ['factsDays', 'blocksDays'] as const) {
    if (faults[name] !== undefined || faults.horizonDays !== undefined) continue;
    if (Number(typed[name]) <= horizon) continue;
    faults[name] = `Can’t be longer than history, which is kept for ${fullCount(horizon)} days.`;
  }
  const parsed = retentionSchema.safeParse(mapNumbers(typed));
  const isRight = parsed.success && Object.keys(faults).length === 0;
  return { retention: isRight ? parsed.data : null, faults };
}

const isInBounds = (name: keyof Retention, text: string): boolean =>
  /^\s*\d+\s*$/.test(text) && retentionSchema.shape[name].safeParse(Number(text)).success;

const mapNumbers = (typed: TypedRetention): Record<string, number> =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, Number(text)]));

/** What goes for good when less is kept, for the one who is about to confirm it. */
export function whatIsLost(before: Retention, after: Retention): string[] {
  return RETENTION_FIELDS.flatMap(({ name }) =>
    after[name] < before[name] ? [LOSSES[name](fullCount(after[name]))].flat() : [],
  );
}

const LOSSES: Record<keyof Retention, (left: string) => string | []> = {
  horizonDays: (days) => `History older than ${days} days is deleted.`,
  factsDays: (days) => `Hours to which nothing came for ${days} days can’t be corrected any more.`,
  blocksDays: (days) => `Raw events older than ${days} days are deleted.`,
  auditLines: (rows) => `All but the newest ${rows} rows of the audit log are deleted.`,
  deliveredMessages: (rows) => `All but the newest ${rows} delivered messages are deleted.`,
  // A bound of what may wait: what waits stays.
  parkedRows: () => [],
};

/** What a deletion is of, without what it was. */
export const DELETION_KINDS = {
  session: 'A session',
  user: 'All data of a user',
  workspace: 'All data of the workspace',
} as const satisfies Record<DeletionBody['kind'], string>;

/** What will be gone, for the one who is about to confirm it. */
export function whatGoes(kind: DeletionBody['kind']): string[] {
  const always = [
    'Sums and trends go down by what it added.',
    'If it is sent again, by a spool or an import, it is refused.',
    'You cannot undo this.',
  ];
  switch (kind) {
    case 'session':
      return ['The session, its tasks, requests, errors and raw events are deleted.', ...always];
    case 'user':
      return [
        'All sessions of the user are deleted, and what the user sends from now on is refused.',
        ...always,
      ];
    case 'workspace':
      return [
        'All sessions, tasks, links and messages are deleted; keys, channels and rules stay.',
        ...always,
      ];
  }
}

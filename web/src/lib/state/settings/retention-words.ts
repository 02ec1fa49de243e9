import type { Deletion, DeletionBody, Retention } from '@claude-monitor/protocol/retention';

type Field = { name: keyof Retention; label: string; unit: 'days' | 'rows'; means: string };

/** What each number means, and what more of it costs. */
export const RETENTION_FIELDS: readonly Field[] = [
  {
    name: 'factsDays',
    label: 'Details of an hour',
    unit: 'days',
    means:
      'So long after the last event of a session’s hour arrived, a late event can still correct it. Then the hour is closed: its sums stay, later events for it are refused as too old. Each request takes about half a kilobyte of the workspace’s own storage until then.',
  },
  {
    name: 'horizonDays',
    label: 'Sessions, requests and sums',
    unit: 'days',
    means:
      'How far back history goes. Older sessions leave the pages and trends, older events are refused; the workspace’s overall totals stay. It is most of what the database holds.',
  },
  {
    name: 'blocksDays',
    label: 'Raw events',
    unit: 'days',
    means:
      'The events as they were sent, with any text that was opted in, for a session’s own page. Figures do not need them.',
  },
  {
    name: 'auditLines',
    label: 'Audit',
    unit: 'rows',
    means: 'Lines of what administrators did; the oldest make room.',
  },
  {
    name: 'deliveredMessages',
    label: 'Delivered messages',
    unit: 'rows',
    means: 'Messages of alerts that the log keeps once they arrived.',
  },
  {
    name: 'parkedRows',
    label: 'Refused rows',
    unit: 'rows',
    means:
      'Rows that the database refused and that wait for you. When there are more, history stops being written until you look: nothing is dropped.',
  },
];

/** What a deletion is of, without what it was. */
export const deletionWords = ({ kind, doneAt }: Deletion): string =>
  `${KINDS[kind]}, ${doneAt === null ? 'under way' : 'done'}`;

const KINDS = {
  session: 'A session',
  user: 'All of a user',
  workspace: 'All of the workspace',
} as const satisfies Record<DeletionBody['kind'], string>;

/** What will be gone, for the one who is about to confirm it. */
export function whatGoes(kind: DeletionBody['kind']): string[] {
  const always = [
    'Sums and trends are less by what it added.',
    'When it is sent again, by a spool or an import, it is refused.',
    'It cannot be undone.',
  ];
  switch (kind) {
    case 'session':
      return ['The session, its tasks, requests, errors and raw events go.', ...always];
    case 'user':
      return [
        'All sessions of the user go, and what the user sends from now on is refused.',
        ...always,
      ];
    case 'workspace':
      return [
        'All sessions, tasks, links and messages go; keys, channels and rules stay.',
        ...always,
      ];
  }
}

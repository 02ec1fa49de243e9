import {
  SHOWABLE,
  showableSchema,
  type ShareScope,
  type Showable,
} from '@claude-monitor/protocol/api/share';

/** What the command line says of a link, as text. */
export type ShareFlags = {
  project?: string | undefined;
  session?: string | undefined;
  expires?: string | undefined;
  name?: string | undefined;
  show?: string | undefined;
};

export type LinkInput = {
  scope: ShareScope;
  expiresInMs?: number;
  name?: string;
  shows: Showable[];
};

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** The link that a command line asks for, or a sentence that says what is wrong with it. */
export function linkInputOf(flags: ShareFlags): LinkInput | string {
  const { project, session, expires, name, show } = flags;
  if (project !== undefined && session !== undefined) {
    return 'Use either --project or --session.';
  }
  const expiresInMs = expires === undefined ? null : durationMs(expires);
  if (expiresInMs === 'bad') return '--expires takes a time like 12h, 7d or 4w';
  const shows = (show ?? '').split(',').map((word) => word.trim());
  const known = shows.flatMap((word) => showableSchema.safeParse(word).data ?? []);
  const unknown = shows.find((word) => word !== '' && !known.some((kind) => kind === word));
  if (unknown !== undefined) return `--show takes ${SHOWABLE.join(', ')}; not ${unknown}`;
  return {
    scope: scopeOf(project, session),
    shows: known,
    ...(expiresInMs === null ? {} : { expiresInMs }),
    ...(name === undefined ? {} : { name }),
  };
}

function scopeOf(project: string | undefined, session: string | undefined): ShareScope {
  if (project !== undefined) return { kind: 'project', project };
  return session === undefined ? { kind: 'workspace' } : { kind: 'session', session };
}

function durationMs(text: string): number | 'bad' {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text.trim()) ?? [];
  if (count === undefined || !isUnit(unit)) return 'bad';
  return Number(count) * UNIT_MS[unit];
}

const isUnit = (unit: string | undefined): unit is keyof typeof UNIT_MS =>
  unit !== undefined && Object.hasOwn(UNIT_MS, unit);

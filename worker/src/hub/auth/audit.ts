import { AUDIT_KINDS, LIMITS, type AuditKind, type AuditLine } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Answer } from '../rpc.ts';

const rowSchema = z.object({
  at: z.number(),
  kind: z.enum(AUDIT_KINDS),
  actor: z.string().nullable(),
  id: z.string(),
  name: z.string(),
});

/** Who did something, and when; null: nobody's key. */
export type Deed = { by: string | null; now: number };

/** What an admin's key did. */
export type AdminDeed = Deed & { by: string };

/** What was done to keys, links, channels and rules, for admins; the oldest lines make room. */
export class Audit {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ at, kind, by, id, name }: AuditLine): void {
    this.#sql.exec(
      'insert into audit (at, kind, actor, id, name) values (?, ?, ?, ?, ?)',
      at,
      kind,
      by,
      id,
      name,
    );
    this.#sql.exec(
      'delete from audit where line <= (select max(line) from audit) - ?',
      LIMITS.auditKept,
    );
  }

  /** The newest first. */
  list(): AuditLine[] {
    const rows = this.#sql.exec('select at, kind, actor, id, name from audit order by line desc');
    return [...rows].map((row) => {
      const { actor, ...line } = rowSchema.parse(row);
      return { ...line, by: actor };
    });
  }
}

/** Adds a line about what something was done to. */
export function note(
  { audit }: { audit: Audit },
  kind: AuditKind,
  { id, name }: { id: string; name: string },
  { by, now }: Deed,
): void {
  audit.add({ at: now, kind, by, id, name });
}

/** The same where it was done: then the answer is what it was done to. */
export function noted<Done extends { id: string; name: string }>(
  hub: { audit: Audit },
  kind: AuditKind,
  deed: Deed,
  answer: Answer<Done>,
): Answer<Done> {
  if (answer.ok) note(hub, kind, answer.value, deed);
  return answer;
}

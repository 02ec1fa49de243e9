import { AUDIT_KINDS, LIMITS, type AuditLine } from '@claude-monitor/protocol';
import { z } from 'zod';

const rowSchema = z.object({
  at: z.number(),
  kind: z.enum(AUDIT_KINDS),
  actor: z.string().nullable(),
  id: z.string(),
  name: z.string(),
});

/** What was done to keys, links, channels and rules, for admins; the oldest lines make room. */
export class Audit {
  readonly #sql: SqlStorage;
  readonly #kept: () => number;

  constructor(sql: SqlStorage, kept: () => number = () => LIMITS.auditKept) {
    this.#sql = sql;
    this.#kept = kept;
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
      this.#kept(),
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

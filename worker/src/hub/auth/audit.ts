import { AUDIT_KINDS, LIMITS, type AuditLine } from '@claude-monitor/protocol';
import { z } from 'zod';
import { isMentionedBy, type Named } from '../state/named.ts';

const rowSchema = z.object({
  at: z.number(),
  kind: z.enum(AUDIT_KINDS),
  actor: z.string().nullable(),
  id: z.string(),
  name: z.string(),
});

const textsSchema = rowSchema
  .pick({ actor: true, id: true, name: true })
  .extend({ line: z.number() });

/** In place of a name. */
export const FORGOTTEN = 'deleted';

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

  /** What was done stays, and to what of its kind; not its name, where that names what is deleted. */
  forget(named: Named): void {
    const isMentioned = isMentionedBy(named);
    const rows = [...this.#sql.exec('select line, actor, id, name from audit')];
    for (const row of rows) {
      const { line, ...texts } = textsSchema.parse(row);
      const { actor, id, name } = texts;
      const without = (text: string): string => (isMentioned(text) ? FORGOTTEN : text);
      const left = { actor: actor === null ? null : without(actor), id: without(id) };
      const isSame = left.actor === actor && left.id === id && !isMentioned(name);
      if (isSame) continue;
      this.#sql.exec(
        'update audit set actor = ?, id = ?, name = ? where line = ?',
        ...[left.actor, left.id, without(name), line],
      );
    }
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

import { RECORD_KINDS } from '@claude-monitor/fold';
import { keepHidden } from '../ingest/labels.ts';
import { newProgress, writeProgress } from '../state/progress.ts';

/** Tables of what happened; keys, channels, rules and the audit are what administrators made. */
const TABLES = [
  'journal',
  'change',
  'arrivals',
  'request_key',
  'saved_view',
  'link_settings',
  'link_cookie',
  'link',
  'incident',
  'sent_alert',
  'delivery',
  'sent_message',
  'incident_link',
  'report_sent',
  'parked_body',
  'parked',
  'waste',
  'waste_session',
] as const;

/** What `meta` holds of what happened. */
const META = [
  'kept',
  'small state',
  'unknown names',
  'set aside',
  'replay',
  'last arrivals',
  'alerts seq',
  'alerts overflows',
  'alerts dropped',
] as const;

/** Deletes all that a hub knows of its workspace, in one turn: a new epoch begins. */
export function wipeTables(sql: SqlStorage, now: number): void {
  for (const kind of RECORD_KINDS) sql.exec(`delete from ${kind}_record`);
  for (const table of TABLES) sql.exec(`delete from ${table}`);
  for (const name of META) sql.exec('delete from meta where name = ?', name);
  keepHidden(sql, now);
  writeProgress(sql, newProgress(now));
}

import { incidentKindSchema, incidentSchema, incidentStepSchema } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { IncidentRecord } from '../../domain/incidents/incident-record.ts';
import { textOf } from '../storage/storage.ts';
import type { Standing } from './standing-incidents.ts';

/** Prefix of an incident's id; its line in the table follows. */
export const INCIDENT_PREFIX = 'inc_';

const bodySchema = z.object({
  key: z.string(),
  incident: incidentSchema,
  history: z.array(incidentStepSchema),
});

const standingSchema = z.tuple([
  incidentKindSchema,
  z.string().nullable(),
  z.string().nullable(),
  z.number().nullable(),
]);
const STANDING = `json_array(
  body ->> '$.incident.kind', body ->> '$.incident.project',
  body -> '$.incident.acknowledged' ->> '$.by', body ->> '$.incident.snoozedUntil')`;

/** Those that stand, in the order in which they were opened. */
export function* readStanding(sql: SqlStorage): Generator<[string, Standing]> {
  for (const row of sql.exec(
    `select line, key, session, ${STANDING} as about from incident where is_open = 1 order by line`,
  )) {
    const about = standingSchema.parse(JSON.parse(textOf(row['about'])));
    const [kind, project, acknowledgedBy, snoozedUntil] = about;
    yield [
      textOf(row['key']),
      {
        line: Number(row['line']),
        sessionKey: row['session'] === null ? null : textOf(row['session']),
        ...{ kind, project },
        isAcknowledged: acknowledgedBy !== null,
        snoozedUntil: snoozedUntil ?? 0,
      },
    ];
  }
}

/** Null: no id of an incident. */
export function lineOf(id: string): number | null {
  const digits = id.startsWith(INCIDENT_PREFIX) ? id.slice(INCIDENT_PREFIX.length) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

export const parseIncident = (body: SqlStorageValue | undefined): IncidentRecord =>
  bodySchema.parse(JSON.parse(textOf(body)));

import {
  unknownNamesAnswerSchema,
  type UnknownNamesAnswer,
} from '@claude-monitor/protocol/api/index';

export type UnknownNamesOutcome =
  | { name: 'found'; answer: UnknownNamesAnswer }
  | { name: 'not admin' }
  | { name: 'unreachable' }
  /** Page and server are of different versions. */
  | { name: 'not understood' };

/** What clients named that the monitor does not know; only admins may ask. */
export async function fetchUnknownNames(fetchFrom: typeof fetch): Promise<UnknownNamesOutcome> {
  const response = await fetchFrom('/v1/unknown-names').catch(() => null);
  if (response?.status === 401 || response?.status === 403) return { name: 'not admin' };
  if (response?.ok !== true) return { name: 'unreachable' };
  const body: unknown = await response.json().catch(() => null);
  const parsed = unknownNamesAnswerSchema.safeParse(body);
  return parsed.success ? { name: 'found', answer: parsed.data } : { name: 'not understood' };
}

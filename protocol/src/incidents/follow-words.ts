import type { Followed } from '../api/push.ts';
import { counted } from '../questions/words.ts';
import { incidentTitle } from './incident-words.ts';
import type { Incident } from './incident.ts';

/** Whether a browser follows it, by kind and project. */
export const isFollowed = (
  { kinds, projects }: Pick<Followed, 'kinds' | 'projects'>,
  { kind, project }: Pick<Incident, 'kind' | 'project'>,
): boolean =>
  (kinds.length === 0 || kinds.includes(kind)) &&
  (projects.length === 0 || (project !== null && projects.includes(project)));

/**
 * What a notification says: how many need somebody and, where details are asked for, who the newest is about; never a text
 * that an agent wrote.
 */
export const followWords = (
  count: number,
  newest: Incident | null,
): { title: string; body: string | null } => ({
  title: `Claude Monitor: ${count === 1 ? '1 incident needs' : `${counted(count)} incidents need`} you`,
  body: newest === null ? null : newestInWords(newest),
});

function newestInWords({ kind, agentName, project }: Incident): string {
  const who = kind === 'service' ? 'Claude Monitor' : (agentName ?? 'An agent');
  const where = project === null ? '' : ` (${project})`;
  return `${who} ${incidentTitle({ kind, task: null })}${where}`;
}

import type { Session } from '@claude-monitor/protocol/live/view';
import { BOUND_NAMES, type Filters } from '../../lib/filters/filters.ts';
import type { Clock, Range } from '../../lib/range/range.ts';

/**
 * Whether a session that the live feed has began after the list was asked for and would be part of it. Where only
 * the service can tell (a text, a label, a state), it is not counted.
 */
export function isNewer(
  session: Session,
  { range, filters: { text, values }, clock }: { range: Range; filters: Filters; clock: Clock },
): boolean {
  if (range.name === 'custom' || range.end !== null || session.startedAt <= clock.now) return false;
  const isOpenQuestion =
    text !== '' ||
    [values.label, values.state, values.outcome].some(({ length }) => length > 0) ||
    BOUND_NAMES.some((name) => values[name].length > 0);
  if (isOpenQuestion) return false;
  const fits = (ids: readonly string[], value: string | null): boolean =>
    ids.length === 0 || (value !== null && ids.includes(value));
  return (
    fits(values.agent, session.agentName) &&
    fits(values.project, session.project) &&
    fits(values.model, session.model) &&
    fits(values.user, session.user)
  );
}

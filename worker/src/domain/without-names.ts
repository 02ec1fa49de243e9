import { DELETED_SESSION, sessionKeyOf } from '@claude-monitor/protocol';

/** How a deleted session is recognized: by the key of its records, or by the id its client gave it. */
export type DeletedNames = {
  isKey: (key: string) => boolean;
  isName: (sessionId: string) => boolean;
};

/**
 * The event as if its sender did not name a deleted session: as the one it was made in, or as the one that
 * something went to; also an event that an older version stored. The same object where it names none.
 */
export function withoutNames<Event extends object>(
  event: Event,
  { isKey, isName }: DeletedNames,
): Event {
  const parent = textOf(event, 'parentSessionId');
  const isChild = parent !== '' && isKey(sessionKeyOf(parent, textOf(event, 'device')));
  const to = textOf(event, 'toSessionId');
  const isPassed = to !== '' && isName(to);
  if (!isChild && !isPassed) return event;
  const named = { ...event };
  if (isChild) Reflect.deleteProperty(named, 'parentSessionId');
  if (isPassed) {
    Reflect.deleteProperty(named, 'toSessionId');
    if (!('toAgentName' in named)) Reflect.set(named, 'toAgentName', DELETED_SESSION);
  }
  return named;
}

function textOf(event: object, name: string): string {
  const value: unknown = Reflect.get(event, name);
  return typeof value === 'string' ? value : '';
}

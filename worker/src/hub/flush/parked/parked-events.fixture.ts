import { TIME } from '@claude-monitor/protocol';
import { eventOf } from '../../hub.fixture.ts';
import { poison } from './parked.fixture.ts';

export const AT = Math.floor(Date.now() / TIME.hourMs) * TIME.hourMs - TIME.minuteMs * 50;

export const cures: (() => Promise<void>)[] = [];

/** Refuses the session row of this name, in this workspace only: files share a server. */
export async function poisonSession(
  workspace: string,
  sessionId = 'poison',
): Promise<() => Promise<void>> {
  const when = `new.workspace = '${workspace}' and new.session_id = '${sessionId}'`;
  return cured(await poison('session', when));
}

export function cured(cure: () => Promise<void>): () => Promise<void> {
  const once = async (): Promise<void> => {
    cures.splice(cures.indexOf(once), 1);
    await cure();
  };
  cures.push(once);
  return once;
}

export const started = (sessionId: string, time = AT) =>
  eventOf({ id: `${sessionId} ${String(time)}`, type: 'session.start', time, sessionId });

export const crew = (count: number): ReturnType<typeof started>[] =>
  Array.from({ length: count }, (_, index) =>
    started(index === 700 % count ? 'poison' : `s${String(index)}`),
  );

import type { Session } from '@claude-monitor/protocol/live/view';
import * as texts from './texts.ts';

export type Result = { id: string; kind: string; name: string; detail: string; path: string };

const MOST_SESSIONS = 8;

/** Pages and live sessions that hold the text in their names, and the search of all sessions. */
export function resultsFor(text: string, sessions: Iterable<Session>): Result[] {
  const wanted = text.trim().toLowerCase();
  const pages = Object.entries(texts.PAGE_WORDS)
    .filter(([, name]) => name.toLowerCase().includes(wanted))
    .map(([path, name]) => ({ id: path, kind: texts.page, name, detail: '', path }));
  if (wanted === '') return pages;
  const found: Session[] = [];
  for (const session of sessions) {
    const named = `${session.agentName}\n${session.sessionId}\n${session.currentTask?.description ?? ''}`;
    if (named.toLowerCase().includes(wanted)) found.push(session);
  }
  found.sort((one, other) => other.lastAt - one.lastAt || (one.id < other.id ? -1 : 1));
  return [
    ...pages,
    ...found.slice(0, MOST_SESSIONS).map((session) => ({
      id: session.id,
      kind: texts.session,
      name: session.agentName,
      detail: session.sessionId,
      path: `/sessions/${encodeURIComponent(session.id)}`,
    })),
    {
      id: 'search',
      kind: texts.open,
      name: texts.searchAll(text.trim()),
      detail: '',
      path: `/sessions?range=90d&q=${encodeURIComponent(text.trim())}`,
    },
  ];
}

import type { Showable } from '@claude-monitor/protocol/api/share';

/** Names that may be ticked, in words. */
export const SHOWABLE_WORDS: Readonly<Record<Showable, string>> = {
  agents: 'agents',
  projects: 'projects',
  tasks: 'tasks',
  sessions: 'sessions',
  people: 'people and devices',
  errors: 'types of errors',
  tools: 'tools',
};

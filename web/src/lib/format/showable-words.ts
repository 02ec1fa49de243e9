import type { Showable } from '@claude-monitor/protocol/api/share';
import * as texts from './texts.ts';

/** Names that may be ticked, in words. */
export const SHOWABLE_WORDS: Readonly<Record<Showable, string>> = {
  agents: texts.agents,
  projects: texts.projects,
  tasks: texts.tasks,
  sessions: texts.sessions,
  people: texts.people,
  errors: texts.errorTypes,
  tools: texts.tools,
};

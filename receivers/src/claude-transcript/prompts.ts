import { routeOf } from '@claude-monitor/protocol/event/prompt-route';
import { isFields, objectIn, textIn, type Fields } from '../claude-hooks/fields.ts';
import { idOf, type Common, type Draft } from './draft.ts';

/** What the client itself writes in the words of the user: commands that it runs, and what they print. */
const OF_CLIENT =
  /^\s*(?:<(?:command-name|command-message|local-command|bash-|user-memory|task-notification|system-reminder)|Caveat: |\[Request interrupted)/;

/** A prompt of the user: its length and where it goes. Its text goes no further (rule PRX4). */
export function promptOf(record: Fields, common: Common): Draft[] {
  const isOfSubagent = common.agentId !== undefined || record['isSidechain'] === true;
  const isOfClient =
    record['isMeta'] === true ||
    record['isCompactSummary'] === true ||
    record['isVisibleInTranscriptOnly'] === true;
  const text = isOfSubagent || isOfClient ? null : textOf(record);
  if (text === null || OF_CLIENT.test(text)) return [];
  const key = textIn(record, 'promptId') ?? textIn(record, 'uuid');
  return [
    {
      ...common,
      type: 'prompt',
      id: idOf('prompt', common.sessionId, key, common.time),
      length: text.length,
      route: routeOf(text).route,
    },
  ];
}

/** Null where the record holds the result of a tool. */
function textOf(record: Fields): string | null {
  const { content } = objectIn(record, 'message');
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const texts: string[] = [];
  for (const block of content) {
    if (!isFields(block) || block['type'] === 'tool_result') return null;
    const text = block['type'] === 'text' ? textIn(block, 'text') : undefined;
    if (text !== undefined) texts.push(text);
  }
  return texts.length === 0 && content.length === 0 ? null : texts.join('\n');
}

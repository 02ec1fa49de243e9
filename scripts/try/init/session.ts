import type { Script } from '../claude-code/messages-api.ts';
import type { Usage } from '../claude-code/reply.ts';

/** Stands in prompts, input, output, answers, paths and the environment: none of it may leave the machine. */
export const CANARY = 'canary7f3a91';

const usage: Usage = {
  input: 11,
  output: 22,
  cacheRead: 1_000,
  cacheWrite5m: 100,
  cacheWrite1h: 0,
};
const agentPrompt = `PART: ${CANARY} in the prompt of a subagent`;

export const PROMPT = `Work as the script says. ${CANARY} in the prompt.`;

/** A session in which every kind of text there is carries the canary. */
export const sessionScript = (folder: string): Script => ({
  main: [
    {
      usage,
      text: `${CANARY} in a text before tools`,
      tools: [
        { tool: 'Bash', input: { command: `echo ${CANARY}`, description: `${CANARY} described` } },
        { tool: 'Write', input: { file_path: `${folder}/${CANARY}.txt`, content: CANARY } },
      ],
    },
    { usage, tools: [{ tool: 'Read', input: { file_path: `${folder}/${CANARY}.txt` } }] },
    {
      usage,
      tools: [{ tool: 'Bash', input: { command: `ls ${CANARY}-nowhere`, description: 'x' } }],
    },
    {
      usage,
      tools: [
        {
          tool: 'Agent',
          input: {
            description: `${CANARY} as a description`,
            prompt: agentPrompt,
            subagent_type: 'general-purpose',
            run_in_background: false,
          },
        },
      ],
    },
    {
      usage,
      tools: [
        {
          tool: 'mcp__claude-monitor__log_session_start',
          input: { sessionId: 'try-init', agentName: 'tryer', model: 'claude-sonnet-4-5' },
        },
      ],
    },
    { usage, text: `${CANARY} as the last answer` },
  ],
  subagents: {
    PART: [
      {
        usage,
        tools: [{ tool: 'Bash', input: { command: `echo sub ${CANARY}`, description: 'y' } }],
      },
      { usage, text: `${CANARY} said by the subagent` },
    ],
  },
});

import { LIMITS } from '../limits.ts';

/** A prompt as `prompts/list` shows it; clients offer it as a command. */
export type ListedPrompt = {
  name: string;
  title: string;
  description: string;
  arguments: { name: string; description: string; required: boolean }[];
};

type Said = Readonly<Record<string, string | undefined>>;

type Prompt = ListedPrompt & { text: (input: Said) => string };

export type PromptAnswer =
  { ok: true; description: string; text: string } | { ok: false; fault: string };

const required = (name: string, description: string) => ({ name, description, required: true });
const optional = (name: string, description: string) => ({ name, description, required: false });

const PROMPTS: readonly Prompt[] = [
  {
    name: 'start_session',
    title: 'Start a monitored session',
    description: 'Have the agent identify itself and log its work from now on.',
    arguments: [
      required('sessionId', 'An id for this piece of work, like blockchain-dev-001'),
      required('agentName', 'The role, like blockchain-specialist'),
      optional('model', 'The model; the agent’s own by default'),
    ],
    text: (input) =>
      lines(
        'Please start a monitored session with:',
        field('sessionId', input['sessionId']),
        field('agentName', input['agentName']),
        field('model', input['model']) ?? '- model: the model you are',
        'Call log_session_start with these, and use this sessionId in every log_ call. Log each task when you start it, as it moves, and when it ends, and end the session with log_session_end when you are done.',
      ),
  },
  {
    name: 'log_progress',
    title: 'Log task progress',
    description: 'Have the agent log a task and its progress.',
    arguments: [
      required('taskId', 'The id of the task, like implement-amm'),
      optional('description', 'What the task is'),
      optional('priority', 'low, medium, high or critical'),
    ],
    text: (input) =>
      lines(
        'Log this task:',
        field('taskId', input['taskId']),
        field('description', input['description']),
        field('priority', input['priority']),
        'If it is not started yet, call log_task_start; then call log_task_progress as it moves and log_task_complete when it ends. Use the sessionId of this session; if there is none yet, start one with log_session_start.',
      ),
  },
  {
    name: 'track_tokens',
    title: 'Track token usage',
    description: 'Have the agent report its estimated token usage.',
    arguments: [optional('sessionId', 'The monitored session; the current one by default')],
    text: (input) =>
      lines(
        'After each significant operation, log your token usage to the monitor.',
        field('sessionId', input['sessionId']),
        'Call log_token_usage with the tokens since your last call. It is your estimate: measured figures replace it.',
      ),
  },
  {
    name: 'report_errors',
    title: 'Report errors',
    description: 'Have the agent log an error, or every error from now on.',
    arguments: [
      optional('errorType', 'The kind of error, like CompilationError'),
      optional('errorMessage', 'What went wrong'),
      optional('severity', 'low, medium, high or critical'),
    ],
    text: (input) => {
      const given = [
        field('errorType', input['errorType']),
        field('errorMessage', input['errorMessage']),
        field('severity', input['severity']),
      ];
      return given.every((line) => line === null)
        ? lines(
            'If you encounter any errors, log them with log_error:',
            '- errorType',
            '- errorMessage',
            '- severity: low, medium, high or critical',
          )
        : lines('Log this error with log_error. Choose missing fields yourself:', ...given);
    },
  },
  {
    name: 'plan_project',
    title: 'Plan a project',
    description: 'Have the agent split a project into tasks and record them.',
    arguments: [
      required('project', 'A short name of the project'),
      optional('goal', 'What to build'),
    ],
    text: (input) =>
      lines(
        'Plan this project:',
        field('project', input['project']),
        field('goal', input['goal']),
        'Split it into tasks that one agent can finish each. Record them with one call of log_plan: for each task a taskId, a taskDescription, a priority, and in dependsOn the ids of the tasks that must be done before it. Then ask get_tasks which are ready.',
      ),
  },
];

/** The same for every server of them. */
export const LISTED_PROMPTS: readonly ListedPrompt[] = PROMPTS.map(
  ({ text: _, ...shown }) => shown,
);

/** The message of a prompt with what the caller gave for its arguments; unknown ones are ignored. */
export function answerPrompt(name: string, given: Readonly<Record<string, string>>): PromptAnswer {
  const prompt = PROMPTS.find((item) => item.name === name);
  if (prompt === undefined) return { ok: false, fault: `Unknown prompt: ${name.slice(0, 80)}.` };
  const input: Record<string, string> = {};
  for (const argument of prompt.arguments) {
    const value = Object.hasOwn(given, argument.name) ? given[argument.name]?.trim() : undefined;
    if (value === undefined || value === '') {
      if (!argument.required) continue;
      return { ok: false, fault: `${name} needs ${argument.name}: ${argument.description}.` };
    }
    if (value.length > LIMITS.textLength) {
      const fault = `${argument.name} is longer than ${LIMITS.textLength} characters.`;
      return { ok: false, fault };
    }
    input[argument.name] = value;
  }
  return { ok: true, description: prompt.description, text: prompt.text(input) };
}

const field = (name: string, value: string | undefined): string | null =>
  value === undefined ? null : `- ${name}: ${JSON.stringify(value)}`;

const lines = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null).join('\n');

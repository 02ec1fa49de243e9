import type { Reply, ToolUse, Usage } from './reply.ts';
import type { Script } from './messages-api.ts';

/** One call of the client: its prompt, flags beside the usual ones, and what the model answers. */
export type Launch = {
  prompt: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Goes on with the session of the launch before. */
  resumes?: 'same' | 'fork';
  model?: string;
  script: Script;
};

export type Scenario = { name: string; launches: readonly Launch[] };

let step = 0;

/** No two requests use the same, so a request that is lost or counted twice can't hide. */
function usage(part: Partial<Usage> = {}): Usage {
  step++;
  return {
    input: 5 + step,
    output: 20 + 3 * step,
    cacheRead: 1_000 + 7 * step,
    cacheWrite5m: 100 + 11 * step,
    cacheWrite1h: 0,
    ...part,
  };
}

const reply = (text: string, part?: Partial<Usage>): Reply => ({ text, usage: usage(part) });
const use = (...tools: ToolUse[]): Reply => ({ tools, usage: usage() });
const fail = (status: number, errorType: string): Reply => ({ status, errorType });

const bash = (command: string): ToolUse => ({
  tool: 'Bash',
  input: { command, description: 'A step of the script' },
});
const ours = (name: string, input: ToolUse['input']): ToolUse => ({
  tool: `mcp__claude-monitor__${name}`,
  input,
});
const agent = (mark: string, input: ToolUse['input'] = {}): ToolUse => ({
  tool: 'Agent',
  input: {
    description: 'A part of the work',
    prompt: `${mark}: do as the script says`,
    subagent_type: 'general-purpose',
    run_in_background: false,
    ...input,
  },
});

const declared = { sessionId: 'infra-001', agentName: 'infrastructure-specialist' };

const work: Scenario = {
  name: 'tools, our own tools, subagents',
  launches: [
    {
      prompt: 'Work as the script says.',
      script: {
        main: [
          use(bash('echo hello')),
          use(
            ours('log_session_start', { ...declared, model: 'claude-sonnet-4-5' }),
            ours('log_task_start', {
              sessionId: 'infra-001',
              taskId: 'setup',
              taskDescription: 'Set the network up',
              priority: 'high',
            }),
          ),
          use(bash('exit 3'), { tool: 'Read', input: { file_path: '/nowhere/at/all.txt' } }),
          use({ tool: 'NoSuchTool', input: {} }),
          fail(529, 'overloaded_error'),
          use(agent('PART-ONE'), agent('PART-TWO')),
          use(agent('ANOTHER-MODEL', { model: 'haiku' })),
          use(agent('IN-BACKGROUND', { run_in_background: true })),
          use(bash('sleep 1')),
          reply('A long think.', { cacheWrite1h: 5_000 }),
          use(
            ours('log_token_usage', {
              sessionId: 'infra-001',
              inputTokens: 12_345,
              outputTokens: 678,
              contextWindow: 200_000,
            }),
          ),
          use(
            ours('log_task_complete', {
              sessionId: 'infra-001',
              taskId: 'setup',
              status: 'success',
              duration: 1_000,
            }),
          ),
          reply('Done.'),
        ],
        subagents: {
          'PART-ONE': [use(bash('ls')), use(agent('DEEPER')), reply('One is done.')],
          'PART-TWO': [use(bash('false')), reply('Two is done.')],
          'ANOTHER-MODEL': [reply('Done by another model.')],
          'IN-BACKGROUND': [use(bash('sleep 2')), reply('Done in the background.')],
          DEEPER: [use(bash('pwd')), reply('Deep is done.')],
        },
      },
    },
  ],
};

const conversation: Scenario = {
  name: 'resumed, compacted, resumed, forked',
  launches: [
    { prompt: 'Begin.', script: { main: [use(bash('echo one')), reply('Begun.')] } },
    {
      prompt: 'Go on.',
      resumes: 'same',
      script: { main: [use(bash('echo two')), reply('More.')] },
    },
    {
      prompt: '/compact',
      resumes: 'same',
      script: { main: [reply('<summary>They said one and two.</summary>')] },
    },
    { prompt: 'And on.', resumes: 'same', script: { main: [reply('After the compaction.')] } },
    {
      prompt: 'Or else.',
      resumes: 'fork',
      script: { main: [use(bash('echo f')), reply('Fork.')] },
    },
  ],
};

const failures: Scenario = {
  name: 'failures of the API, an unknown model',
  launches: [
    {
      prompt: 'Fail in the end.',
      // Some failures are tried again.
      script: {
        main: [use(bash('echo x')), ...Array<Reply>(4).fill(fail(400, 'invalid_request_error'))],
      },
    },
    {
      prompt: 'Be asked too often.',
      script: { main: Array<Reply>(4).fill(fail(429, 'rate_limit_error')) },
    },
    {
      prompt: 'A model of the future.',
      model: 'claude-future-9-1',
      script: { main: [use(bash('echo y')), reply('Done.')] },
    },
    {
      prompt: 'A context past the price of the first tier.',
      model: 'claude-sonnet-4-5[1m]',
      script: {
        main: [use(bash('echo z')), reply('Long.', { input: 250_000, cacheRead: 60_000 })],
      },
    },
  ],
};

const mate = (mark: string, name: string): ToolUse =>
  agent(mark, { name, run_in_background: true });
const write = (to: string, message: string): ToolUse => ({
  tool: 'SendMessage',
  input: { to, message, summary: 'What it is about' },
});

const team: Scenario = {
  name: 'a team of three',
  launches: [
    {
      prompt: 'Work as a team.',
      env: { CLAUDE_CODE_EXPERIMENTAL_AGENT_TEAMS: '1' },
      script: {
        main: [
          use(
            mate('MATE-ONE', 'researcher'),
            mate('MATE-TWO', 'writer'),
            mate('MATE-THREE', 'reviewer'),
          ),
          use(write('researcher', 'Please look at the sources again.')),
          use(bash('sleep 3')),
          reply('The team is done.'),
        ],
        subagents: {
          'MATE-ONE': [
            use(bash('echo 1')),
            use(write('writer', 'The sources are three.')),
            use(write('main', 'I am done.')),
            reply('One is done.'),
          ],
          'MATE-TWO': [use(write('reviewer', 'Here is the draft.')), reply('Two is done.')],
          'MATE-THREE': [use(write('nobody', 'Who is there?')), reply('Three is done.')],
        },
      },
    },
  ],
};

const WORKFLOW = `export const meta = {
  name: 'audit', description: 'An audit', phases: [{ title: 'Fan out' }, { title: 'Sum up' }] };
phase('Fan out');
await parallel([
  () => agent('FAN-ONE: do as the script says', { label: 'one' }),
  () => agent('FAN-TWO: do as the script says', { label: 'two', agentType: 'Explore' }),
  () => agent('FAN-THREE: do as the script says', { label: 'three', model: 'haiku' }),
]);
phase('Sum up');
return await agent('SUM-UP: do as the script says', { label: 'sum' });
`;

const workflow: Scenario = {
  name: 'a workflow with fan-out',
  launches: [
    {
      prompt: 'Run the workflow.',
      script: {
        main: [
          use({ tool: 'Workflow', input: { script: WORKFLOW } }),
          use(bash('sleep 3')),
          reply('The workflow is done.'),
        ],
        subagents: {
          'FAN-ONE': [use(bash('echo 1')), reply('One is done.')],
          'FAN-TWO': [use(bash('ls')), reply('Two is done.')],
          'FAN-THREE': [reply('Three is done.')],
          'SUM-UP': [reply('All is well.')],
        },
      },
    },
  ],
};

export const SCENARIOS: readonly Scenario[] = [work, conversation, failures, team, workflow];

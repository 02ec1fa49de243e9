import { describe, expect, it } from 'vitest';
import { answerPrompt, LISTED_PROMPTS } from './prompts.ts';

const GIVEN: Record<string, Record<string, string>> = {
  start_session: { sessionId: 'blockchain-dev-001', agentName: 'specialist', model: 'opus' },
  log_progress: { taskId: 'implement-amm', description: 'Implement AMM', priority: 'high' },
  track_tokens: { sessionId: 'blockchain-dev-001' },
  report_errors: { errorType: 'Timeout', errorMessage: 'no answer', severity: 'high' },
  plan_project: { project: 'dex', goal: 'A DEX with an automated market maker' },
};

const textOf = (name: string, given: Record<string, string>): string => {
  const prompt = answerPrompt(name, given);
  if (!prompt.ok) throw new Error(prompt.fault);
  return prompt.text;
};

describe('the prompts', () => {
  it('are those that were asked for, each argument described', () => {
    expect(LISTED_PROMPTS.map(({ name }) => name)).toEqual(Object.keys(GIVEN));
    for (const prompt of LISTED_PROMPTS) {
      expect(prompt.description).not.toBe('');
      for (const argument of prompt.arguments) expect(argument.description).not.toBe('');
      expect(Object.keys(GIVEN[prompt.name] ?? {})).toEqual(prompt.arguments.map((a) => a.name));
    }
  });

  it.each(Object.entries(GIVEN))(
    '%s says what it was given, and the tool to call',
    (name, given) => {
      const text = textOf(name, given);
      for (const [field, value] of Object.entries(given)) {
        expect(text).toContain(`- ${field}: ${JSON.stringify(value)}`);
      }
      expect(text).toMatch(/log_\w+/);
    },
  );

  it('leave out what was not given', () => {
    expect(textOf('log_progress', { taskId: 't' })).not.toContain('priority');
    expect(textOf('start_session', { sessionId: 's', agentName: 'a' })).toContain('you are');
    expect(textOf('report_errors', {})).toContain('If you encounter any errors');
  });

  it.each([
    ['nothing', {}, 'Unknown prompt'],
    ['start_session', { agentName: 'a' }, 'sessionId'],
    ['start_session', { sessionId: ' ', agentName: 'a' }, 'sessionId'],
    ['plan_project', { project: 'x'.repeat(3_000) }, 'longer'],
    ['log_progress', { constructor: 'x' }, 'taskId'],
  ])('%s with %j is refused in a sentence', (name, given, fault) => {
    expect(answerPrompt(name, given)).toMatchObject({ ok: false });
    expect(JSON.stringify(answerPrompt(name, given))).toContain(fault);
  });
});

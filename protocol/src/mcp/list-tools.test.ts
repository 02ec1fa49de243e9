import { describe, expect, it } from 'vitest';
import { QUESTIONS } from '../questions/index.ts';
import { LOG_TOOLS, TOOL_INSTRUCTIONS } from '../tools/tools.ts';
import { listedTools } from './list-tools.ts';

/** About four characters are a token. */
const CHARACTERS_A_TOKEN = 4;

describe('the list of tools', () => {
  it('holds those that log and those that ask', () => {
    expect(listedTools().map(({ name }) => name)).toEqual(
      [...LOG_TOOLS, ...QUESTIONS].map(({ name }) => name),
    );
  });

  it('stays, with the instructions, within 1,400 tokens of what is always in a context', () => {
    // A model is given name, description and input; the schema of an answer is for its client.
    const loaded = listedTools().map(({ name, title, description, inputSchema }) => ({
      name,
      title,
      description,
      inputSchema,
    }));
    const characters = TOOL_INSTRUCTIONS.length + JSON.stringify(loaded).length;
    expect(characters).toBeLessThan(1_400 * CHARACTERS_A_TOKEN);
  });

  it('stays short with the schemas of answers too', () => {
    expect(JSON.stringify(listedTools()).length).toBeLessThan(3_500 * CHARACTERS_A_TOKEN);
  });

  it.each(listedTools())('$name says its fields and which are needed, without bounds', (tool) => {
    expect(tool.inputSchema.type).toBe('object');
    expect(Object.keys(tool.inputSchema.properties).length).toBeGreaterThan(0);
    expect(JSON.stringify(tool)).not.toMatch(
      /maxLength|maximum|pattern|additionalProperties":false/,
    );
  });

  it('tells tools that read from tools that write', () => {
    for (const { name, annotations } of listedTools()) {
      expect(annotations.readOnlyHint).toBe(name.startsWith('get_'));
    }
  });
});

describe('the instructions', () => {
  it('are under 2 KB, and name every tool that a model has to think of by itself', () => {
    expect(TOOL_INSTRUCTIONS).toMatch(/^[ -~]{1,2047}$/);
    for (const name of ['log_session_start', 'log_task_start', 'log_task_complete', 'log_error']) {
      expect(TOOL_INSTRUCTIONS).toContain(name);
    }
    expect(TOOL_INSTRUCTIONS).toContain('get_tasks');
    expect(TOOL_INSTRUCTIONS).toContain('get_team_status');
  });
});

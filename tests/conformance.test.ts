import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listScenarios, runScenario, startFront } from './whole/conformance.ts';
import { startMonitor, type Monitor } from './whole/monitor.ts';

/** The MCP project's own suite against the running project's `/mcp`. */

const APPLIES = [
  'server-initialize',
  'ping',
  'tools-list',
  'tools-call-error',
  'prompts-list',
  'dns-rebinding-protection',
];

/**
 * What the other scenarios need and this server does not declare. They also name tools, prompts and
 * resources of the suite's own example server.
 */
const LEFT_OUT: Record<string, string> = {
  'logging-set-level': 'capability logging',
  'completion-complete': 'capability completions',
  'tools-call-simple-text': 'the tool test_simple_text',
  'tools-call-image': 'a tool that answers with an image',
  'tools-call-audio': 'a tool that answers with audio',
  'tools-call-embedded-resource': 'a tool that answers with a resource',
  'tools-call-mixed-content': 'a tool that answers with images and resources',
  'tools-call-with-logging': 'capability logging, and a stream',
  'tools-call-with-progress': 'progress, and a stream',
  'tools-call-sampling': 'questions to the client, and a stream',
  'tools-call-elicitation': 'questions to the client, and a stream',
  'json-schema-2020-12': 'the tool json_schema_2020_12_tool',
  'elicitation-sep1034-defaults': 'questions to the client, and a stream',
  'elicitation-sep1330-enums': 'questions to the client, and a stream',
  'server-sse-polling': 'sessions, and a stream',
  'server-sse-multiple-streams': 'sessions, and a stream',
  'resources-list': 'capability resources',
  'resources-read-text': 'capability resources',
  'resources-read-binary': 'capability resources',
  'resources-templates-read': 'capability resources',
  'resources-subscribe': 'capability resources',
  'resources-unsubscribe': 'capability resources',
  'prompts-get-simple': 'the prompt test_simple_prompt',
  'prompts-get-with-args': 'the prompt test_prompt_with_arguments',
  'prompts-get-embedded-resource': 'a prompt with a resource',
  'prompts-get-with-image': 'a prompt with an image',
};

let monitor: Monitor;
let front: { url: string; close: () => void };

beforeAll(async () => {
  monitor = await startMonitor();
  front = await startFront(monitor.url, monitor.adminKey);
});

afterAll(async () => {
  front.close();
  expect(await monitor.stop()).toBe(0);
});

describe('the conformance suite of the MCP project', () => {
  test('each server scenario is run, or its reason is known', async () => {
    expect((await listScenarios()).sort()).toEqual([...APPLIES, ...Object.keys(LEFT_OUT)].sort());
  });

  test.each(APPLIES)('%s passes', async (scenario) => {
    const { code, output } = await runScenario(`${front.url}/mcp`, scenario);
    expect(output).toMatch(/Passed: [1-9]\d*\/\d+, 0 failed/);
    expect(code, output).toBe(0);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listScenarios, runScenario, startFront } from '../whole/agents/conformance.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** The MCP project's own suite against the running project's `/mcp`. */

/** Scenarios that apply to this server, by the revisions that the suite has them for. */
const APPLIES: Record<string, string[]> = {
  '2025-03-26': ['server-session-lifecycle'],
  '2025-06-18': [
    'server-initialize',
    'server-session-lifecycle',
    'ping',
    'tools-list',
    'tools-call-error',
    'prompts-list',
  ],
  '2025-11-25': [
    'server-initialize',
    'server-session-lifecycle',
    'ping',
    'tools-list',
    'tools-call-error',
    'prompts-list',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'server-stateless',
    'tools-list',
    'tools-call-error',
    'prompts-list',
    'dns-rebinding-protection',
    'caching',
    'http-header-validation',
    'sep-2164-resource-not-found',
    'input-required-result-unsupported-methods',
  ],
};

/** A server without sessions has no life of one to look at. */
const WITHOUT_CHECKS: ReadonlySet<string> = new Set(['server-session-lifecycle']);

/** Checks of those scenarios that need what this server does not have. */
const CHECKS_LEFT_OUT: Record<string, string> = {
  'sep-2575-server-rejects-undeclared-capability': 'a tool that asks its client something',
  'sep-2575-missing-capability-http-400': 'a tool that asks its client something',
  'sep-2549-resources-list-caching-hints': 'capability resources',
  'sep-2549-resources-templates-list-caching-hints': 'capability resources',
};

/**
 * What the other scenarios need and this server does not declare. They also name tools, prompts and
 * resources of the suite's own example server.
 */
const LEFT_OUT: [name: RegExp, needs: string][] = [
  [/^logging-/, 'capability logging'],
  [/^completion-/, 'capability completions'],
  [/^tools-call-(simple-text|image|audio|embedded-resource|mixed-content)$/, 'its own tools'],
  [/^tools-call-with-(logging|progress)$/, 'its own tools, and a stream'],
  [/^tools-call-(sampling|elicitation)$/, 'questions to the client, and a stream'],
  [/^json-schema-2020-12$/, 'its own tool'],
  [/^elicitation-/, 'questions to the client, and a stream'],
  [/^server-sse-/, 'sessions, or its own tools and a stream'],
  [/^resources-/, 'capability resources'],
  [/^prompts-get-/, 'its own prompts'],
  [/^http-custom-header-server-validation$/, 'a tool with x-mcp-header'],
  [/^input-required-result-/, 'its own tools that ask the client something'],
];

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

describe.each(Object.entries(APPLIES))(
  'the conformance suite of the MCP project for %s',
  (revision, applies) => {
    test('each server scenario is run, or its reason is known', async () => {
      const others = (await listScenarios(revision)).filter((name) => !applies.includes(name));
      const unknown = others.filter((name) => !LEFT_OUT.some(([known]) => known.test(name)));
      expect(unknown).toEqual([]);
      expect(await listScenarios(revision)).toEqual(expect.arrayContaining(applies));
    });

    test.each(applies)('%s passes', async (scenario) => {
      const { passed, failed, output } = await runScenario(`${front.url}/mcp`, {
        scenario,
        revision,
      });
      expect(
        failed.filter((id) => !(id in CHECKS_LEFT_OUT)),
        output,
      ).toEqual([]);
      if (!WITHOUT_CHECKS.has(scenario)) expect(passed, output).toBeGreaterThan(0);
      expect(output).toMatch(/Passed: \d+\/\d+/);
    });
  },
);

import { mkdirSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { OtlpSignal } from '@claude-monitor/receivers';
import { runCli } from './run-cli.ts';
import { sendEvent, startScriptedApi, type ScriptedApi, type Used } from './scripted-api.ts';
import type { Try } from './client.ts';

type Step = { input: number; cached: number; output: number; reasoning: number } & (
  { text: string } | { tool: string; args: object }
);

const STEPS: readonly Step[] = [
  {
    tool: 'exec_command',
    args: { cmd: 'echo hi' },
    input: 9_000,
    cached: 0,
    output: 120,
    reasoning: 20,
  },
  {
    tool: 'exec_command',
    args: { cmd: 'exit 3' },
    input: 9_200,
    cached: 8_000,
    output: 60,
    reasoning: 0,
  },
  { text: 'Done.', input: 9_500, cached: 9_000, output: 20, reasoning: 6 },
];

const requestSchema = z.object({ model: z.string() });

function startResponsesApi(): Promise<ScriptedApi> {
  let count = 0;
  return startScriptedApi(({ path, body }, response) => {
    if (!path.endsWith('/responses')) return null;
    const { model } = requestSchema.parse(JSON.parse(body));
    const step = STEPS[Math.min(count, STEPS.length - 1)];
    if (step === undefined) return null;
    return respond(response, { model, step, id: String(++count) });
  });
}

function respond(
  response: ServerResponse,
  { model, step, id }: { model: string; step: Step; id: string },
): Used {
  const { input, cached, output, reasoning } = step;
  const item =
    'text' in step
      ? {
          type: 'message',
          role: 'assistant',
          id: `msg_${id}`,
          content: [{ type: 'output_text', text: step.text }],
        }
      : {
          type: 'function_call',
          id: `fc_${id}`,
          call_id: `call_${id}`,
          name: step.tool,
          arguments: JSON.stringify(step.args),
        };
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [type, data] of [
    ['response.created', { response: { id: `resp_${id}` } }],
    ['response.output_item.added', { output_index: 0, item }],
    ['response.output_item.done', { output_index: 0, item }],
    ['response.completed', { response: { id: `resp_${id}`, model, usage } }],
  ] as const) {
    sendEvent(response, { type, ...data }, type);
  }
  return { model, input, cached, output };
}

/** By which setting each signal goes out, and in which encoding. */
const EXPORTERS = {
  logs: ['exporter', 'json'],
  traces: ['trace_exporter', 'binary'],
  metrics: ['metrics_exporter', 'binary'],
} as const satisfies Record<OtlpSignal, readonly [string, string]>;

type Sending = { api: string; url: string; key: string; signals: readonly OtlpSignal[] };

function configOf({ api, url, key, signals }: Sending): string {
  const to = (signal: string, protocol: string): string =>
    `{ otlp-http = { endpoint = "${url}/v1/${signal}", protocol = "${protocol}", ` +
    `headers = { "Authorization" = "Bearer ${key}" } } }`;
  return `model = "gpt-5"
model_provider = "scripted"
[model_providers.scripted]
name = "scripted"
base_url = "${api}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"
[otel]
environment = "test"
log_user_prompt = false
${signals
  .map((signal) => `${EXPORTERS[signal][0]} = ${to(signal, EXPORTERS[signal][1])}`)
  .join('\n')}
`;
}

export const codex: Try = {
  name: 'Codex CLI',
  packageName: '@openai/codex',
  alone: {
    logs: 'requests',
    traces: 'tokens',
    metrics: { named: 'codex.turn.token_usage' },
  },
  run: async ({ binary, folder, monitor, signals }) => {
    const api = await startResponsesApi();
    const [home, project] = [join(folder, 'home'), join(folder, 'project')];
    for (const one of [home, project]) mkdirSync(one, { recursive: true });
    writeFileSync(join(home, 'config.toml'), configOf({ api: api.url, ...monitor, signals }));
    try {
      await runCli({
        binary: binary('codex'),
        args: [
          'exec',
          '--skip-git-repo-check',
          '--dangerously-bypass-approvals-and-sandbox',
          'Work.',
        ],
        cwd: project,
        env: { HOME: home, CODEX_HOME: home, SCRIPTED_KEY: 'no key of anybody' },
      });
    } finally {
      api.close();
    }
    return api.used;
  },
};

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Try } from './client.ts';
import { passOnly } from './one-signal.ts';
import { runCli } from './run-cli.ts';
import { sendEvent, startScriptedApi, type ScriptedApi } from './scripted-api.ts';

type Step = { input: number; cached: number; output: number; thoughts: number; part: object };

const STEPS: readonly Step[] = [
  {
    part: { functionCall: { name: 'write_file', args: { file_path: 'a.txt', content: 'one\n' } } },
    input: 9_000,
    cached: 0,
    output: 50,
    thoughts: 10,
  },
  {
    part: { functionCall: { name: 'read_file', args: { file_path: 'missing.txt' } } },
    input: 9_200,
    cached: 9_000,
    output: 20,
    thoughts: 5,
  },
  { part: { text: 'Done.' }, input: 9_300, cached: 9_100, output: 15, thoughts: 3 },
];

/** What the client asks to choose its model, before it asks the model. */
const ROUTE: Step = {
  part: { text: JSON.stringify({ reasoning: 'simple', model_choice: 'flash' }) },
  input: 300,
  cached: 0,
  output: 12,
  thoughts: 0,
};

const requestSchema = z.object({
  generationConfig: z
    .object({ responseSchema: z.unknown(), responseJsonSchema: z.unknown() })
    .partial()
    .optional(),
});

function startGeminiApi(): Promise<ScriptedApi> {
  let count = 0;
  return startScriptedApi(({ path, body }, response) => {
    const route = /models\/(?<model>[^:]+):(?<method>\w+)/.exec(path)?.groups;
    if (route === undefined || route['method'] === 'countTokens') return null;
    const { generationConfig = {} } = requestSchema.parse(JSON.parse(body));
    const isRoute = Object.keys(generationConfig).some((name) =>
      /^response(Json)?Schema$/.test(name),
    );
    const step = isRoute ? ROUTE : STEPS[Math.min(count++, STEPS.length - 1)];
    if (step === undefined) return null;
    const { part, input, cached, output, thoughts } = step;
    const model = route['model'] ?? '';
    const answer = {
      responseId: `r${String(count)}`,
      modelVersion: model,
      candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: {
        promptTokenCount: input,
        cachedContentTokenCount: cached,
        candidatesTokenCount: output,
        thoughtsTokenCount: thoughts,
        totalTokenCount: input + output + thoughts,
      },
    };
    const isStream = route['method'] === 'streamGenerateContent';
    const type = isStream ? 'text/event-stream' : 'application/json';
    response.writeHead(200, { 'content-type': type });
    if (isStream) sendEvent(response, answer);
    else response.write(JSON.stringify(answer));
    return { model, input, cached, output: output + thoughts };
  });
}

const settingsOf = (url: string): object => ({
  security: { auth: { selectedType: 'gemini-api-key' } },
  general: { disableAutoUpdate: true },
  privacy: { usageStatisticsEnabled: false },
  telemetry: {
    enabled: true,
    target: 'local',
    otlpEndpoint: url,
    otlpProtocol: 'http',
    logPrompts: false,
    traces: true,
  },
});

export const gemini: Try = {
  name: 'Gemini CLI',
  packageName: '@google/gemini-cli',
  alone: {
    logs: 'requests',
    traces: { named: 'llm_call-without-cached-and-thinking-tokens' },
    metrics: 'tokens',
  },
  run: async ({ binary, folder, monitor, signals }) => {
    const api = await startGeminiApi();
    const gate = await passOnly(monitor.url, signals);
    const [home, project] = [join(folder, 'home'), join(folder, 'project')];
    for (const one of [join(home, '.gemini'), project]) mkdirSync(one, { recursive: true });
    writeFileSync(join(home, '.gemini/settings.json'), JSON.stringify(settingsOf(gate.url)));
    try {
      await runCli({
        binary: binary('gemini'),
        args: ['--yolo', '--skip-trust', '-m', 'gemini-2.5-flash', '-p', 'Work.'],
        cwd: project,
        env: {
          HOME: home,
          GEMINI_API_KEY: 'no key of anybody',
          GOOGLE_GEMINI_BASE_URL: api.url,
          GEMINI_CLI_TRUST_WORKSPACE: 'true',
          OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${monitor.key}`,
        },
      });
    } finally {
      api.close();
      gate.close();
    }
    return api.used;
  },
};

import { randomUUID } from 'node:crypto';
import { hookOf } from '../../../receivers/src/testing/hooks.fixture.ts';
import { hookPost, sendAll, type Post } from './exports.ts';
import type { Workspace } from '../monitor/workspace.ts';

/** Whoever runs Claude Code on this machine: telemetry names the same user in all sessions. */
const USER = 'b8a5d1c79e1f4a3b8d6f0c2e4a6b8d0f';
/** Where it works: its last part is the project of what nobody plans. */
const FOLDER = '/home/dev/solidity-dex';
const TRANSCRIPTS = '/home/dev/.claude/projects/-home-dev-solidity-dex';
const VERSION = '2.1.330';

export type Spent = Record<'inputTokens' | 'outputTokens' | 'cacheReadTokens', number>;

/** A session of Claude Code, by what its hooks post and its telemetry exports while it runs. */
export class ClaudeCode {
  readonly sessionId = randomUUID();
  readonly #to: Workspace;
  #sequence = 0;

  constructor(to: Workspace) {
    this.#to = to;
  }

  start(model: string): Promise<void> {
    return this.#hook('SessionStart.startup.with-model', { model });
  }

  prompt(prompt: string): Promise<void> {
    return this.#hook('UserPromptSubmit', { prompt_id: randomUUID(), prompt });
  }

  /** What hooks tell round the call of an MCP tool; `call` answers as the server did. */
  async tool(
    { server, name, input }: { server: string; name: string; input: object },
    call: (toolUseId: string) => Promise<unknown>,
  ): Promise<void> {
    const toolUseId = `toolu_${randomUUID()}`;
    const changes = {
      tool_name: `mcp__${server}__${name}`,
      tool_input: input,
      tool_use_id: toolUseId,
    };
    await this.#hook('PreToolUse.mcp', changes);
    const tool_response = await call(toolUseId);
    await this.#hook('PostToolUse.mcp', { ...changes, tool_response });
  }

  request(model: string, spent: Spent): Promise<void> {
    const now = Date.now();
    const attributes = {
      'user.id': USER,
      'session.id': this.sessionId,
      'event.name': 'api_request',
      'event.timestamp': new Date(now).toISOString(),
      'event.sequence': this.#sequence++,
      model,
      input_tokens: spent.inputTokens,
      output_tokens: spent.outputTokens,
      cache_read_tokens: spent.cacheReadTokens,
      cache_creation_tokens: 0,
      duration_ms: 2_400,
      request_id: `req_${randomUUID()}`,
      query_source: 'repl_main_thread',
    };
    const record = {
      timeUnixNano: `${String(now)}000000`,
      body: { stringValue: 'claude_code.api_request' },
      attributes: Object.entries(attributes).map(attribute),
    };
    const scope = { name: 'com.anthropic.claude_code.events', version: VERSION };
    const resource = { attributes: [attribute(['service.name', 'claude-code'])] };
    const body = { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record] }] }] };
    return this.#send({
      path: '/v1/logs',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    });
  }

  #hook(name: string, changes: object): Promise<void> {
    const session_id = this.sessionId;
    const transcript_path = `${TRANSCRIPTS}/${session_id}.jsonl`;
    const own = { session_id, transcript_path, cwd: FOLDER };
    return this.#send(hookPost(hookOf(name), { ...changes, ...own }));
  }

  #send(post: Post): Promise<void> {
    return sendAll(this.#to, [post]);
  }
}

const attribute = ([key, value]: [string, string | number]) => ({
  key,
  value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
});

import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

/** Prometheus as an orchestrator uses it, over MCP. */
export class PrometheusClient {
  #client = new Client({ name: 'orchestrator', version: '1.0.0' });

  async connect() {
    const args = [join(import.meta.dirname, 'server.js')];
    await this.#client.connect(new StdioClientTransport({ command: process.execPath, args }));
  }

  createProject(name) {
    return this.#call('create_project', { name });
  }

  async nextTask(project) {
    const { task } = await this.#call('next_task', { project });
    return task;
  }

  /** What the bridge calls. */
  updateTaskStatus(id, { success }) {
    return this.#call('finish_task', { id, success });
  }

  close() {
    return this.#client.close();
  }

  async #call(name, args) {
    const { content, isError } = await this.#client.callTool({ name, arguments: args });
    if (isError) throw new Error(`prometheus: ${content[0].text}`);
    return JSON.parse(content[0].text);
  }
}

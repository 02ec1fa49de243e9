import type { Message } from '@claude-monitor/protocol/mcp/index';
import {
  parseJSONRPCMessage,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/server';

/** The end of a wire that one MCP server holds. */
export class Channel implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** The revision that was agreed upon; null before. */
  version: string | null = null;
  readonly #send: (message: JSONRPCMessage) => void;

  constructor(send: (message: JSONRPCMessage) => void) {
    this.#send = send;
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage): Promise<void> {
    this.#send(message);
  }

  async close(): Promise<void> {
    this.onclose?.();
  }

  setProtocolVersion(version: string): void {
    this.version = version;
  }

  deliver(message: Message): void {
    this.onmessage?.(parseJSONRPCMessage(message));
  }
}

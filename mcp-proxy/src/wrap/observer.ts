import { parseEvent } from '@claude-monitor/protocol/event/parse-event';
import type { TelemetryEventInput } from '@claude-monitor/protocol/event/event';
import { eventsOfCall, type Watcher } from './call-events.ts';
import { CallWatch, type ObservedCall } from './call-watch.ts';
import { LineWatch, type WatchedLine } from './line-watch.ts';
import { messagesIn, responseAtEdges, type RpcMessage } from './rpc-message.ts';

type ObserverDeps = {
  watcher: Omit<Watcher, 'server'>;
  /** What the server is called, where the user said it; null: as it says itself. */
  name: string | null;
  /** The session is this wrapping's own: it begins with the first call and ends with the process. */
  isOwnSession: boolean;
  now: () => number;
  keep: (lines: readonly string[]) => void;
};

/** What could not be observed. */
export type Unobserved = { tooLong: number; forgotten: number; faults: number };

/** Looks at bytes that pass between client and server, and keeps what it saw. Never throws. */
export class Observer {
  readonly #deps: ObserverDeps;
  readonly #calls = new CallWatch();
  readonly #client = new LineWatch((line) => {
    this.#see(line, 'client');
  });
  readonly #server = new LineWatch((line) => {
    this.#see(line, 'server');
  });
  #tooLong = 0;
  #faults = 0;
  #hasBegun = false;

  constructor(deps: ObserverDeps) {
    this.#deps = deps;
  }

  get unseen(): Unobserved {
    return { tooLong: this.#tooLong, forgotten: this.#calls.forgotten, faults: this.#faults };
  }

  fromClient(chunk: Buffer): void {
    this.#guarded(() => {
      this.#client.take(chunk);
    });
  }

  fromServer(chunk: Buffer): void {
    this.#guarded(() => {
      this.#server.take(chunk);
    });
  }

  serverEnded(): void {
    this.#guarded(() => {
      const now = this.#deps.now();
      this.#record(this.#calls.serverEnded(now));
      if (this.#hasBegun && this.#deps.isOwnSession) this.#keep([this.#boundary('end', now)]);
    });
  }

  #see(line: WatchedLine, side: 'client' | 'server'): void {
    const now = this.#deps.now();
    for (const message of this.#messagesOf(line)) {
      const isClient = side === 'client';
      this.#record(
        isClient ? this.#calls.fromClient(message, now) : this.#calls.fromServer(message, now),
      );
    }
  }

  #messagesOf(line: WatchedLine): RpcMessage[] {
    if ('text' in line) return messagesIn(line.text);
    this.#tooLong++;
    const response = responseAtEdges(line.head, line.tail);
    return response === null ? [] : [response];
  }

  #record(observed: readonly ObservedCall[]): void {
    const [first] = observed;
    if (first === undefined) return;
    const server = this.#deps.name ?? this.#calls.serverName ?? 'server';
    const watcher = { ...this.#deps.watcher, server };
    const begin =
      this.#hasBegun || !this.#deps.isOwnSession
        ? []
        : [this.#boundary('start', first.call.startedAt)];
    this.#hasBegun = true;
    this.#keep([...begin, ...observed.flatMap((call) => eventsOfCall(call, watcher))]);
  }

  #boundary(which: 'start' | 'end', time: number): TelemetryEventInput {
    const { base, processId } = this.#deps.watcher;
    const agentName = this.#calls.clientName?.slice(0, 200);
    return {
      ...base,
      ...(agentName === undefined ? {} : { agentName }),
      type: `session.${which}`,
      id: `wrap:${processId}:${which}`,
      time,
      source: 'mcp',
    };
  }

  /** What passes here the server accepts: the same rules parse it. */
  #keep(events: readonly TelemetryEventInput[]): void {
    const lines = events.flatMap((event) => {
      const parsed = parseEvent(event);
      if (parsed.ok) return [JSON.stringify(parsed.event)];
      this.#faults++;
      return [];
    });
    if (lines.length > 0) this.#deps.keep(lines);
  }

  /** A fault of ours costs an observation, never a byte. */
  #guarded(look: () => void): void {
    try {
      look();
    } catch {
      this.#faults++;
    }
  }
}

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from './random.ts';

const PROJECTS = 12;
const LINES_AT_ONCE = 200;
const DAY_MS = 86_400_000;

type Drawn = {
  int: (from: number, to: number) => number;
  hex: (length: number) => string;
  text: (length: number) => string;
};

/**
 * Transcripts as Claude Code writes them, of sessions of the last month: as many bytes as are asked for, most of
 * them what tools answered. The same for the same seed. Answers how many requests they hold.
 */
export function writeTranscripts(
  folder: string,
  { bytes, now, seed = 42 }: { bytes: number; now: number; seed?: number },
): { bytes: number; requests: number; sessions: number } {
  const drawn = drawing(seededRandom(seed));
  const written = { bytes: 0, requests: 0, sessions: 0 };
  while (written.bytes < bytes) {
    const number = written.sessions % PROJECTS;
    const place = join(folder, `-home-dev-project${String(number)}`);
    mkdirSync(place, { recursive: true });
    const session = new Session(drawn, {
      cwd: `/home/dev/project${String(number)}`,
      at: now - 30 * DAY_MS + written.sessions * 600_000,
    });
    const descriptor = openSync(join(place, `${session.id}.jsonl`), 'w');
    const steps = drawn.int(20, 400);
    for (let step = 0; step < steps; step++) {
      session.step();
      const isLast = step === steps - 1;
      if (session.lines.length < LINES_AT_ONCE && !isLast) continue;
      written.bytes += writeSync(descriptor, session.take());
    }
    closeSync(descriptor);
    written.requests += steps;
    written.sessions += 1;
  }
  return written;
}

class Session {
  readonly id: string;
  readonly #drawn: Drawn;
  readonly #cwd: string;
  readonly #promptId: string;
  #at: number;
  #parent: string | null = null;
  lines: string[] = [];

  constructor(drawn: Drawn, { cwd, at }: { cwd: string; at: number }) {
    this.#drawn = drawn;
    this.#cwd = cwd;
    this.#at = at;
    this.id = uuid(drawn);
    this.#promptId = uuid(drawn);
    const message = { role: 'user', content: drawn.text(200) };
    this.#add({ promptId: this.#promptId, type: 'user', message, promptSource: 'typed' });
  }

  take(): string {
    const text = this.lines.map((line) => `${line}\n`).join('');
    this.lines = [];
    return text;
  }

  /** One request: what was thought and said, a call of a tool, and its result. */
  step(): void {
    const { int, hex, text } = this.#drawn;
    const written = int(100, 9_000);
    const requestId = `req_${hex(20)}`;
    const toolUseId = `toolu_${hex(20)}`;
    const answer = {
      id: `msg_${hex(20)}`,
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      stop_reason: 'tool_use',
      usage: {
        input_tokens: int(3, 30),
        cache_creation_input_tokens: written,
        cache_read_input_tokens: int(5_000, 150_000),
        output_tokens: int(20, 2_000),
        service_tier: 'standard',
        cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: written },
      },
    };
    const write = (block: object): void => {
      this.#add({ message: { ...answer, content: [block] }, requestId, type: 'assistant' });
    };
    const thinking = { type: 'thinking', thinking: text(int(200, 2_000)), signature: hex(400) };
    if (int(1, 10) <= 6) write(thinking);
    if (int(1, 10) <= 5) write({ type: 'text', text: text(int(50, 800)) });
    const name = ['Bash', 'Read', 'Edit', 'Grep'][int(0, 3)];
    write({ type: 'tool_use', id: toolUseId, name, input: { command: text(int(30, 1_500)) } });
    const content = text(int(1, 10) === 1 ? int(20_000, 60_000) : int(200, 8_000));
    const result = { tool_use_id: toolUseId, type: 'tool_result', content, is_error: false };
    this.#add({
      promptId: this.#promptId,
      type: 'user',
      message: { role: 'user', content: [result] },
      toolUseResult: { stdout: content, stderr: '', interrupted: false },
    });
    const reminder = { type: 'total_tokens_reminder', text: text(int(100, 3_000)) };
    if (int(1, 10) <= 4) this.#add({ attachment: reminder, type: 'attachment' });
  }

  #add(record: object): void {
    const id = uuid(this.#drawn);
    this.#at += this.#drawn.int(50, 3_000);
    const timestamp = new Date(this.#at).toISOString();
    const { id: sessionId } = this;
    const about = { isSidechain: false, ...record, uuid: id, timestamp, cwd: this.#cwd, sessionId };
    this.lines.push(JSON.stringify({ parentUuid: this.#parent, ...about, version: '2.1.330' }));
    this.#parent = id;
  }
}

const LONGEST_TEXT = 60_000;

function drawing(random: () => number): Drawn {
  const int = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const code = Array.from(
    { length: 800 },
    (_, line) =>
      `  const näme${String(line)} = await fetch("https://example.com/${String(line)}");\n`,
  ).join('');
  const hex = (length: number): string =>
    Array.from({ length }, () => int(0, 15).toString(16)).join('');
  return {
    int,
    hex,
    text: (length) => {
      const from = int(0, Math.max(0, code.length - LONGEST_TEXT));
      return code.slice(from, from + length);
    },
  };
}

const uuid = ({ hex }: Drawn): string => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;

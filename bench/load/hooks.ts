import { seededRandom } from './random.ts';

const TOOLS = ['Bash', 'Read', 'Edit', 'Grep'];
const CALLS_OF_TURN = 8;
/** Of a command and of its output, characters: most are short. */
const TEXT = 'npx vitest run --project unit src/cart '.repeat(8);

/** Hooks of Claude Code as sessions send them, one after another: a prompt, tool calls, the end of the turn. */
export class HookFleet {
  readonly #random: () => number;
  readonly #run: string;
  readonly #steps: number[];
  #count = 0;

  constructor(options: { run: string; sessions: number; seed: number }) {
    this.#run = options.run;
    this.#random = seededRandom(options.seed);
    this.#steps = Array.from({ length: options.sessions }, () => 0);
  }

  next(): object {
    const session = Math.floor(this.#random() * this.#steps.length);
    const step = this.#steps[session] ?? 0;
    this.#steps[session] = (step + 1) % (2 * CALLS_OF_TURN + 2);
    const base = {
      session_id: `${this.#run}-${String(session)}`,
      transcript_path: `/home/dev/.claude/projects/-work-shop/${String(session)}.jsonl`,
      cwd: `/work/shop-${String(session % 5)}`,
      permission_mode: 'default',
      prompt_id: `${this.#run}-prompt-${String(this.#count++)}`,
    };
    if (step === 0) return { ...base, hook_event_name: 'UserPromptSubmit', prompt: TEXT };
    if (step === 2 * CALLS_OF_TURN + 1) {
      return {
        ...base,
        hook_event_name: 'Stop',
        stop_hook_active: false,
        last_assistant_message: TEXT,
      };
    }
    const call = Math.floor((step - 1) / 2);
    const tool = {
      ...base,
      tool_name: TOOLS[call % TOOLS.length],
      tool_use_id: `${this.#run}-${String(session)}-${String(this.#count - (step % 2 === 0 ? 1 : 0))}`,
      tool_input: { command: TEXT },
    };
    if (step % 2 === 1) return { ...tool, hook_event_name: 'PreToolUse' };
    return {
      ...tool,
      hook_event_name: 'PostToolUse',
      tool_response: { stdout: TEXT, stderr: '', interrupted: false },
      duration_ms: 120,
    };
  }
}

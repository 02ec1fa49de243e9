import { hash64 } from '@claude-monitor/protocol';
import { textIn, type Fields } from '../fields.ts';

/** Calls that differ only beyond it count as the same. */
const READ_CHARACTERS = 8_192;

/** 24 bits: enough to tell a dozen calls in a row apart, too few to say of any text that it was the input. */
const DIGITS = 6;

/**
 * What makes two calls of a session the same: the tool and its input, as a short hash keyed by the session. The
 * input itself stays behind (rule PRX4), and nothing can be looked up by it in another session.
 */
export function callFingerprint(fields: Fields, sessionId: string | undefined): string | undefined {
  const input = fields['tool_input'];
  if (input === undefined || input === null || sessionId === undefined) return undefined;
  const text = JSON.stringify(input);
  const tool = textIn(fields, 'tool_name') ?? '';
  const read = `${String(text.length)} ${text.slice(0, READ_CHARACTERS)}`;
  return hash64(`${sessionId}\0${tool}\0${read}`).slice(0, DIGITS);
}

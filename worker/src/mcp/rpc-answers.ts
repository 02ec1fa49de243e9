import type { Refusal } from '@claude-monitor/protocol';

/** https://www.jsonrpc.org/specification#error_object */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;

export const errorAnswerOf = ({
  status,
  ...refusal
}: Omit<Refusal, 'status'> & { status: number }): Response =>
  Response.json(errorOf(refusal), { status });

const errorOf = ({ id, code, message }: Omit<Refusal, 'status'>): object => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

/** A batch is answered by an array, also where the SDK made one answer of it, or none. */
export async function asBatch(
  answer: Response,
  refused: readonly Omit<Refusal, 'status'>[],
): Promise<Response> {
  if (answer.status !== 200 && answer.status !== 202) return answer;
  const answers: unknown = answer.status === 200 ? await answer.json() : [];
  const answered: unknown[] = Array.isArray(answers) ? answers : [answers];
  const all = [...answered, ...refused.map(errorOf)];
  return all.length === 0 ? answer : Response.json(all);
}

/** The same for who takes server-sent events and no JSON. */
export async function asStream(answer: Response): Promise<Response> {
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status !== 200 || !type.startsWith('application/json')) return answer;
  const event = `event: message\ndata: ${JSON.stringify(await answer.json())}\n\n`;
  return new Response(event, { headers: { 'content-type': 'text/event-stream' } });
}

import type { Attributes } from '../otlp/attributes.ts';
import type { Kind } from './kind.ts';

/**
 * OpenTelemetry's conventions for generative AI, and names of operations that are in use outside of its
 * registry (names and sources of attributes: `names.ts`).
 */
const OPERATION = 'gen_ai.operation.name';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** By the operation's name in lower case, with `_` for what else separates words. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...words(`
    anthropic_messages chat chat_completion chat_completions chat_model completion completions content_completion converse
    converse_stream create_completion fine_tune generate generate_answer generate_content
    generate_content_stream generate_image generate_live_content generate_message generate_object generate_speech generate_text
    image image_edit image_generation inference invoke_model invoke_model_with_response_stream live live_content llm
    message messages messages_create model_call model_request call_llm ocr realtime realtime_session
    response responses speech speech_to_text stream_chat stream_object stream_text streaming
    text_completion text_generation text_to_speech transcribe transcription translation video_generation
    vision
  `).map((name) => [name, 'call'] as const),
  ...words(`
    embed embed_content embed_many embedding embeddings rerank reranking
  `).map((name) => [name, 'embedding'] as const),
  ...words(`
    call_tool execute_tool execute_tool_call function_call invoke_tool mcp_tool_call run_tool tool
    tool_call tool_execution tools_call
  `).map((name) => [name, 'tool'] as const),
  ...words(`
    apply_guardrail agent agent_run agent_step chain conversation create_agent create_message create_thread crew delegate evaluate evaluation event_loop
    execute_event_loop_cycle execute_step flow graph guard guardrail guardrail_run guardrails handoff
    invocation invoke_agent invoke_graph invoke_swarm invoke_workflow kickoff live_session memory orchestrate plan process_thread_run
    planning retrieval retrieve run run_agent session start_thread_run step submit_tool_outputs swarm task team thread turn workflow
  `).map((name) => [name, 'around'] as const),
]);

export function kindOf(attributes: Attributes): Kind | null {
  const operation = attributes.get(OPERATION);
  if (typeof operation !== 'string' || operation === '') return null;
  return kindOfOperation(operation) ?? 'unsaid';
}

/** What an operation of this name is, in whatever case; null for one that nobody knows. */
export function kindOfOperation(operation: string): Kind | null {
  const name = operation
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  const known = KINDS.get(name) ?? KINDS.get(name.replace(ASYNC, ''));
  return known ?? (/_memory(_store)?$/.test(name) ? 'around' : null);
}

/** LiteLLM names its methods, and those that wait begin with a letter more (`acompletion`, `_arealtime`). */
const ASYNC = /^_?a(?=[a-z])|^_/;

/** What the operation calls itself, where it says so. */
export function operationOf(attributes: Attributes): string | undefined {
  const operation = attributes.get(OPERATION);
  return typeof operation === 'string' && operation !== '' ? operation : undefined;
}

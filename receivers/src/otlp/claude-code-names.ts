/**
 * What Claude Code is known to send (2.1.197 to 2.1.330, and what its documentation names besides).
 * Anything else is counted as unknown, by its version, and changes no total.
 */

/** Log events that say nothing about usage, tools or life: counted for completeness, then dropped. */
export const NOISE_EVENTS: ReadonlySet<string> = new Set([
  'api_request_body',
  'api_response_body',
  'assistant_response',
  'at_mention',
  'auth',
  'feedback_survey',
  'hook_execution_complete',
  'hook_execution_start',
  'hook_plugin_metrics',
  'hook_registered',
  'internal_error',
  'managed_settings_resolved',
  'mcp_server_connection',
  'permission_mode_changed',
  'plugin_installed',
  'plugin_loaded',
  'retention_sweep',
  'skill_activated',
]);

/** Metrics that nothing is made of. */
export const NOISE_METRICS: ReadonlySet<string> = new Set([
  'claude_code.session.count',
  'claude_code.code_edit_tool.decision',
]);

const ATTRIBUTES = `
  additional_context_chars agent.name agent.source agent_id agent_path_count agent_type
  anthropic.custom_base_url anthropic.provider app.entrypoint app.version artifacts_deleted
  attempt cache_creation_1h_tokens cache_creation_5m_tokens cache_creation_tokens
  cache_read_tokens classifier_verdict command_name command_path_count command_source cost_usd
  cost_usd_micros decision decision_source decision_type duration_ms effort enabled_via error
  error_count error_type event.name event.sequence event.timestamp files_past_cutoff
  files_retained_fresh final_model from_mode git_commit_id has_category has_explanation
  has_hooks has_mcp history_entries_pruned hook_event hook_name hook_source hook_type
  host_owned_mcp initial_user_message_chars input_tokens invocation_trigger is_async is_built_in
  is_plugin language managed_only managed_settings.helper.applied managed_settings.helper.state
  managed_settings.source_behavior managed_settings.sources managed_settings.trigger
  marketplace.name mcp_server.name mcp_server_scope mcp_tool.name message.uuid model
  model_swapped num_blocking num_cancelled num_hooks num_non_blocking_error
  num_outputs_persisted num_success organization.id output_tokens parent_agent_id period_days
  permission_mode plugin.name plugin.scope plugin_id_hash post_tokens pre_tokens
  precompute_reuse prompt prompt.id prompt_length prompt_text query_source request_id response
  response_length result safe_mode server_fallback_hop server_name server_scope session.id
  session_files_deleted skill.name skill.source skill_path_count source speed start_type status
  status_code stdout_chars success system_message_chars terminal.type to_mode tool_input
  tool_input_size_bytes tool_name tool_parameters tool_result_size_bytes tool_source tool_use_id
  total_attempts total_duration_ms total_retry_duration_ms total_tokens total_tool_uses
  transcripts_deleted transcripts_exempted_desktop transport_type trigger ttft_ms type
  used_default user.account_id user.account_uuid user.email user.id
  workflow.name workflow.run_id
`;

const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set(ATTRIBUTES.trim().split(/\s+/));

/** Groups of which each attribute is read, or known. */
const GROUPS = ['vcs.', 'workflow.'];

export const isKnownAttribute = (name: string): boolean =>
  KNOWN_ATTRIBUTES.has(name) || GROUPS.some((group) => name.startsWith(group));

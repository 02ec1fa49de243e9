/**
 * Fields that hooks are known to have (captured up to 2.1.330, or documented), used or not. What a tool
 * was given or answered has names of its own, and is not looked at.
 */
const FIELDS = `
  action agent_id agent_transcript_path agent_type background_tasks cache_ttl command_args
  command_name command_source compact_summary content context_tokens custom_instructions cwd delta
  duration_ms effort elicitation_id error error_details estimated_cache_write_usd event
  expansion_type file_path final from_model globs hook_event_name index is_interrupt
  last_assistant_message load_reason mcp_server mcp_server_name memory_type message message_id mode
  model name new_cwd notification_type old_cwd parent_file_path permission_mode
  permission_suggestions pricing prompt prompt_cache_likely_expired prompt_cache_warm prompt_id
  reason requested_model requested_schema scratchpad_dir seconds_since_last_response session_crons session_id
  session_title source stop_hook_active task_description task_id task_subject team_name
  teammate_name title to_model tool_calls tool_input tool_name tool_response tool_use_id
  transcript_path trigger trigger_file_path turn_id url worktree_path
`;

const KNOWN_FIELDS: ReadonlySet<string> = new Set(FIELDS.trim().split(/\s+/));

export const isKnownField = (name: string): boolean => KNOWN_FIELDS.has(name);
